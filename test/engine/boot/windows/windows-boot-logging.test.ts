import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BootCollected } from '../../../../src/shared/boot.ts';
import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import { openCapture } from '../../../../src/engine/open-capture.ts';
import { BUILT_RAW, buildEtl, compactRecord } from '../../../support/etl-builder.ts';
import type { BuiltTrace } from '../../../support/etl-builder.ts';
import { temporaryFolder } from '../../../support/opened-log.ts';
import { playedHelper } from './played-helper.ts';
import type { PlayedHelper } from './played-helper.ts';

const ID = '20260131T235959Z';
const never = new AbortController().signal;
const DISCARDED = '{"isDiscarded":true}\n';

/** The opening of a file, and that it was opened. */
function openFile(milliseconds: number, path: string): readonly Buffer[] {
  const time = BUILT_RAW + BigInt(milliseconds * 10_000);
  const open = Buffer.alloc(32);
  open.writeBigUInt64LE(0xffff_8000_0000_1000n, 0);
  open.writeBigUInt64LE(0xffff_8000_0000_2000n, 8);
  open.writeUInt32LE(104, 16);
  const end = Buffer.alloc(20);
  end.writeBigUInt64LE(0xffff_8000_0000_1000n, 0);
  const name = Buffer.from(`${path}\0`, 'utf16le');
  const common = { group: 4, version: 3, pid: 100, tid: 104 };
  return [
    compactRecord({ ...common, opcode: 64, time, payload: Buffer.concat([open, name]) }),
    compactRecord({ ...common, opcode: 76, time: time + 100n, payload: end }),
  ];
}

function trace(facts: BuiltTrace = {}): Buffer {
  const records = openFile(1, '\\Device\\HarddiskVolume3\\Windows\\notes.txt');
  return buildEtl({ buffers: [{ cpu: 0, records }], ...facts });
}

function headOf(log: Buffer, facts: Readonly<Record<string, unknown>> = {}): string {
  const drives = [
    ['\\Device\\HarddiskVolume3', 'C:'],
    ['\\SystemRoot', 'C:\\Windows'],
  ];
  return `${JSON.stringify({ bytes: String(log.length), hasEnded: true, eventsLost: '0', drives, ...facts })}\n`;
}

function sending(log: Buffer, head = headOf(log)): PlayedHelper {
  return playedHelper({ send: { says: [head], sends: log, discards: DISCARDED } });
}

function target(): string {
  return join(temporaryFolder(), 'boot.procscope');
}

function collect({ boot }: PlayedHelper, path: string, discard = true): Promise<BootCollected> {
  return boot.collect(ID, path, { signal: never, onProgress: () => undefined, discard });
}

async function rowsOf(path: string): Promise<readonly string[]> {
  const { capture, finished } = await openCapture(path);
  onTestFinished(() => capture.close());
  await finished;
  const cells = new CellFormatter(capture);
  const rows: string[] = [];
  for (const segment of capture.store.segments) {
    for (let i = 0; i < segment.length; i++) {
      cells.at(segment, i);
      rows.push(`${cells.text('operation')} ${cells.text('path')}`);
    }
  }
  return rows;
}

