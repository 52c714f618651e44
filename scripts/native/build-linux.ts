import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { ROOT } from '../setup/project-node.mjs';

const SOURCE = join(ROOT, 'native', 'linux');

/** A system that the helper is built for. */
export interface NativeTarget {
  /** As Node's `process.arch` has it. */
  readonly arch: 'x64' | 'arm64';
  readonly compiler: string;
  readonly strip: string;
  /** The define that chooses registers in libbpf's headers. */
  readonly bpfArch: string;
  /** Debian's folder of libraries and headers. */
  readonly folder: string;
  /** Suffix of Debian packages that are not of the machine that builds; empty for its own. */
  readonly suffix: string;
}

const TARGETS: Readonly<Record<string, NativeTarget>> = {
  x64: target('x64', 'x86_64', 'x86', 'amd64'),
  arm64: target('arm64', 'aarch64', 'arm64', 'arm64'),
};

function target(arch: 'x64' | 'arm64', cpu: string, bpfArch: string, debian: string): NativeTarget {
  const isOwn = process.arch === arch;
  const prefix = isOwn ? '' : `${cpu}-linux-gnu-`;
  return {
    arch,
    compiler: `${prefix}gcc`,
    strip: `${prefix}strip`,
    bpfArch,
    folder: `${cpu}-linux-gnu`,
    suffix: isOwn ? '' : `:${debian}`,
  };
}

/** The tiers of the programs: name in the helper, define in the source. */
const TIERS = [
  ['fast', 'CAP_FAST'],
  ['storage', 'CAP_TASK_STORAGE'],
  ['hash', 'CAP_HASH'],
] as const;

/** Says what is missing, as a sentence for people. */
export class NativeBuildError extends Error {}

/** The target named so. Errors: a {@link NativeBuildError} when there is none. */
export function nativeTarget(name: string): NativeTarget {
  const found = TARGETS[name];
  if (found === undefined) {
    throw new NativeBuildError(
      `The helper is built for ${Object.keys(TARGETS).join(' and ')}, not for ${name}.`,
    );
  }
  return found;
}

/** Where the helper for a target is put. */
export function helperPath(arch: string = process.arch): string {
  return join(ROOT, '.cache', 'native', `linux-${arch}`, 'procscope-helper');
}

/** Debian packages that a target needs and that are not here. */
export function missingPackages(target: NativeTarget): string[] {
  const library = (name: string) => existsSync(join('/usr/lib', target.folder, name));
  const needs: readonly (readonly [string, boolean])[] = [
    ['clang', hasCommand('clang')],
    ['llvm', hasCommand('llvm-strip')],
    [target.suffix === '' ? 'gcc' : `gcc-${target.folder.replace('_', '-')}`, hasCommand(target.compiler)],
    [`libbpf-dev${target.suffix}`, library('libbpf.a')],
    [`libelf-dev${target.suffix}`, library('libelf.a')],
    [`zlib1g-dev${target.suffix}`, library('libz.a')],
  ];
  return needs.filter(([, isThere]) => !isThere).map(([name]) => name);
}

function hasCommand(name: string): boolean {
  return spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Builds the helper unless that was done after the last change of its sources. Result and errors: as {@link buildLinuxHelper}. */
export function freshLinuxHelper(target: NativeTarget): string {
  const path = helperPath(target.arch);
  const changes = [SOURCE, join(ROOT, 'native', 'protocol')].map(newestChange);
  const newest = Math.max(...changes, statSync(import.meta.filename).mtimeMs);
  return existsSync(path) && statSync(path).mtimeMs > newest ? path : buildLinuxHelper(target);
}

/** Time of the newest change of a source below a folder, in ms. */
function newestChange(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.([chS]|def)$/.test(entry.name))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}

/**
 * Builds the helper; returns its path. Whoever runs the helper meanwhile finds the one before, or the whole new one.
 * Errors: a {@link NativeBuildError} with a sentence.
 */
export function buildLinuxHelper(target: NativeTarget): string {
  if (process.platform !== 'linux') throw new NativeBuildError('The Linux helper is built on Linux.');
  const missing = missingPackages(target);
  if (missing.length > 0) throw new NativeBuildError(missingSentence(target, missing));
  const path = helperPath(target.arch);
  const start = new Date();
  mkdirSync(dirname(path), { recursive: true });
  const folder = mkdtempSync(join(dirname(path), 'building-'));
  try {
    const helper = join(folder, basename(path));
    compileHelper(target, folder, helper);
    utimesSync(helper, start, start); // a source that was saved while this ran is newer
    renameSync(helper, path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return path;
}

function compileHelper(target: NativeTarget, folder: string, helper: string): void {
  for (const [name, define] of TIERS) buildObject(target, join(folder, `capture-${name}.bpf.o`), define);
  const sources = ['helper', 'launch', 'trace', 'boot'].flatMap((part) =>
    readdirSync(join(SOURCE, part))
      .filter((name) => /\.[cS]$/.test(name))
      .map((name) => join(SOURCE, part, name)),
  );
  run(target.compiler, [
    ...C_FLAGS,
    '-static',
    `-Wa,-I${folder}`,
    ...sources,
    '-o',
    helper,
    '-lbpf',
    '-lelf',
    '-lz',
  ]);
  run(target.strip, [helper]);
}

/** Flags that all C of the helper is compiled with. */
export const C_FLAGS: readonly string[] = [
  '-std=gnu11',
  '-D_GNU_SOURCE',
  '-O2',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-fstack-protector-strong',
  '-D_FORTIFY_SOURCE=2',
];

function buildObject(target: NativeTarget, path: string, define: string): void {
  run('clang', [
    ...['-target', 'bpf', '-mcpu=v3', '-O2', '-g', '-Wall', '-Werror'],
    `-D__TARGET_ARCH_${target.bpfArch}`,
    `-D${define}`,
    `-I/usr/include/${target.folder}`,
    '-c',
    join(SOURCE, 'bpf', 'capture.bpf.c'),
    '-o',
    path,
  ]);
  // Debugging information goes, the type information that CO-RE needs stays.
  run('llvm-strip', ['-g', path]);
}

function missingSentence(target: NativeTarget, missing: readonly string[]): string {
  const foreign = target.suffix === '' ? '' : `dpkg --add-architecture ${target.arch}; apt-get update; `;
  return (
    `The capture helper cannot be built: these Debian packages are missing: ${missing.join(', ')}. ` +
    `Install them as root with: ${foreign}apt-get install ${missing.join(' ')}`
  );
}

/** Runs a compiler, its messages shown. Errors: a {@link NativeBuildError} when it fails. */
export function run(command: string, args: readonly string[]): void {
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0) throw new NativeBuildError(`${command} failed; its messages stand above.`);
}
