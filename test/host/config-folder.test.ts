import { join } from 'node:path';
import { expect, it } from 'vitest';
import { configFolder, runtimeFolder } from '../../src/host/config-folder.ts';
import type { UserPlaces } from '../../src/host/config-folder.ts';

const places = (platform: NodeJS.Platform, environment: Record<string, string> = {}): UserPlaces => ({
  platform,
  environment,
  home: '/home/ann',
});

it('keeps settings where the desktop app has them', () => {
  expect(configFolder(places('linux'))).toBe(join('/home/ann', '.config', 'Procscope'));
  expect(configFolder(places('linux', { XDG_CONFIG_HOME: '/c' }))).toBe(join('/c', 'Procscope'));
  expect(configFolder(places('linux', { XDG_CONFIG_HOME: '' }))).toBe(
    join('/home/ann', '.config', 'Procscope'),
  );
  expect(configFolder(places('darwin'))).toBe(
    join('/home/ann', 'Library', 'Application Support', 'Procscope'),
  );
  expect(configFolder(places('win32', { APPDATA: '/a' }))).toBe(join('/a', 'Procscope'));
});

it('keeps what lasts as long as a process in the runtime folder, where there is one', () => {
  expect(runtimeFolder(places('linux', { XDG_RUNTIME_DIR: '/run/user/1' }))).toBe(
    join('/run/user/1', 'procscope'),
  );
  expect(runtimeFolder(places('linux'))).toBe(join('/home/ann', '.config', 'Procscope', 'run'));
  expect(runtimeFolder(places('darwin', { XDG_RUNTIME_DIR: '/r' }))).toBe(
    join('/home/ann', 'Library', 'Application Support', 'Procscope', 'run'),
  );
});
