import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams, SpawnSyncReturns } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildWindowsHelper,
  compileForWindows,
  compileWithSanitizers,
  missingWindowsPackage,
  WINDOWS_SOURCE,
} from '../../../../scripts/native/build-windows.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
/** Programs of these tests. */
const PROGRAMS = join(ROOT, '.cache', 'native', 'test', 'windows');
/** What Wine takes for the drive of Windows: one for all runs, because making it takes long. */
const PREFIX = join(ROOT, '.cache', 'wine');

/** Debian keeps it beside a script that warns of 32-bit programs, which these are not. */
const WINES = ['/usr/lib/wine/wine64', 'wine64', 'wine'];

const WINE_SERVERS = ['/usr/lib/wine/wineserver64', 'wineserver'];

const OWN_VARIABLES = {
  WINEPREFIX: PREFIX,
  WINEARCH: 'win64',
  WINEDEBUG: '-all',
  // Neither .NET nor a browser is downloaded, and no menus are made.
  WINEDLLOVERRIDES: 'mscoree=;mshtml=;winemenubuilder.exe=d',
  DISPLAY: '',
} as const;
const ENVIRONMENT: NodeJS.ProcessEnv = { ...process.env, ...OWN_VARIABLES };

function findWine(): string | undefined {
  return WINES.find((wine) => spawnSync(wine, ['--version'], { stdio: 'ignore' }).status === 0);
}

/** What runs the programs of a prefix together; undefined where it is not found. */
export function wineServer(): string | undefined {
  return WINE_SERVERS.find((path) => spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0);
}

const WINE = process.platform === 'win32' ? undefined : findWine();

/** Why Windows programs can be neither made nor run here; undefined when they can. */
export function whyNoWine(): string | undefined {
  const missing = missingWindowsPackage();
  if (missing !== undefined) return `install ${missing}`;
  return WINE === undefined ? 'install wine' : undefined;
}

/**
 * Has Wine start what all its programs share, and make its files the first time, which takes some seconds. Whatever starts it
 * lends it its streams for as long as it runs, so no test may: their ends would not be seen. It stays for ten minutes, longer
 * than what is compiled in between. The first program of all has Wine boot by itself: asking for that, too, would boot it twice,
 * with two service managers that answer in turn.
 */
function wakeWine(): void {
  mkdirSync(PREFIX, { recursive: true });
  const server = wineServer();
  if (server !== undefined) spawnSync(server, ['-p600'], { env: ENVIRONMENT, stdio: 'ignore' });
  spawnSync(wine(), ['cmd', '/c', 'exit'], { env: ENVIRONMENT, stdio: 'ignore' });
  for (const [program, version] of [
    ['procscope-helper.exe', 'win10'],
    ['etw.exe', 'win10'],
    ['windows-7.exe', 'win7'],
  ] as const) {
    const key = `HKCU\\Software\\Wine\\AppDefaults\\${program}`;
    const args = ['reg', 'add', key, '/v', 'Version', '/d', version, '/f'];
    spawnSync(wine(), args, { env: ENVIRONMENT, stdio: 'ignore' });
  }
}

function wine(): string {
  if (WINE === undefined) throw new Error('There is no Wine');
  return WINE;
}

let helper: string | undefined;

/** The helper, built when its sources have changed, and ready to run. For it Wine is Windows 10. */
export function windowsHelper(): string {
  if (helper !== undefined) return helper;
  helper = buildWindowsHelper();
  wakeWine();
  return helper;
}

/** A copy of the helper, for which Wine is Windows 7. */
export function helperOnWindows7(): string {
  mkdirSync(PROGRAMS, { recursive: true });
  const copy = join(PROGRAMS, 'windows-7.exe');
  copyFileSync(windowsHelper(), copy);
  return copy;
}

/** A path of this system as programs under Wine name it. */
export function winePath(path: string): string {
  return `Z:${path.replaceAll('/', '\\')}`;
}

/** Runs a program to its end, without anything to read. */
export function runUnderWine(
  program: string,
  args: readonly string[],
  output: 'pipe' | number = 'pipe',
): SpawnSyncReturns<Buffer> {
  return spawnSync(wine(), [program, ...args], { env: ENVIRONMENT, stdio: ['ignore', output, 'pipe'] });
}

/** Starts a program with pipes for its streams. */
export function startUnderWine(program: string, args: readonly string[]): ChildProcessWithoutNullStreams {
  return spawn(wine(), [program, ...args], { env: ENVIRONMENT, stdio: 'pipe' });
}

/** A command that runs a program under Wine, for those who start it themselves. */
export function wineCommand(
  program: string,
  args: readonly string[],
  prefix = PREFIX,
): { readonly command: string; readonly args: string[] } {
  const variables = Object.entries({ ...OWN_VARIABLES, WINEPREFIX: prefix }).map(
    ([name, value]) => `${name}=${value}`,
  );
  return { command: 'env', args: [...variables, wine(), program, ...args] };
}

/** Compiles a C++ test of the helper's parts; the program. */
export function compileWindowsTest(name: string): string {
  const program = join(PROGRAMS, `${name}.exe`);
  compileForWindows([join(WINDOWS_SOURCE, 'test', `${name}.cpp`)], program);
  return program;
}

/** Compiles a C++ test of the helper's parts and runs it under Wine; what it printed. */
export function runWindowsTest(name: string, args: readonly string[] = []): string {
  const program = compileWindowsTest(name);
  wakeWine();
  return runUnderWine(program, args).stdout.toString('utf8').replaceAll('\r', '');
}

/** Compiles a C++ test of the parts that need no Windows with sanitizers and gives what runs it. */
export function plainTest(name: string): (args?: readonly string[]) => string {
  const program = join(PROGRAMS, name);
  compileWithSanitizers(name, program);
  return (args = []) => execFileSync(program, [...args], { encoding: 'utf8' });
}