describe.skipIf(process.platform === 'win32')(
  'boot logging on Windows, with a played helper (of a shell)',
  () => {
    it('says whatever the helper says', async () => {
      const done = playedHelper({
        enable: { says: ['{"isDone":true}\n'] },
        disable: { says: ['{"isDone":true}\n'] },
        discard: { says: ['{"isDone":true}\n'] },
      });
      await done.boot.enable(never);
      await done.boot.disable(never);
      await done.boot.discard(ID, never);
      expect(done.asked()).toEqual(['enable', 'disable', `discard ${ID}`]);
    });

    it.each([
      ['privilege', 'live/no-privileges'],
      ['cancelled', 'live/cancelled'],
      ['unsupported', 'boot/unsupported'],
      ['no-log', 'boot/no-log'],
      ['failed', 'boot/failed'],
      ['of another version', 'boot/failed'],
    ])('tells a failure that is "%s" as %s', async (kind, code) => {
      const error = { kind, sentence: 'It did not work.', call: 'CreateService', error: 1072 };
      const line = `${JSON.stringify({ error })}\n`;
      const { boot } = playedHelper({
        enable: { says: [line], status: 1 },
        send: { says: [line], status: 1 },
      });
      const failure = { code, message: 'It did not work.', facts: { call: 'CreateService', error: 1072 } };
      await expect(boot.enable(never)).rejects.toMatchObject(failure);
      const path = target();
      await expect(collect({ boot, asked: () => [] }, path)).rejects.toMatchObject(failure);
      expect(readdirSync(dirname(path))).toEqual([]);
    });

    it('does not take silence for success', async () => {
      const { boot } = playedHelper({ enable: {}, disable: { says: ['done\n'] }, discard: { status: 1 } });
      await expect(boot.enable(never)).rejects.toMatchObject({ code: 'boot/failed' });
      await expect(boot.disable(never)).rejects.toMatchObject({ code: 'boot/failed' });
      await expect(boot.discard(ID, never)).rejects.toMatchObject({ code: 'boot/failed' });
    });

    it('reads the state and the plan that the helper prints', async () => {
      const log = { id: ID, began: 1_700_000_000_000, bytes: 5, dropped: 0, isComplete: true };
      const plan = {
        changes: [{ kind: 'registry-key', subject: 'HKLM\\GlobalLogger' }],
        limit: 7,
        beyond: 'newest',
      };
      const status = { isArmed: true, logs: [log], leftovers: [] };
      const { boot } = playedHelper({ status: { says: [JSON.stringify({ ...status, plan })] } });
      expect(await boot.status()).toEqual(status);
      expect(await boot.plan()).toEqual(plan);
      // One that cannot be asked does what they usually do.
      const usual = await playedHelper({ status: { status: 1 } }).boot.plan();
      expect(usual.changes.map(({ kind }) => kind)).toEqual(['registry-key', 'program', 'service', 'log']);
    });

    it('makes a capture file of a log with the drive letters of its machine, then has it deleted', async () => {
      const path = target();
      const helper = sending(trace());
      expect(await collect(helper, path)).toEqual({ events: 1, lost: 0, isDiscarded: true, notices: [] });
      expect(await rowsOf(path)).toEqual(['CreateFile C:\\Windows\\notes.txt']);
      expect(readdirSync(dirname(path))).toEqual(['boot.procscope']);
      expect(helper.asked()).toEqual([`send ${ID}`, 'told "discard\\n"']);
    });

    it('leaves a log that is to be kept', async () => {
      const helper = sending(trace());
      expect(await collect(helper, target(), false)).toMatchObject({
        events: 1,
        isDiscarded: false,
        notices: [],
      });
      expect(helper.asked()).toEqual([`send ${ID}`, 'told ""']);
    });

    it('says what was lost, by the log or by its session', async () => {
      const log = trace({ eventsLost: 3 });
      expect(await collect(sending(log), target())).toMatchObject({ lost: 3 });
      expect(await collect(sending(log, headOf(log, { eventsLost: '12' })), target())).toMatchObject({
        lost: 12,
      });
    });

    it('opens a log that was cut off up to its last record, and says so', async () => {
      const whole = trace({ endTime: 0n });
      for (const log of [whole, whole.subarray(0, whole.length - 100)]) {
        const path = target();
        const collected = await collect(sending(log), path);
        expect(collected.notices.map(({ code }) => code)).toEqual(['boot/cut-off']);
        expect(await rowsOf(path)).toEqual(['CreateFile C:\\Windows\\notes.txt']);
      }
    });

    it('refuses a log without a whole record, and leaves it', async () => {
      for (const log of [Buffer.alloc(0), Buffer.from('no trace'), buildEtl({ endTime: 0n })]) {
        const path = target();
        writeFileSync(path, 'another file');
        const helper = sending(log);
        await expect(collect(helper, path)).rejects.toMatchObject({ code: 'boot/damaged' });
        expect(readFileSync(path, 'utf8')).toBe('another file');
        expect(readdirSync(dirname(path))).toEqual(['boot.procscope']);
        expect(helper.asked()).not.toContain('told "discard\\n"');
      }
    });

    it('takes no log that broke off while it was sent', async () => {
      const log = trace();
      const path = target();
      const helper = playedHelper({ send: { says: [headOf(log)], sends: log.subarray(0, 5000), status: 1 } });
      await expect(collect(helper, path)).rejects.toMatchObject({ code: 'boot/failed' });
      expect(existsSync(path)).toBe(false);
      expect(readdirSync(dirname(path))).toEqual([]);
    });

    it('says when a log that was read could not be deleted', async () => {
      const log = trace();
      const refusal = { kind: 'failed', sentence: 'It is used.' };
      const helper = playedHelper({
        send: { says: [headOf(log)], sends: log, discards: `${JSON.stringify({ error: refusal })}\n` },
      });
      const { isDiscarded, notices } = await collect(helper, target());
      expect(isDiscarded).toBe(false);
      expect(notices).toMatchObject([
        { code: 'boot/not-discarded', sentence: expect.stringContaining('It is used.') as string },
      ]);
    });

    it('says what is wrong with the target, before anything is lost', async () => {
      const helper = sending(trace());
      await expect(collect(helper, join(temporaryFolder(), 'no', 'boot.procscope'))).rejects.toMatchObject({
        code: 'file/not-found',
      });
      expect(helper.asked()).not.toContain('told "discard\\n"');
    });
  },
);
