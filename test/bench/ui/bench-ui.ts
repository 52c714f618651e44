/**
 * `npm run bench:ui [-- --events 10000000] [--seconds 6] [--starts 5] [--only PHASE,...] [--json FILE]`: measures the real
 * window while a large log is scrolled by the wheel, by the scroll bar and by Page Down, from Chromium's own tracing, and
 * prints the figures with the bounds that they must keep. Then goes through a capture of 100,000,000 events, to see that every
 * way reaches its ends. Before, a live capture of 500,000 events a second is looked at. Phases: start, frames, live, vast. JSON goes to `.cache/bench/latest-ui.json`; `test/bench/BASELINE.md` keeps the history.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../../../scripts/build.ts';
import { runtimeForTests } from '../../../scripts/electron-runtime.mjs';
import { BENCH_FOLDER, LARGE_SAMPLE, largeLog, readThrough } from '../logs.ts';
import { grouped, percentile } from '../measure.ts';
import type { Measure } from '../measure.ts';
import { areWithinBounds, publish } from '../print-measures.ts';
import type { Frames } from './frame-work.ts';
import { liveFrames } from './live-frames.ts';
import { startMeasuredApp } from './measured-app.ts';
import type { Gesture } from './measured-app.ts';
import { startTime } from './start-time.ts';
import { throughVastLog } from './vast-log.ts';

const GESTURES: readonly { readonly gesture: Gesture; readonly name: string }[] = [
  { gesture: 'wheel', name: 'wheel' },
  { gesture: 'drag', name: 'drag the scroll bar' },
  { gesture: 'page-down', name: 'hold Page Down' },
];
/** Milliseconds of each gesture before anything is measured: code gets compiled, caches fill. */
const WARM_UP = 1500;

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000000' },
    seconds: { type: 'string', default: '6' },
    starts: { type: 'string', default: '5' },
    only: { type: 'string', default: 'start,frames,live,vast' },
    json: { type: 'string', default: join(BENCH_FOLDER, 'latest-ui.json') },
  },
});

const runtime = runtimeForTests();
if (runtime === undefined)
  throw new Error('There is no Electron runtime; scripts/setup.mjs should have fetched one.');
process.env['PROCSCOPE_ELECTRON'] = runtime;

if (process.platform === 'linux' && (process.env['DISPLAY'] ?? '') === '') runOnVirtualDisplay();
else await run();

/** Starts this command again where there is a display. */
function runOnVirtualDisplay(): void {
  const { status, error } = spawnSync(
    'xvfb-run',
    ['--auto-servernum', '--server-args=-screen 0 1920x1080x24', process.execPath, ...process.argv.slice(1)],
    { stdio: 'inherit' },
  );
  if (error !== undefined) throw error;
  process.exitCode = status ?? 1;
}

async function run(): Promise<void> {
  await buildIfStale();
  const phases = values.only.split(',');
  const measures: Measure[] = [];
  if (phases.includes('start')) measures.push(...(await starts()));
  if (phases.includes('frames')) {
    const log = await largeLog(LARGE_SAMPLE, Number(values.events));
    await readThrough(log.path);
    measures.push(...(await frames(log.path, `${log.origin} repeated, ${grouped(log.events)} events`)));
  }
  if (phases.includes('live')) measures.push(...(await liveFrames(Number(values.seconds) * 1000)));
  if (phases.includes('vast')) measures.push(...(await throughVastLog(Number(values.seconds) * 1000)));
  await publish(measures, values.json);
  if (!areWithinBounds(measures)) process.exitCode = 1;
}

async function starts(): Promise<readonly Measure[]> {
  process.stderr.write('starting ...\n');
  const times: number[] = [];
  for (let i = 0; i < Number(values.starts); i++) times.push(await startTime());
  return [
    {
      name: 'start to interactive window, median',
      input: `${times.length} starts without a file`,
      value: percentile(times, 0.5),
      unit: 'ms',
      most: 1500,
    },
  ];
}

async function frames(file: string, input: string): Promise<readonly Measure[]> {
  const app = await startMeasuredApp(file);
  try {
    const milliseconds = Number(values.seconds) * 1000;
    process.stderr.write('warming up ...\n');
    for (const { gesture } of GESTURES) await app.measure(gesture, WARM_UP);
    await app.measureBareTable(WARM_UP);
    const before = await app.memory();
    // On both sides of what it is held against, so that a slow minute of the machine slows both.
    const bare = [await app.measureBareTable(milliseconds)];
    const of = new Map<string, Frames>();
    for (const { gesture, name } of GESTURES) {
      process.stderr.write(`${name} ...\n`);
      of.set(name, await app.measure(gesture, milliseconds));
    }
    bare.push(await app.measureBareTable(milliseconds));
    const after = await app.memory();
    const floor = percentile(
      bare.flatMap(({ intervals }) => intervals),
      0.5,
    );
    return [
      ...[...of].flatMap(([name, measured]) => frameMeasures(name, measured, floor, input)),
      { name: 'frame interval of a bare table, median', input: 'the same window', value: floor, unit: 'ms' },
      ...memoryMeasures('script memory', before.heap, after.heap, input),
      ...memoryMeasures('resident memory', before.resident, after.resident, input),
    ];
  } finally {
    await app.close();
  }
}

function frameMeasures(
  name: string,
  { work, clock, intervals }: Frames,
  floor: number,
  input: string,
): readonly Measure[] {
  const interval = percentile(intervals, 0.5);
  return [
    { name: `${name}: own work a frame, median`, input, value: percentile(work, 0.5), unit: 'ms', most: 4 },
    { name: `${name}: 99th percentile`, input, value: percentile(work, 0.99), unit: 'ms', most: 12 },
    { name: `${name}: 99th percentile by the clock`, input, value: percentile(clock, 0.99), unit: 'ms' },
    {
      name: `${name}: frame interval, median`,
      input,
      value: interval,
      unit: 'ms',
      most: floor * 1.3,
      baseline: { name: 'a bare table', ratio: floor / interval },
    },
    {
      name: `${name}: frame interval, 99th percentile`,
      input,
      value: percentile(intervals, 0.99),
      unit: 'ms',
    },
    { name: `${name}: frames`, input, value: intervals.length, unit: '' },
  ];
}

/** Memory is flat when it has grown by no more than chance: a tenth and 4 MiB. */
function memoryMeasures(name: string, before: number, after: number, input: string): readonly Measure[] {
  return [
    { name: `renderer's ${name} before`, input, value: before, unit: 'MiB' },
    { name: `renderer's ${name} after`, input, value: after, unit: 'MiB', most: before * 1.1 + 4 },
  ];
}
