/** Saving logs as capture files, and opening those: size and speed. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { saveCapture } from '../../../src/engine/capture-file/save-capture.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { BENCH_FOLDER, LARGE_SAMPLE, MODERN_SAMPLE, largeLog } from '../logs.ts';
import { grouped, report, timed } from '../measure.ts';
import type { Measure } from '../measure.ts';

const SAMPLES = [LARGE_SAMPLE, MODERN_SAMPLE, 'windows10-x64-filesystem', 'windows10-x64-process'];
/** Logs below this have no bound on bytes an event. */
const SMALL_LOG_EVENTS = 10_000;

const measures: Measure[] = [];
for (const sample of SAMPLES) {
  // Once as it is: a repeated log would flatter the size. Once larger, for the speed.
  for (const events of [1, 500_000]) {
    const log = await largeLog(sample, events);
    const input = `${log.origin}${events === 1 ? '' : ' repeated'}, ${grouped(log.events)} events`;
    const { capture, finished } = await openCapture(log.path);
    await finished;
    const target = join(BENCH_FOLDER, `saved-${process.pid}.procscope`);
    const save = await timed(() => saveCapture(capture, target));
    const bytes = statSync(target).size;
    await capture.close();
    const open = await timed(async () => {
      const saved = await openCapture(target);
      await saved.finished;
      if (saved.capture.store.length !== log.events) throw new Error('The saved capture is not whole');
      await saved.capture.close();
    });
    rmSync(target);
    if (events === 1) {
      // In a log of a few thousand events the modules and icons of its processes outweigh the events.
      const bound = log.events < SMALL_LOG_EVENTS ? {} : { most: 40 };
      const value = bytes / log.events;
      measures.push({ name: 'capture file', input, value, unit: 'bytes/event', ...bound });
    } else {
      measures.push({
        name: 'save as capture file',
        input,
        value: log.events / (save / 1000),
        unit: 'events/s',
      });
      measures.push({
        name: 'open capture file',
        input,
        value: log.events / (open / 1000),
        unit: 'events/s',
      });
    }
  }
}
report(measures);
