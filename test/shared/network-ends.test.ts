import { expect, it } from 'vitest';
import { unnamedEnds } from '../../src/shared/network-ends.ts';

it.each([
  ['10.0.0.5:50123 -> 93.184.216.34:443', ['10.0.0.5 50123', '93.184.216.34 443']],
  ['fe80::1:445 -> fe80::2%eth0:50200', ['fe80::1 445', 'fe80::2%eth0 50200']],
  ['127.0.0.1:80 <- [::1]:81', ['127.0.0.1 80', '::1 81']],
  ['0.0.0.0:80', ['0.0.0.0 80']],
  ['10.0.0.5:1 -> server:https', ['10.0.0.5 1']],
  ['host:1 -> 10.0.0.5:65536', []],
  [String.raw`C:\a:b`, []],
  ['', []],
])('finds the addresses without a name in %s', (path, ends) => {
  expect(unnamedEnds(path).map(({ address, port }) => `${address} ${port}`)).toEqual(ends);
});
