import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { ProcessTree } from '../../../src/cli/capture/process-watch.ts';
import { blankProcess } from '../../../src/engine/store/process-table.ts';
import type { ProcessRecord } from '../../../src/engine/store/process-table.ts';
import { fileTime } from '../../../src/shared/units.ts';

const END = { end: fileTime(1n) };
/** More looks than any process that is gone is waited for. */
const MANY = 100;

describe.runIf(process.platform === 'linux')('ProcessTree', () => {
  const children: ChildProcess[] = [];
  afterEach(() => children.splice(0).forEach((child) => child.kill()));

  function running(): number {
    const child = spawn('sleep', ['600'], { stdio: 'ignore' });
    children.push(child);
    return child.pid ?? 0;
  }

  /** The number of a process that has ended. */
  function gone(): number {
    return spawnSync('true').pid;
  }

  const record = (uid: number, pid: number, changes: Partial<ProcessRecord> = {}): ProcessRecord => ({
    ...blankProcess(uid),
    pid,
    ...changes,
  });

  it('runs as long as the program or one of its descendants does', () => {
    const [program, child, other] = [gone(), running(), running()];
    const tree = new ProcessTree(program);
    const ended = record(1, program, END);
    const childOf = (changes: Partial<ProcessRecord> = {}): ProcessRecord =>
      record(2, child, { parentUid: 1, ...changes });
    expect(tree.isRunning([ended, childOf(), record(3, other)])).toBe(true);
    expect(tree.isRunning([ended, childOf(END), record(3, other)])).toBe(false);
  });

  it('waits for what is told before the end of a process that is gone: it may have started more', () => {
    const [program, child] = [gone(), running()];
    const tree = new ProcessTree(program);
    expect(tree.isRunning([])).toBe(true);
    expect(tree.isRunning([record(1, program)])).toBe(true);
    expect(tree.isRunning([record(1, program, END), record(2, child, { parentUid: 1 })])).toBe(true);
    expect(tree.isRunning([record(1, program, END), record(2, child, { parentUid: 1, ...END })])).toBe(false);
  });

  it('does not wait for ever for an end that was lost', () => {
    const program = gone();
    for (const records of [[], [record(1, program)]]) {
      const tree = new ProcessTree(program);
      const looks = Array.from({ length: MANY }, () => tree.isRunning(records));
      expect(looks[0]).toBe(true);
      expect(looks.at(-1)).toBe(false);
    }
  });
});
