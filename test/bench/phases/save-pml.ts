/** Writing logs of Process Monitor, of a log and of a capture file. Argument: number of events of the large log. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { saveCapture } from '../../../src/engine/capture-file/save-capture.ts';
import type { Capture } from '../../../src/engine/capture/capture.ts';
import { savePml } from '../../../src/engine/formats/pml/write/save-pml.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { eventNo } from '../../../src/shared/units.ts';
import type { EventNo } from '../../../src/shared/units.ts';
import { BENCH_FOLDER, LARGE_SAMPLE, MODERN_SAMPLE, largeLog } from '../logs.ts';
import { grouped, report, residentMiB, timed } from '../measure.ts';
import type { Measure } from '../measure.ts';

const measures: Measure[] = [];

async function opened(path: string): Promise<Capture> {
  const { capture, finished } = await openCapture(path);
  await finished;
  return capture;
}

function* everyThird(count: number): Generator<EventNo> {
  for (let event = 0; event < count; event += 3) yield eventNo(event);
}

async function measure(
  name: string,
  input: string,
  capture: Capture,
  events?: Iterable<EventNo>,
): Promise<void> {
  const target = join(BENCH_FOLDER, `saved-${process.pid}.pml`);
  let written = 0;
  const elapsed = await timed(async () => {
    written = (await savePml(capture, target, events === undefined ? {} : { events })).events;
  });
  rmSync(target);
  measures.push({ name, input, value: written / (elapsed / 1000), unit: 'events/s', least: 300_000 });
}

const modern = await largeLog(MODERN_SAMPLE, 500_000);
const input = `${modern.origin} repeated, ${grouped(modern.events)} events`;
const capture = await opened(modern.path);
await measure('save as PML', input, capture);
await measure('save as PML, every third event', input, capture, everyThird(modern.events));
const native = join(BENCH_FOLDER, `saved-${process.pid}.procscope`);
await saveCapture(capture, native);
await capture.close();
const ofNative = await opened(native);
await measure('save a capture file as PML', input, ofNative);
await ofNative.close();
rmSync(native);

const large = await largeLog(LARGE_SAMPLE, Number(process.argv[2]));
const largeInput = `${large.origin} repeated, ${grouped(large.events)} events, ${grouped(large.bytes / 1e6)} MB`;
const largeCapture = await opened(large.path);
const before = residentMiB();
await measure('save as PML', largeInput, largeCapture);
const { now } = residentMiB();
await largeCapture.close();
measures.push(
  { name: 'memory after opening', input: largeInput, value: before.now, unit: 'MiB' },
  { name: 'memory after saving as PML', input: largeInput, value: now, unit: 'MiB', most: 700 },
);
report(measures);
