import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isWindowsHelperFresh } from '../../scripts/native/fresh-windows.ts';
import { temporaryFolder } from '../support/opened-log.ts';

it('knows whether the Windows helper is older than one of its sources', () => {
  const folder = temporaryFolder();
  const sources = join(folder, 'native');
  mkdirSync(join(sources, 'part'), { recursive: true });
  const write = (path: string, seconds: number): string => {
    writeFileSync(path, '');
    utimesSync(path, seconds, seconds);
    return path;
  };
  const source = write(join(sources, 'part', 'a.cpp'), 1000);
  const helper = join(folder, 'procscope-helper.exe');
  expect(isWindowsHelperFresh(helper, [sources])).toBe(false);
  write(helper, 2000);
  expect(isWindowsHelperFresh(helper, [sources])).toBe(true);
  utimesSync(source, 3000, 3000);
  expect(isWindowsHelperFresh(helper, [sources])).toBe(false);
  utimesSync(source, 1000, 1000);
  // What is no source does not matter.
  write(join(sources, 'README.md'), 4000);
  expect(isWindowsHelperFresh(helper, [sources])).toBe(true);
});
