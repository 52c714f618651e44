import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join, relative } from 'node:path';
import { ROOT } from '../setup/project-node.mjs';
import { NativeBuildError, run } from './build-linux.ts';

/** Sources of the Windows helper. */
export const WINDOWS_SOURCE = join(ROOT, 'native', 'windows');

const COMPILER = 'x86_64-w64-mingw32-g++';
const RESOURCE_COMPILER = 'x86_64-w64-mingw32-windres';

/** Folders of the parts; `main.cpp` stands beside them. */
const PARTS = ['.', 'wire', 'record', 'replay', 'filter', 'etw', 'system', 'session', 'elevate', 'boot'];

/** Parts that use nothing of Windows, so that they can be tested with sanitizers on any system. */
const PLAIN_PARTS = ['wire', 'record', 'replay', 'filter'];
const PLAIN_FILES = [join(WINDOWS_SOURCE, 'arguments.cpp'), join(WINDOWS_SOURCE, 'session', 'failure.cpp')];

const FLAGS: readonly string[] = [
  '-std=c++17',
  '-O2',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-fno-exceptions',
  '-fno-rtti',
  '-D_WIN32_WINNT=0x0601',
  '-DUNICODE',
  '-D_UNICODE',
];
/** The last one for tests alone, which make sockets: a library that nothing is taken from is not linked with. */
const LIBRARIES: readonly string[] = [
  ...['-ladvapi32', '-lole32', '-lpsapi', '-lshell32', '-luser32'],
  '-lws2_32',
];

/** The Debian package that is needed and not here; undefined when nothing is missing. */
export function missingWindowsPackage(): string | undefined {
  const hasCompiler = spawnSync(COMPILER, ['--version'], { stdio: 'ignore' }).status === 0;
  return hasCompiler ? undefined : 'g++-mingw-w64-x86-64';
}

/** Where the helper is put. */
export function windowsHelperPath(): string {
  return join(ROOT, '.cache', 'native', 'windows-x64', 'procscope-helper.exe');
}

function productVersion(): string {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  return version;
}

function sourcesOf(parts: readonly string[]): string[] {
  return parts.flatMap((part) =>
    readdirSync(join(WINDOWS_SOURCE, part))
      .filter((name) => name.endsWith('.cpp') && name !== 'main.cpp')
      .map((name) => join(WINDOWS_SOURCE, part, name)),
  );
}

/** Builds the helper with MinGW-w64; returns its path. Errors: a {@link NativeBuildError} with a sentence. */
export function buildWindowsHelper(): string {
  requireCompiler();
  const helper = windowsHelperPath();
  mkdirSync(join(helper, '..'), { recursive: true });
  const version = productVersion();
  const resource = join(helper, '..', 'helper.res.o');
  const numbers = [...(version.split('-')[0] ?? '').split('.'), '0'].join(',');
  const made = [
    `#define VERSION_NUMBERS ${numbers}`,
    `#define VERSION_TEXT "${version}"`,
    `#define MANIFEST_FILE "${join(WINDOWS_SOURCE, 'helper.manifest')}"`,
  ];
  writeFileSync(join(helper, '..', 'helper-version.h'), `${made.join('\n')}\n`);
  run(RESOURCE_COMPILER, ['-I', join(helper, '..'), join(WINDOWS_SOURCE, 'helper.rc'), resource]);
  compileForWindows([join(WINDOWS_SOURCE, 'main.cpp'), resource], helper, ['-s']);
  return helper;
}

/** Compiles sources together with the helper's parts into a program for Windows. */
export function compileForWindows(
  sources: readonly string[],
  program: string,
  flags: readonly string[] = [],
): void {
  requireCompiler();
  mkdirSync(join(program, '..'), { recursive: true });
  const objects = compileParts();
  compileTo(program, [...compilerFlags(), ...flags, '-static', ...sources, ...objects, ...LIBRARIES]);
}

/** Whoever else builds at the same time finds whole files only. */
function compileTo(path: string, args: readonly string[]): void {
  const half = `${path}.${process.pid}`;
  run(COMPILER, [...args, '-o', half]);
  // The linker adds an ending that it misses.
  renameSync(existsSync(half) ? half : `${half}.exe`, path);
}

function compilerFlags(): string[] {
  return [...FLAGS, `-DPROCSCOPE_VERSION="${productVersion()}"`];
}

/** Compiles the parts whose objects are older than they or any header; returns all objects. */
function compileParts(): string[] {
  const folder = join(windowsHelperPath(), '..', 'objects');
  mkdirSync(folder, { recursive: true });
  const headers = ['native/windows', 'native/protocol'].flatMap((part) => headersBelow(join(ROOT, part)));
  const newestHeader = Math.max(...headers.map(changedAt));
  const parts = sourcesOf(PARTS).map((source) => ({
    source,
    object: join(folder, `${relative(WINDOWS_SOURCE, source).replaceAll(/[\\/]/g, '-')}.o`),
  }));
  for (const { source, object } of parts) {
    const isFresh = existsSync(object) && changedAt(object) > Math.max(changedAt(source), newestHeader);
    if (!isFresh) compileTo(object, [...compilerFlags(), '-c', source]);
  }
  return parts.map(({ object }) => object);
}

function headersBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.h'))
    .map((entry) => join(entry.parentPath, entry.name));
}

function changedAt(path: string): number {
  return statSync(path).mtimeMs;
}

/** Compiles a test of the parts that need no Windows for this system, with sanitizers. */
export function compileWithSanitizers(test: string, program: string): void {
  mkdirSync(join(program, '..'), { recursive: true });
  run('g++', [
    ...FLAGS.filter((flag) => !flag.startsWith('-D') && flag !== '-O2'),
    ...['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
    join(WINDOWS_SOURCE, 'test', `${basename(test)}.cpp`),
    ...sourcesOf(PLAIN_PARTS),
    ...PLAIN_FILES,
    ...['-o', program],
  ]);
}

function requireCompiler(): void {
  const missing = missingWindowsPackage();
  if (missing === undefined) return;
  throw new NativeBuildError(
    `The Windows helper cannot be built: the Debian package ${missing} is missing. Install it as root with: ` +
      `apt-get install --no-install-recommends ${missing}. On Windows, build native/windows with CMake and Visual Studio.`,
  );
}
