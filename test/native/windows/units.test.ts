import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { goldenVectors } from '../../engine/wire/vectors.ts';
import { describeWithWine } from './support/describe-wine.ts';
import { plainTest, runWindowsTest, winePath } from './support/wine.ts';

const MINUTES = 600_000;

/** What a frame is beside its number and checksums: a vector's place in its stream decides these. */
function framesOf(hex: string): string[] {
  const bytes = Buffer.from(hex, 'hex');
  const frames: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 24 + bytes.readUInt32LE(at + 8);
    frames.push(bytes.toString('hex', at, at + 12) + bytes.toString('hex', at + 24, end));
    at = end;
  }
  return frames;
}

/** Vectors by name: those of this helper alone, and those that all helpers send. */
const ITS_OWN = [
  'windows-hello',
  'raw-session',
  'drives',
  'accounts',
  'system-processes',
  'endpoints',
  'log',
  'etw-records',
];
const COMMON = ['clock', 'statistics', 'error', 'state', 'bye'];

function expectVectors(printed: string): void {
  const made = new Map(
    printed
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  );
  expect([...made.keys()].sort()).toEqual([...ITS_OWN, ...COMMON].sort());
  const own = goldenVectors('windows-helper');
  expect(own.map(({ name }) => name).sort()).toEqual([...ITS_OWN].sort());
  const common = goldenVectors('helper').filter(({ name }) => COMMON.includes(name));
  expect(common).toHaveLength(COMMON.length);
  for (const { name, bytes } of [...own, ...common]) {
    expect([name, framesOf(made.get(name) ?? '')]).toEqual([name, framesOf(bytes)]);
  }
}

function expectCommands(read: (path: string) => string): void {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-vectors-'));
  try {
    for (const { bytes, says } of goldenVectors('engine')) {
      const file = join(folder, 'commands');
      writeFileSync(file, Buffer.from(bytes, 'hex'));
      expect(read(file).trimEnd().split('\n')).toEqual(says);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function hasCompiler(): boolean {
  try {
    execFileSync('g++', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(process.platform === 'win32' || !hasCompiler())(
  'the parts of the Windows helper that need no Windows, with sanitizers (needs g++)',
  () => {
    it('pass their own tests', { timeout: MINUTES }, () => {
      expect(plainTest('units')()).toBe('0 failures\n');
    });

    it('make and read the golden vectors of the protocol', { timeout: MINUTES }, () => {
      const run = plainTest('vectors');
      expectVectors(run());
      expectCommands((path) => run([path]));
    });
  },
);

describeWithWine('the parts of the Windows helper, under Wine', () => {
  it('pass the tests of those that need no Windows', { timeout: MINUTES }, () => {
    expect(runWindowsTest('units')).toBe('0 failures\n');
  });

  it(
    'pass the tests of those that use Windows: drives, processes, pipes, ownership',
    { timeout: MINUTES },
    () => {
      expect(runWindowsTest('system')).toBe('0 failures\n');
    },
  );

  it(
    'ask a stand-in for event tracing for the right things, and take what it gives',
    { timeout: MINUTES },
    () => {
      expect(runWindowsTest('etw')).toBe('0 failures\n');
    },
  );

  it('make and read the golden vectors of the protocol', { timeout: MINUTES }, () => {
    expectVectors(runWindowsTest('vectors'));
    expectCommands((path) => runWindowsTest('vectors', [winePath(path)]));
  });
});
