import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import type { BootCollected } from '../../../src/shared/boot.ts';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { describeWithCapture, helperForTests } from '../linux/support/native-test.ts';
import { BOOT_ID, BootTree, EARLY, LOGS, WANTS_LINK, pause } from './support/boot-tree.ts';

/** Building the helper, when that has to be done, on a busy machine. */
const BUILD_MS = 600_000;

/** Of a disk that is soon full. */
const DISK_BYTES = 4 * 2 ** 20;
/** Pieces of 64 KiB: together more than a busy machine's turn has to write at once. */
const PIECES = 5;

const LOG = `${LOGS}/boot-${BOOT_ID}`;
const STATE = `${LOG}.state`;

interface Row {
  readonly operation: string;
  readonly path: string;
  readonly detail: string;
}

/** Collects the log as the app does. */
async function collect(tree: BootTree, discard = false): Promise<{ collected: BootCollected; rows: Row[] }> {
  const target = join(temporaryFolder(), 'boot.procscope');
  const signal = new AbortController().signal;
  const options = { signal, onProgress: () => undefined, discard };
  const collected = await tree.logging().collect(BOOT_ID, target, options);
  const { capture, finished } = await openCapture(target);
  onTestFinished(() => capture.close());
  await finished;
  const cells = new CellFormatter(capture, { timeZoneOffset: () => 0 });
  const rows = capture.store.segments.flatMap((segment) =>
    Array.from({ length: segment.length }, (_, i) => {
      cells.at(segment, i);
      const [operation, path, detail] = [cells.text('operation'), cells.text('path'), cells.text('detail')];
      return { operation, path, detail };
    }),
  );
  return { collected, rows };
}

/** Makes an event that is found again: a file with this name is written and deleted. */
function mark(tree: BootTree, name: string): string {
  const path = join(tree.root, name);
  writeFileSync(path, name);
  rmSync(path);
  return path;
}

function isMarked(rows: readonly Row[], path: string): boolean {
  return rows.some((row) => row.operation === 'openat' && row.path === path);
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause();
}

/** Makes events until something holds. */
async function busyUntil(tree: BootTree, holds: () => boolean): Promise<void> {
  while (!holds()) {
    for (let i = 0; i < 2000; i++) tree.has(`/nothing-${i}`);
    await pause();
  }
}

