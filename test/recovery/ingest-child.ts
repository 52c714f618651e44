import { writeSync } from 'node:fs';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { CaptureRecorder } from '../../src/engine/capture-file/capture-recorder.ts';
import { NUMBERED_META, appendNumbered, numberedStore } from '../engine/capture-file/numbered-events.ts';

/**
 * Records numbered events until it is killed: `ingest-child.ts FILE PAUSE`, where PAUSE is how many milliseconds it waits
 * after every 5 ms of work. After each turn it writes 16 bytes to standard output: how many events were appended, and when
 * (nanoseconds of the system's monotonic clock).
 */
const [path, pause] = process.argv.slice(2);
if (path === undefined || pause === undefined) throw new Error('usage: ingest-child.ts FILE PAUSE');

const store = numberedStore();
const recorder = await CaptureRecorder.start(store, path, { meta: NUMBERED_META });
const report = Buffer.alloc(16);
for (;;) {
  const turn = performance.now();
  while (performance.now() - turn < 5) appendNumbered(store, 64);
  report.writeDoubleLE(store.end, 0);
  report.writeBigUInt64LE(process.hrtime.bigint(), 8);
  writeSync(1, report);
  await recorder.ready();
  if (recorder.failure !== undefined) throw recorder.failure;
  await (Number(pause) > 0 ? setTimeout(Number(pause)) : setImmediate());
}
