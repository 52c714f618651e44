import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CaptureHelper } from '../../src/host/capture-helper.ts';
import type { CaptureHelperOptions } from '../../src/host/capture-helper.ts';
import { captureWays, checkKernel, checkMachine } from '../../src/host/capture-ways.ts';
import { helperSystem } from '../../src/host/helper-system.ts';
import { temporaryFolder } from '../support/opened-log.ts';

const KERNEL = { release: '6.1.0-18-amd64', hasTypes: true, ptraceScope: '1\n' };

/** Makes a command of this name that ends with a status. */
function command(folder: string, name: string, status: number): string {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\nexit ${status}\n`);
  chmodSync(path, 0o755);
  return path;
}

interface Machine {
  /** Whether the helper has its rights by itself. */
  readonly isPrivileged?: boolean;
  /** `silent`: asks for no password. */
  readonly sudo?: 'silent' | 'asks';
  readonly pkexec?: boolean;
  readonly options?: Partial<CaptureHelperOptions>;
}

/** A helper on a machine that has these commands. */
function machine(elevation: CaptureHelperOptions['elevation'], what: Machine): [CaptureHelper, string] {
  const folder = temporaryFolder();
  const helper = command(folder, 'procscope-helper', what.isPrivileged === true ? 0 : 1);
  if (what.sudo !== undefined) command(folder, 'sudo', what.sudo === 'silent' ? 0 : 1);
  if (what.pkexec === true) command(folder, 'pkexec', 127);
  const options = {
    ...{ elevation, places: [join(folder, 'none'), helper], commands: [folder], environment: {} },
    hasTerminal: () => Promise.resolve(false),
    ...what.options,
  };
  return [new CaptureHelper(options), folder];
}

/** What is put in front of the helper. */
async function inFront(elevation: CaptureHelperOptions['elevation'], what: Machine): Promise<string> {
  const [helper, folder] = machine(elevation, what);
  const { command: first, args } = await helper.elevated();
  return [first, ...args].join(' ').replaceAll(`${folder}/`, '');
}

const onTerminal = { hasTerminal: () => Promise.resolve(true) };
const onDesktop = { environment: { WAYLAND_DISPLAY: 'wayland-0' } };

describe.skipIf(process.platform === 'win32')('the capture helper', () => {
  it.each([
    ['desktop', { isPrivileged: true, pkexec: true }, 'procscope-helper'],
    ['desktop', { sudo: 'silent', pkexec: true }, 'pkexec --disable-internal-agent procscope-helper'],
    ['desktop', { sudo: 'silent' }, 'sudo -n -- procscope-helper'],
    ['terminal', { isPrivileged: true, sudo: 'asks', options: onTerminal }, 'procscope-helper'],
    ['terminal', { sudo: 'asks', pkexec: true, options: onTerminal }, 'sudo -- procscope-helper'],
    ['terminal', { pkexec: true, options: onTerminal }, 'pkexec procscope-helper'],
    ['terminal', { sudo: 'silent', pkexec: true }, 'sudo -n -- procscope-helper'],
    ['terminal', { sudo: 'asks', pkexec: true }, 'pkexec --disable-internal-agent procscope-helper'],
    ['server', { sudo: 'silent', pkexec: true }, 'sudo -n -- procscope-helper'],
    [
      'server',
      { sudo: 'asks', pkexec: true, options: onDesktop },
      'pkexec --disable-internal-agent procscope-helper',
    ],
  ] as const)('gets its rights (%s, %j)', async (elevation, what, expected) => {
    expect(await inFront(elevation, what)).toBe(expected);
  });

  it.each([
    ['desktop', { sudo: 'asks' }, 'Start Procscope as root'],
    ['terminal', {}, 'Start Procscope as root'],
    ['server', { sudo: 'asks', pkexec: true }, 'Start the server as root'],
  ] as const)('says how to get them where nobody can be asked (%s, %j)', async (elevation, what, remedy) => {
    const [helper, folder] = machine(elevation, what);
    const sentence = expect.stringMatching(
      `${remedy}, or allow the capture helper once with: sudo setcap cap_[a-z_,]+=ep ${folder}/procscope-helper$`,
    ) as string;
    await expect(helper.elevated()).rejects.toMatchObject({ code: 'live/no-privileges', message: sentence });
  });

  it('is run as root for what its file may not do by itself', async () => {
    const [helper, folder] = machine('desktop', { isPrivileged: true, pkexec: true });
    const path = join(folder, 'procscope-helper');
    expect(await helper.asRoot(true)).toEqual({ command: path, args: [] });
    const { command: first, args } = await helper.asRoot(false);
    expect([first, ...args]).toEqual([join(folder, 'pkexec'), '--disable-internal-agent', path]);
    const [lonely] = machine('server', { isPrivileged: true });
    await expect(lonely.asRoot(false)).rejects.toMatchObject({
      code: 'live/no-privileges',
      message: expect.stringMatching(/Start the server as root\.$/) as string,
    });
  });

  it('says that it is not there, or cannot be run', async () => {
    const folder = temporaryFolder();
    const none = new CaptureHelper({ places: [join(folder, 'none')], elevation: 'desktop' });
    expect(() => none.path()).toThrowError(
      expect.objectContaining({
        code: 'live/helper-missing',
        message: expect.stringContaining('npm run build:native -- linux') as string,
      }) as Error,
    );
    const [helper, place] = machine('desktop', { pkexec: true });
    chmodSync(join(place, 'procscope-helper'), 0o644);
    await expect(helper.elevated()).rejects.toMatchObject({
      code: 'live/helper-missing',
      message: expect.stringContaining('chmod +x') as string,
    });
  });

  it('is copied where root can read it out of an AppImage', async () => {
    const mount = temporaryFolder();
    const cache = temporaryFolder();
    mkdirSync(join(mount, 'resources'));
    const inside = command(join(mount, 'resources'), 'procscope-helper', 1);
    const options = { places: [inside], environment: { APPDIR: mount, XDG_CACHE_HOME: cache } };
    const [helper] = machine('desktop', { pkexec: true, options });
    const copy = join(cache, 'procscope', 'procscope-helper');
    expect((await helper.elevated()).args.at(-1)).toBe(copy);
    const { mtimeMs, mode } = statSync(copy);
    expect(mode & 0o777).toBe(0o755);
    // Once is enough.
    await helper.elevated();
    expect(statSync(copy).mtimeMs).toBe(mtimeMs);
  });
});

describe.skipIf(process.platform === 'win32')('the ways to capture', () => {
  it.each([
    [{ isPrivileged: true }, KERNEL, { available: true, needsElevation: false }, true],
    [{ pkexec: true }, KERNEL, { available: true, needsElevation: true }, true],
    [{}, KERNEL, { available: false, error: { code: 'live/no-privileges' } }, true],
    [
      { isPrivileged: true },
      { ...KERNEL, release: '4.19.0-5' },
      { available: false, error: { code: 'live/kernel-too-old' } },
      true,
    ],
    [
      { isPrivileged: true },
      { ...KERNEL, hasTypes: false },
      { available: false, error: { code: 'live/no-btf' } },
      true,
    ],
    [{ pkexec: true }, { ...KERNEL, ptraceScope: '3\n' }, { available: true }, false],
  ] as const)('are told (%j, %j)', async (what, kernel, system, withoutPrivileges) => {
    const [helper] = machine('desktop', what);
    const ways = await captureWays(helper, kernel);
    expect(ways.system).toMatchObject(system);
    expect(ways.launch).toMatchObject({ ...system, withoutPrivileges });
  });

  it('are none without a helper', async () => {
    const helper = new CaptureHelper({ places: [], elevation: 'desktop' });
    expect(await captureWays(helper, KERNEL)).toMatchObject({
      system: { available: false, error: { code: 'live/helper-missing' } },
      launch: { available: false, withoutPrivileges: false },
    });
  });

  it('begin with Linux 5.8', () => {
    for (const release of ['5.8.0', '5.10.0-28-amd64', '6.18.1'])
      expect(() => checkKernel({ ...KERNEL, release })).not.toThrow();
    for (const release of ['5.7.19', '4.18.0-553.el8', '3.10.0'])
      expect(() => checkKernel({ ...KERNEL, release })).toThrow(`and this is ${release}`);
  });
});

describe.skipIf(process.platform === 'win32')('the capture helper of Windows', () => {
  const system = helperSystem('win32', 'x64');

  it('asks for its rights by itself, unless it has them', async () => {
    const [helper, folder] = machine('desktop', { options: { system } });
    const path = join(folder, 'procscope-helper');
    expect(await helper.elevated()).toEqual({ command: path, args: ['elevate'] });
    expect(await helper.asRoot()).toEqual({ command: path, args: [] });
    expect(await helper.forCapture()).toMatchObject({
      source: 'etw',
      helper: { command: path, args: ['elevate'] },
    });
    expect(helper.grant()).toBeUndefined();
    const [privileged] = machine('server', { isPrivileged: true, options: { system } });
    expect((await privileged.elevated()).args).toEqual([]);
  });

  it('captures everything, and no program without rights', async () => {
    const [helper] = machine('desktop', { options: { system } });
    // What Linux would be asked does not matter.
    expect(() => checkMachine(helper, { ...KERNEL, hasTypes: false })).not.toThrow();
    expect(await captureWays(helper, { ...KERNEL, hasTypes: false })).toEqual({
      system: { available: true, needsElevation: true },
      launch: { available: true, needsElevation: true, withoutPrivileges: false },
    });
    const [privileged] = machine('desktop', { isPrivileged: true, options: { system } });
    expect((await captureWays(privileged, KERNEL)).system.needsElevation).toBe(false);
  });

  it('says that it is not there, and what builds it', () => {
    const none = new CaptureHelper({ places: [], elevation: 'desktop', system });
    expect(() => none.path()).toThrow(
      'build the helper in its repository with: npm run build:native -- windows',
    );
  });

  it('is there for Linux and Windows alone', async () => {
    const none = new CaptureHelper({ places: [], elevation: 'desktop', system: helperSystem('darwin') });
    expect(() => none.path()).toThrow('Procscope does not capture on this system');
    expect((await captureWays(none, KERNEL)).system).toMatchObject({
      available: false,
      error: { code: 'shell/unsupported' },
    });
    expect(helperSystem('linux', 'arm64')).toMatchObject({ folder: 'linux-arm64', file: 'procscope-helper' });
    expect(system).toMatchObject({ folder: 'windows-x64', file: 'procscope-helper.exe' });
  });
});