describeWithCapture('the recorder of a start', () => {
  beforeAll(() => void helperForTests(), BUILD_MS);

  it('takes itself out of the next start, records, and leaves nothing but a log', async () => {
    const tree = new BootTree();
    const before = tree.everything();
    tree.run(['enable']);
    const recorder = await tree.record();
    expect(tree.has(WANTS_LINK)).toBe(false);
    expect([tree.mode(EARLY), tree.mode(`${EARLY}/000001.psw`), tree.mode(`${EARLY}.state`)]).toEqual([
      '700',
      '600',
      '644',
    ]);
    expect(tree.status()).toMatchObject({
      isArmed: false,
      logs: [],
      leftovers: [],
      recording: { id: BOOT_ID },
    });

    const path = mark(tree, 'while-it-records');
    expect(await recorder.stop()).toBe(0);
    const { recording, logs } = tree.status();
    expect({ recording, count: logs.length }).toEqual({ recording: undefined, count: 1 });
    expect(logs[0]).toMatchObject({ id: BOOT_ID, isComplete: true, dropped: 0 });
    const log = ['run/procscope-boot', 'run/procscope-boot.state', 'run/procscope-boot/000001.psw'];
    expect(tree.everything()).toEqual([...before, ...log].sort());

    const { collected, rows } = await collect(tree);
    expect(collected).toMatchObject({ isDiscarded: false, notices: [] });
    expect(rows.length).toBe(logs[0]?.events);
    expect(isMarked(rows, path)).toBe(true);
    // Not asked to delete it, the log is still there; then it is not.
    expect(tree.status().logs).toHaveLength(1);
    expect(tree.run(['discard', BOOT_ID])).toEqual({ status: 0, output: '', error: '' });
    expect(tree.everything()).toEqual(before);
  });

  it('moves to the disk when it is there, and goes on', async () => {
    const tree = new BootTree();
    tree.run(['enable']);
    const recorder = await tree.record('--piece-kib', '16');
    const early = mark(tree, 'in-memory');
    await until(() => tree.files(EARLY).length > 3);
    expect(tree.has(LOGS)).toBe(false);
    expect(tree.run(['flush']).status).toBe(0);
    await until(() => tree.has(STATE) && tree.files(EARLY).length === 0);
    expect(tree.has(`${EARLY}.state`)).toBe(false);
    expect([tree.mode(LOG), tree.mode(`${LOG}/000001.psw`), tree.mode(STATE)]).toEqual(['700', '600', '644']);

    const late = mark(tree, 'on-the-disk');
    expect(await recorder.stop()).toBe(0);
    expect(tree.has(EARLY)).toBe(false);
    const { collected, rows } = await collect(tree);
    expect(collected.notices).toEqual([]);
    expect([isMarked(rows, early), isMarked(rows, late)]).toEqual([true, true]);
  });

  it('drops its oldest pieces beyond its size, counts what was in them, and says so', async () => {
    const tree = new BootTree();
    tree.run(['enable']);
    const recorder = await tree.record('--piece-kib', '32', '--early-mib', '1', '--disk-mib', '1');
    const path = mark(tree, 'dropped-later');
    await pause();
    const last = tree.files(EARLY).at(-1) ?? '';
    // It is in this piece, in one before, or in the next.
    await busyUntil(tree, () => tree.files(EARLY).filter((name) => name > last).length > 2);
    const next = tree.files(EARLY).find((name) => name > last) ?? '';
    await busyUntil(tree, () => !tree.has(`${EARLY}/${next}`));
    await recorder.stop();
    const [log] = tree.status().logs;
    const { collected, rows } = await collect(tree);
    expect(rows[0]).toMatchObject({ operation: 'Events Lost' });
    expect(rows[0]?.detail).toContain(`Lost: ${log?.dropped}, Cause: The boot log had reached its size`);
    expect(collected).toMatchObject({ lost: log?.dropped, notices: [] });
    expect(isMarked(rows, path)).toBe(false);
    // What is left is a limit's worth, and the piece that was being written.
    expect(log?.bytes).toBeLessThan(2 * 2 ** 20);
    expect(rows.length - 1).toBe(log?.events);
  });

  it('drops its oldest pieces too when the disk is full, and goes on', async () => {
    const tree = new BootTree();
    const disk = join(tree.root, 'var/lib');
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_BYTES}`, 'none', disk]);
    onTestFinished(() => void execFileSync('umount', ['--lazy', disk]));
    tree.run(['enable']);
    const recorder = await tree.record('--piece-kib', '64');
    tree.run(['flush']);
    // As many as one turn of a busy machine may need the room of.
    await busyUntil(tree, () => tree.files(LOG).length > PIECES);
    // Somebody else fills the disk.
    const full = await open(join(disk, 'full'), 'w');
    const { bytesWritten } = await full.write(Buffer.alloc(DISK_BYTES));
    await full.close();
    expect(bytesWritten).toBeLessThan(DISK_BYTES);
    const [oldest = ''] = tree.files(LOG);
    await busyUntil(tree, () => tree.files(LOG).length > 0 && !tree.has(`${LOG}/${oldest}`));
    expect(recorder.hasEnded).toBe(false);
    rmSync(join(disk, 'full'));
    await busyUntil(tree, () => (tree.status().recording?.dropped ?? 0) > 0);
    const path = mark(tree, 'room-again');
    await recorder.stop();

    const { collected, rows } = await collect(tree);
    expect(rows[0]?.detail).toContain('The boot log had reached its size');
    expect(collected.notices).toEqual([]);
    expect(isMarked(rows, path)).toBe(true);
  });

  it('leaves a log that opens up to its last whole record when it is killed, and is not started again', async () => {
    const tree = new BootTree();
    tree.run(['enable']);
    const recorder = await tree.record('--piece-kib', '16');
    tree.run(['flush']);
    await until(() => tree.files(LOG).length > 2);
    recorder.kill();
    await recorder.ended();
    const { recording, logs, leftovers } = tree.status();
    expect({ recording, isComplete: logs[0]?.isComplete, ended: logs[0]?.ended }).toEqual({
      recording: undefined,
      isComplete: false,
      ended: undefined,
    });
    expect(leftovers).toContain('/etc/systemd/system/procscope-boot.service');

    const { collected, rows } = await collect(tree);
    expect(collected.notices.map(({ code }) => code)).toEqual(['boot/cut-off']);
    expect(rows.length).toBeGreaterThan(100);
    expect(tree.run(['record'])).toMatchObject({
      status: 1,
      error: expect.stringMatching(/has a log already/) as string,
    });
  });

  it('goes on until the log is collected, which then leaves nothing', async () => {
    const tree = new BootTree();
    const before = tree.everything();
    tree.run(['enable']);
    const recorder = await tree.record();
    tree.run(['flush']);
    const path = mark(tree, 'until-the-end');
    const { collected, rows } = await collect(tree, true);
    expect(collected).toMatchObject({ isDiscarded: true, notices: [] });
    expect(await recorder.ended()).toBe(0);
    expect(isMarked(rows, path)).toBe(true);
    expect(tree.everything()).toEqual(before);
    expect(tree.status()).toEqual({ isArmed: false, logs: [], leftovers: [] });
  });

  it('ends when somebody deletes its log, which does not come back', async () => {
    const tree = new BootTree();
    const before = tree.everything();
    tree.run(['enable']);
    const recorder = await tree.record();
    rmSync(join(tree.root, EARLY), { recursive: true });
    expect(await recorder.ended()).toBe(0);
    rmSync(join(tree.root, `${EARLY}.state`));
    expect(tree.everything()).toEqual(before);
  });

  it('stays enabled for the next start when that was wished while it records', async () => {
    const tree = new BootTree();
    tree.run(['enable']);
    const recorder = await tree.record();
    expect(tree.run(['enable']).status).toBe(0);
    expect(tree.status()).toMatchObject({ isArmed: true, recording: { id: BOOT_ID } });
    await collect(tree, true);
    await recorder.ended();
    expect(tree.status()).toEqual({ isArmed: true, logs: [], leftovers: [] });
    expect(tree.has('/usr/libexec/procscope-boot/procscope-helper')).toBe(true);
  });

  it('goes on when boot logging is switched off meanwhile', async () => {
    const tree = new BootTree();
    const before = tree.everything();
    tree.run(['enable']);
    const recorder = await tree.record();
    expect(tree.run(['disable']).status).toBe(0);
    expect(tree.status()).toMatchObject({ isArmed: false, recording: { id: BOOT_ID } });
    await collect(tree, true);
    await recorder.ended();
    expect(tree.everything()).toEqual(before);
  });

  it('records nothing when it is not enabled, or cannot take itself out of the next start', () => {
    const tree = new BootTree();
    tree.run(['enable']);
    rmSync(join(tree.root, WANTS_LINK));
    expect(tree.run(['record'])).toMatchObject({
      status: 1,
      error: expect.stringMatching(/is not enabled/) as string,
    });
    expect(tree.has(EARLY)).toBe(false);

    mkdirSync(join(tree.root, WANTS_LINK), { recursive: true });
    const { status, error } = tree.run(['record']);
    expect(status).toBe(1);
    expect(error).toMatch(/^Boot logging could not take itself out of the next start/);
    expect(tree.has(EARLY)).toBe(false);
    expect(tree.status().failed).toMatchObject({ code: 'boot/failed' });
    rmSync(join(tree.root, WANTS_LINK), { recursive: true });
    tree.run(['disable']);
    expect(tree.status().failed).toBeUndefined();
  });
});
