/** What a helper of Windows sends into an engine: pipe, frames, order, decoder, store, file. Argument: number of records. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { largeTrace } from '../large-trace.ts';
import { traceRun } from '../live-run.ts';
import { BENCH_FOLDER } from '../logs.ts';
import { grouped, report } from '../measure.ts';
import type { Measure } from '../measure.ts';
import { TraceFrames } from '../trace-frames.ts';

/** As of the phase `etl-read`. */
const SAMPLES = ['perfview-net452-x64', 'synthetic-win10-x64'];
/** Records a second of a busy machine, none of which may be lost: see `native/windows/README.md`, "Load". */
const LEAST = 200_000;

const total = Number(process.argv[2]);
const folder = mkdtempSync(join(BENCH_FOLDER, 'live-etw-'));
const measures: Measure[] = [];

for (const sample of SAMPLES) {
  const { path, origin } = await largeTrace(sample, 1);
  const { records: each } = await TraceFrames.read(path);
  const records = Math.ceil(total / each) * each;
  const file = join(folder, `${sample}.procscope`);
  const run = await traceRun({ trace: path, records: total }, { folder, file });
  if (run.lost > 0 || run.recorded < records / 4)
    throw new Error(`Of ${records} records came ${run.recorded} rows, and ${run.lost} were lost`);
  const input = `${origin} repeated, ${grouped(records)} records, ${grouped(run.recorded)} rows`;
  measures.push(
    {
      ...{ name: 'live etw: pipe, order, decode, file', input },
      ...{ value: records / run.seconds, unit: 'records/s', least: LEAST },
    },
    {
      ...{ name: 'processor time of the engine, live etw', input },
      ...{ value: (run.processor * run.recorded) / records, unit: 'us/record' },
    },
    { name: 'turns of the engine, live etw', input, value: run.turn, unit: 'ms (99.9 %)' },
    { name: 'memory of the engine, live etw', input, value: run.memory.now, unit: 'MiB', most: 700 },
  );
  // Without samples both are the same.
  if (origin !== sample) break;
}
rmSync(folder, { recursive: true });
report(measures);
