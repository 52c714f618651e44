import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import {
  buildLinuxHelper,
  C_FLAGS,
  helperPath,
  missingPackages,
  nativeTarget,
} from '../../../../scripts/native/build-linux.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const SOURCES = [join(ROOT, 'native', 'linux'), join(ROOT, 'native', 'protocol')];
/** Programs of these tests. */
const PROGRAMS = join(ROOT, '.cache', 'native', 'test');

/** Parts of the helper that need the kernel's programs. */
const WITH_KERNEL = ['main.c', 'session.c', 'capture.c', 'filter.c', 'diagnose.c', 'privileges.c'];

/** Why no C can be compiled here; undefined when it can. */
function whyNoCompiler(): string | undefined {
  if (process.platform !== 'linux') return 'the helper is for Linux';
  if (process.arch !== 'x64' && process.arch !== 'arm64')
    return `the helper is not built for ${process.arch}`;
  const missing = missingPackages(nativeTarget(process.arch));
  return missing.length === 0 ? undefined : `install ${missing.join(' ')}`;
}

function whyNoCapture(): string | undefined {
  const reason = whyNoCompiler();
  if (reason !== undefined) return reason;
  if (process.getuid?.() !== 0) return 'capturing needs root';
  return existsSync('/sys/kernel/btf/vmlinux') ? undefined : 'this kernel has no type information';
}

/** Like `describe`, for tests that compile C: elsewhere one skipped test that says why. */
export function describeWithCompiler(name: string, tests: () => void): void {
  describeUnless(whyNoCompiler(), name, tests);
}

/** Like `describe`, for tests that capture: elsewhere one skipped test that says why. */
export function describeWithCapture(name: string, tests: () => void): void {
  describeUnless(whyNoCapture(), name, tests);
}

function describeUnless(reason: string | undefined, name: string, tests: () => void): void {
  describe(name, () => {
    if (reason === undefined) tests();
    else it.skip(`skipped: ${reason}`, () => undefined);
  });
}

function newestChange(folder: string): number {
  return Math.max(
    ...readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.([chS]|def)$/.test(entry.name))
      .map((entry) => statSync(join(entry.parentPath, entry.name)).mtimeMs),
  );
}

/** The helper, built when its sources have changed. */
export function helperForTests(): string {
  const path = helperPath();
  const isFresh = existsSync(path) && statSync(path).mtimeMs > Math.max(...SOURCES.map(newestChange));
  return isFresh ? path : buildLinuxHelper(nativeTarget(process.arch));
}

/** Compiles a C test of the helper's parts, with sanitizers. */
export function compileUnitTest(name: string): string {
  const parts = join(ROOT, 'native', 'linux', 'helper');
  const sources = readdirSync(parts).filter((file) => file.endsWith('.c') && !WITH_KERNEL.includes(file));
  return compile(name, [
    ...['-O1', '-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'],
    join(ROOT, 'native', 'linux', 'test', `${name}.c`),
    ...sources.map((file) => join(parts, file)),
    '-lz',
  ]);
}

/** Compiles the program whose doings are captured. */
export function compileWorkload(): string {
  return compile('workload', ['-pthread', join(import.meta.dirname, 'workload.c')]);
}

function compile(name: string, args: readonly string[]): string {
  mkdirSync(PROGRAMS, { recursive: true });
  const path = join(PROGRAMS, name);
  const flags =
    name === 'workload' ? ['-D_GNU_SOURCE', '-O1'] : C_FLAGS.filter((flag) => flag !== '-D_FORTIFY_SOURCE=2');
  execFileSync('gcc', [...flags, ...args, '-o', path], { stdio: 'inherit' });
  return path;
}
