/** Opening a log, and what a window does with it afterwards. Argument: number of events. */
import { openCapture } from '../../../src/engine/open-capture.ts';
import { View } from '../../../src/engine/view/view.ts';
import { LARGE_SAMPLE, largeLog, readThrough } from '../logs.ts';
import { grouped, report, residentMiB, timed } from '../measure.ts';
import { DETAIL_RULES } from '../rules.ts';
import { viewMeasures } from '../view-measures.ts';

const log = await largeLog(LARGE_SAMPLE, Number(process.argv[2]));
const input = `${log.origin} repeated, ${grouped(log.events)} events, ${grouped(log.bytes / 1e6)} MB`;

// The bound is the reader's, not the disk's: the file is in the system's cache.
await readThrough(log.path);
const start = performance.now();
const opening = await openCapture(log.path);
const firstSegment = performance.now() - start;
await opening.finished;
const seconds = (performance.now() - start) / 1000;
const { capture } = opening;
if (capture.store.length !== log.events)
  throw new Error(`Only ${capture.store.length} of ${log.events} events were read`);
const afterOpen = residentMiB();

const views = await viewMeasures(capture, input);
const view = new View(capture);
view.update();
const detail = await timed(() => view.setFilter(DETAIL_RULES));
const found = view.length;
const memory = residentMiB();
report([
  { name: 'open PML', input, value: log.events / seconds, unit: 'events/s', least: 1_000_000 },
  { name: 'open PML, first segment', input, value: firstSegment, unit: 'ms', most: 1000 },
  ...views,
  {
    name: 'filter on Detail',
    input: `${input}, ${grouped(found)} shown`,
    value: log.events / (detail / 1000),
    unit: 'events/s',
    least: 1_500_000,
  },
  { name: 'memory of the engine after opening', input, value: afterOpen.now, unit: 'MiB', most: 700 },
  { name: 'memory of the engine after filtering', input, value: memory.now, unit: 'MiB', most: 700 },
  { name: 'memory of the engine, peak', input, value: memory.peak, unit: 'MiB' },
]);
view.close();
await capture.close();
