import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openCaptureFile } from '../../src/engine/capture-file/open-capture-file.ts';
import { listRecoverable } from '../../src/engine/capture-file/recovery.ts';
import { temporaryFolder } from '../support/opened-log.ts';
import { firstWrong } from '../engine/capture-file/numbered-events.ts';

const KILLS = 100;
/** Milliseconds of which nothing may be lost. */
const PROMISED_MS = 250;

interface Outcome {
  /** Events that the process had appended when it last said so. */
  readonly appended: number;
  readonly recovered: number;
  /** Milliseconds before the kill of which events are missing, at most. */
  readonly lostMs: number;
  readonly wrong: number | undefined;
  readonly warnings: readonly string[];
  /** Events that had been there for longer than what may be lost. */
  readonly promised: number;
}

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Starts a recording process, kills it after `life` milliseconds of recording, and opens what it left. */
async function killOne(path: string, life: number, pause: number): Promise<Outcome> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'ingest-child.ts'), path, String(pause)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parts: Buffer[] = [];
  const started = new Promise<void>((resolve) => {
    child.stdout.on('data', (part: Buffer) => {
      parts.push(part);
      resolve();
    });
  });
  const ended = new Promise<string | null>((resolve) =>
    child.on('close', (_code, signal) => resolve(signal)),
  );
  await Promise.race([started, ended]);
  await setTimeout(life);
  const killed = now();
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');

  const said = Buffer.concat(parts);
  const reports = Array.from({ length: Math.floor(said.length / 16) }, (_, i) => ({
    events: said.readDoubleLE(i * 16),
    time: Number(said.readBigUInt64LE(i * 16 + 8)) / 1e6,
  }));
  const { capture, finished } = await openCaptureFile(path);
  const { warnings } = await finished;
  const recovered = capture.store.end;
  const wrong =
    firstWrong(capture, 0, recovered, 13) ?? firstWrong(capture, Math.max(0, recovered - 3000), recovered);
  await capture.close();
  const safe = reports.findLast((report) => report.events <= recovered);
  return {
    appended: reports.at(-1)?.events ?? 0,
    recovered,
    lostMs: killed - (safe?.time ?? killed),
    wrong,
    warnings: warnings.map((warning) => warning.message),
    promised: reports.findLast((report) => report.time < killed - PROMISED_MS)?.events ?? 0,
  };
}

it('does not disturb a process that is recording', async () => {
  const path = join(temporaryFolder(), 'live.procscope');
  const child = spawn(process.execPath, [join(import.meta.dirname, 'ingest-child.ts'), path, '5'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  await new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  for (let i = 0; i < 20; i++) {
    await expect(openCaptureFile(path)).rejects.toMatchObject({ code: 'capture/busy' });
    expect(await listRecoverable(join(path, '..'))).toEqual([]);
    await setTimeout(20);
  }
  expect(child.exitCode).toBeNull();
  child.kill('SIGKILL');
  await ended;
  expect(await listRecoverable(join(path, '..'))).toMatchObject([{ path }]);
  const { capture, finished } = await openCaptureFile(path);
  expect((await finished).warnings).toEqual([]);
  expect(capture.store.end).toBeGreaterThan(0);
  expect(firstWrong(capture, 0, capture.store.end, 7)).toBeUndefined();
  await capture.close();
});

it(`opens a capture after kill -9 at ${KILLS} random moments and has all but the last ${PROMISED_MS} ms`, async () => {
  const folder = temporaryFolder();
  const outcomes: Outcome[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < KILLS) {
      const no = next++;
      const path = join(folder, `${no}.procscope`);
      // Every third process records as fast as it can, the others at the pace of a busy and of a quiet machine.
      outcomes.push(await killOne(path, 20 + Math.random() * 700, [0, 2, 30][no % 3] ?? 0));
      rmSync(path, { force: true });
    }
  };
  // A recording process keeps two cores busy.
  await Promise.all(Array.from({ length: Math.max(1, availableParallelism() >> 1) }, lane));

  const lost = outcomes.map((outcome) => outcome.lostMs).sort((a, b) => a - b);
  const events = outcomes.reduce((sum, outcome) => sum + outcome.recovered, 0);
  const missing = outcomes.map((outcome) => Math.max(0, outcome.appended - outcome.recovered));
  console.log(
    `${outcomes.length} kills, ${events} events recovered; lost at most ${Math.max(...lost).toFixed(0)} ms ` +
      `(median ${(lost[lost.length >> 1] ?? 0).toFixed(0)} ms) and ${Math.max(...missing)} events`,
  );
  expect(outcomes).toHaveLength(KILLS);
  for (const outcome of outcomes) {
    expect(outcome.warnings).toEqual([]);
    expect(outcome.wrong).toBeUndefined();
    expect(outcome.recovered).toBeGreaterThanOrEqual(outcome.promised);
  }
  expect(events).toBeGreaterThan(0);
});
