import { lookupService } from 'node:dns/promises';
import { expect, it } from 'vitest';
import { hostNames } from '../../../src/engine/api/host-names.ts';

const NEVER = new AbortController().signal;

it('tells what this system calls its own address', async () => {
  const known = await lookupService('127.0.0.1', 443).catch(() => undefined);
  const [end, ...rest] = await hostNames('127.0.0.1:443 -> named:80', NEVER);
  expect(rest).toEqual([]);
  expect(end).toMatchObject({ address: '127.0.0.1', port: 443 });
  expect(end?.host).toBe(known?.hostname === '127.0.0.1' ? undefined : known?.hostname);
  expect(end?.service).toBe(known?.service === '443' ? undefined : known?.service);
});

it('asks nobody for what is no address, and waits for nobody who is no longer wanted', async () => {
  expect(await hostNames('999.1.1.1:443 -> a:b:c:80', NEVER)).toEqual([]);
  const [end] = await hostNames('192.0.2.1:443', AbortSignal.abort());
  expect(end).toEqual({ address: '192.0.2.1', port: 443, host: undefined, service: undefined });
});
