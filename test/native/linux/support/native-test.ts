import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import {
  C_FLAGS,
  freshLinuxHelper,
  missingPackages,
  nativeTarget,
} from '../../../../scripts/native/build-linux.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
/** Programs of these tests. */
const PROGRAMS = join(ROOT, '.cache', 'native', 'test');

/** A folder with the helper and the workload, for a machine without compilers. */
const BUILT = process.env['PROCSCOPE_TEST_PROGRAMS'];

/** Parts of the helper that need the kernel's programs. */
const WITH_KERNEL = ['main.c', 'session.c', 'capture.c', 'tiers.c', 'filter.c', 'diagnose.c', 'privileges.c'];

/** Why there are no programs and none can be compiled here; undefined when there are or it can. */
function whyNoCompiler(): string | undefined {
  if (BUILT !== undefined) return undefined;
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

/** The helper, built when its sources have changed. */
export function helperForTests(): string {
  if (BUILT !== undefined) return join(BUILT, 'procscope-helper');
  return freshLinuxHelper(nativeTarget(process.arch));
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

/** Compiles a program whose doings are captured. */
export function compileWorkload(name = 'workload'): string {
  if (BUILT !== undefined) return join(BUILT, name);
  const flags = name === 'containers' ? ['-static'] : [];
  return compile(name, ['-pthread', ...flags, join(import.meta.dirname, `${name}.c`)], WORKLOAD_FLAGS);
}

const WORKLOAD_FLAGS: readonly string[] = ['-D_GNU_SOURCE', '-O1', '-Wall', '-Wno-unused-result'];

function compile(name: string, args: readonly string[], flags = C_FLAGS): string {
  mkdirSync(PROGRAMS, { recursive: true });
  const path = join(PROGRAMS, name);
  // The sanitizers have checks of their own in place of this one.
  const used = flags.filter((flag) => flag !== '-D_FORTIFY_SOURCE=2');
  execFileSync('gcc', [...used, ...args, '-o', path], { stdio: 'inherit' });
  return path;
}
