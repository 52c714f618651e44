/** What a helper sends into an engine: pipe, decode, order, store, file, view. Argument: number of events. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { View } from '../../../src/engine/view/view.ts';
import { ALL_CLASSES, EventClass, classBit } from '../../../src/shared/event-class.ts';
import { HELPER_PATHS, HELPER_PROCESSES } from '../helper-frames.ts';
import { HELPER_ROOM, WATCH_RULES, liveRun } from '../live-run.ts';
import type { LiveRun } from '../live-run.ts';
import { BENCH_FOLDER } from '../logs.ts';
import { grouped, percentile, report, timed } from '../measure.ts';
import type { Measure } from '../measure.ts';

const events = Number(process.argv[2]);
/** What a machine with two processors must sustain while the window is looked at, and what is aimed at. */
const SUSTAINED = 500_000;
const TARGET = 1_000_000;
const BEYOND = 2_000_000;

const folder = mkdtempSync(join(BENCH_FOLDER, 'live-'));

/** A machine on which so much happens, whose kernel cannot wait. */
async function atRate(rate: number): Promise<LiveRun> {
  const run = await liveRun({ events, rate, room: HELPER_ROOM }, { folder }, { isWatched: true });
  if (run.recorded + run.lost < events) throw new Error('Events are neither recorded nor counted as lost');
  return run;
}
// First: what memory takes is then this run's alone.
const sustained = await atRate(SUSTAINED);

const file = join(folder, 'all.procscope');
const fastest = await liveRun({ events, rate: 0 }, { folder, file });
const { capture, finished } = await openCapture(file);
const { warnings } = await finished;
const readable = capture.store.length;
const view = new View(capture);
const toggles: number[] = [];
for (const hidden of [EventClass.Memory, EventClass.Network, EventClass.Device, EventClass.FileSystem]) {
  for (const classes of [ALL_CLASSES & ~classBit(hidden), ALL_CLASSES]) {
    toggles.push(
      await timed(() => {
        view.setClasses(classes);
        return view.length;
      }),
    );
  }
}
view.close();
await capture.close();
if (warnings.length > 0 || readable !== fastest.recorded || readable < events) {
  throw new Error(`Only ${readable} of ${events} events can be read back`);
}
const drop = { rules: WATCH_RULES, classes: ALL_CLASSES };
const dropping = await liveRun({ events, rate: 0 }, { folder, drop });
if (dropping.recorded + dropping.dropped !== fastest.recorded) throw new Error('Dropping lost events');

const aimed = await atRate(TARGET);
const beyond = await atRate(BEYOND);
rmSync(folder, { recursive: true });

const input = `generated frames, ${grouped(fastest.recorded)} events, ${grouped(HELPER_PATHS)} paths, ${HELPER_PROCESSES} processes`;
const share = ({ recorded, lost }: LiveRun): number => (100 * lost) / (recorded + lost);
const rates = (run: LiveRun, rate: number, bounds: Pick<Measure, 'least'> = {}): Measure[] => [
  {
    ...{ name: `recorded at ${grouped(rate)} events/s, file and filtered view`, input },
    ...{ value: run.recorded / run.seconds, unit: 'events/s', ...bounds },
  },
  { name: `lost at ${grouped(rate)} events/s`, input, value: share(run), unit: '%' },
];
report([
  {
    ...{ name: 'live ingest: pipe, decode, order, file', input },
    ...{ value: fastest.recorded / fastest.seconds, unit: 'events/s', least: TARGET },
  },
  {
    ...{ name: 'live ingest, dropping filtered events', input },
    ...{ value: fastest.recorded / dropping.seconds, unit: 'events/s', least: SUSTAINED },
  },
  // The last events are taken in after the helper has sent them.
  ...rates(sustained, SUSTAINED, { least: SUSTAINED * 0.95 }),
  {
    ...{ name: `events lost at ${grouped(SUSTAINED)} events/s`, input },
    ...{ value: sustained.lost, unit: 'events', most: 0 },
  },
  ...rates(aimed, TARGET),
  ...rates(beyond, BEYOND),
  {
    ...{ name: 'processor time of the engine, as fast as it can', input },
    ...{ value: fastest.processor, unit: 'us/event' },
  },
  {
    ...{ name: `processor time of the engine at ${grouped(SUSTAINED)} events/s with a filtered view`, input },
    ...{ value: sustained.processor, unit: 'us/event' },
  },
  {
    ...{ name: 'toggle a class of Linux', input },
    ...{ value: percentile(toggles, 0.5), unit: 'ms', most: 50 * Math.max(1, events / 10_000_000) },
  },
  {
    ...{ name: `turns of the engine at ${grouped(SUSTAINED)} events/s`, input },
    ...{ value: sustained.turn, unit: 'ms (99.9 %)', most: 50 },
  },
  {
    ...{ name: 'memory of the engine, live ingest', input },
    ...{ value: sustained.memory.now, unit: 'MiB', most: 700 },
  },
  { name: 'memory of the engine, live ingest, peak', input, value: sustained.memory.peak, unit: 'MiB' },
]);
