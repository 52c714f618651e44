/** Live events into an engine alone: decode, intern, ring, SQLite. Argument: number of events. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CaptureRecorder } from '../../../src/engine/capture-file/capture-recorder.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { BENCH_FOLDER } from '../logs.ts';
import { grouped, report, residentMiB } from '../measure.ts';
import { SyntheticEvents, distinctPaths, syntheticCapture, syntheticStore } from '../synthetic-events.ts';

const total = Number(process.argv[2]);
const path = join(BENCH_FOLDER, `ingest-${process.pid}.procscope`);
const events = new SyntheticEvents(distinctPaths(total));
const store = syntheticStore();
const recorder = await CaptureRecorder.start(store, path, { meta: syntheticCapture(store).meta });

async function ingestUntil(end: number): Promise<void> {
  while (store.end < end) {
    for (let batch = 0; batch < 4; batch++) events.appendBatch(store);
    await recorder.ready();
    await new Promise(setImmediate);
  }
}

const start = performance.now();
await ingestUntil(total);
const appended = (performance.now() - start) / 1000;
await recorder.flush();
const written = (performance.now() - start) / 1000;
const ingested = store.length;
const generator = events.byteSize / 2 ** 20;
const atEnd = residentMiB();
await ingestUntil(2 * total);
await recorder.finish();
const atTwice = residentMiB();

// What was written must be there.
const bytes = statSync(path).size;
const opened = await openCapture(path);
const { warnings } = await opened.finished;
const readable = opened.capture.store.length;
if (warnings.length > 0 || readable !== store.length) {
  throw new Error(`Only ${readable} of ${store.length} events can be read back`);
}
await opened.capture.close();
rmSync(path);

const input = `synthetic, ${grouped(ingested)} events, ${grouped(distinctPaths(total))} paths`;
report([
  {
    name: 'ingest: decode, intern, ring',
    input,
    value: ingested / appended,
    unit: 'events/s',
    least: 1_000_000,
  },
  {
    name: 'ingest, all in the file',
    input,
    value: ingested / written,
    unit: 'events/s',
    least: 1_000_000,
  },
  { name: 'memory of the engine, ingesting', input, value: atEnd.now - generator, unit: 'MiB', most: 700 },
  {
    name: 'memory of the engine after twice as many',
    input,
    value: atTwice.now - generator,
    unit: 'MiB',
    most: 700,
  },
  { name: 'memory of the engine, ingesting, peak', input, value: atTwice.peak - generator, unit: 'MiB' },
  {
    name: 'capture file of synthetic events',
    input,
    value: bytes / store.length,
    unit: 'bytes/event',
    most: 40,
  },
]);
