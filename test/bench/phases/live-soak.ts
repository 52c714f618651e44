/**
 * An engine that records at a high rate for a long time, with new files and processes all the time and a history depth.
 * Argument: minutes.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HELPER_ROOM, liveRun } from '../live-run.ts';
import { BENCH_FOLDER } from '../logs.ts';
import { grouped, report, residentMiB } from '../measure.ts';

const minutes = Number(process.argv[2]);
const RATE = 250_000;
/** Kept of them: some twenty seconds. */
const HISTORY = 5_000_000;
/** Part of the time in which history, budgets and caches fill. */
const WARM = 0.2;
const SAMPLE_MS = 5000;

interface Sample {
  /** Seconds since the beginning. */
  readonly at: number;
  /** MiB: resident, and of the file. */
  readonly memory: number;
  readonly disk: number;
}

const folder = mkdtempSync(join(BENCH_FOLDER, 'soak-'));
const begin = performance.now();
const samples: Sample[] = [];
const run = await liveRun(
  { events: RATE * 60 * minutes, rate: RATE, room: HELPER_ROOM, hasNews: true },
  { folder, history: { events: HISTORY } },
  {
    isWatched: true,
    onBeat: (session) => {
      const at = (performance.now() - begin) / 1000;
      if (at * 1000 < samples.length * SAMPLE_MS) return;
      const { disk, lost } = session.state();
      const memory = residentMiB().now;
      samples.push({ at, memory, disk: disk / 2 ** 20 });
      process.stderr.write(
        `${at.toFixed(0)} s: ${memory.toFixed(0)} MiB, file ${(disk / 2 ** 20).toFixed(0)} MiB, ${grouped(lost)} lost\n`,
      );
    },
  },
);
rmSync(folder, { recursive: true });

const settled = samples.filter(({ at }) => at >= minutes * 60 * WARM);
const middle = Math.floor(settled.length / 2);
/** Names and processes of a time are forgotten together: memory rises and falls, and the highest tells whether it grows. */
const highest = (part: readonly Sample[], of: 'memory' | 'disk'): number =>
  Math.max(...part.map((sample) => sample[of]));
const [first, second] = [settled.slice(0, middle), settled.slice(middle)];
const { electron } = process.versions;
const runtime = electron === undefined ? `Node ${process.versions.node}` : `Electron ${electron}`;
const input = `${runtime}, generated frames, ${minutes} minutes at ${grouped(RATE)} events/s, ${grouped(run.recorded)} events, newest ${grouped(HISTORY)} kept`;
report([
  { name: 'soak: recorded', input, value: run.recorded / run.seconds, unit: 'events/s' },
  { name: 'soak: lost', input, value: (100 * run.lost) / (run.lost + run.recorded), unit: '%' },
  {
    ...{ name: 'soak: memory of the engine, first half once settled', input },
    ...{ value: highest(first, 'memory'), unit: 'MiB', most: 700 },
  },
  {
    ...{ name: 'soak: memory of the engine, second half', input },
    ...{ value: highest(second, 'memory'), unit: 'MiB', most: highest(first, 'memory') * 1.05 },
  },
  {
    ...{ name: 'soak: file, first half once settled', input },
    ...{ value: highest(first, 'disk'), unit: 'MiB' },
  },
  {
    ...{ name: 'soak: file, second half', input },
    ...{ value: highest(second, 'disk'), unit: 'MiB', most: highest(first, 'disk') * 1.25 },
  },
]);
