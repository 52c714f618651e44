/** Opening event traces: records alone, and rows. Argument: number of records. */
import { ProviderTable } from '../../../src/engine/etw/providers.ts';
import { EtlFile } from '../../../src/engine/formats/etl/etl-file.ts';
import { RecordCounter } from '../../../src/engine/formats/etl/record-counter.ts';
import { passThrough } from '../../../src/engine/formats/etl/trace-pass.ts';
import { Turns } from '../../../src/engine/formats/etl/turns.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { largeTrace } from '../large-trace.ts';
import { readThrough } from '../logs.ts';
import type { BenchLog } from '../logs.ts';
import { grouped, report, residentMiB } from '../measure.ts';
import type { Measure } from '../measure.ts';

/** A trace with events of the kernel and of many programs, and one with files and the registry alone. */
const SAMPLES = ['perfview-net452-x64', 'synthetic-win10-x64'];

const total = Number(process.argv[2]);
const measures: Measure[] = [];

/** Seconds to find, order and count all records. */
async function readRecords({ path, events }: BenchLog): Promise<number> {
  const start = performance.now();
  const turns = new Turns(new AbortController().signal);
  const file = await EtlFile.open(path, turns);
  const providers = new ProviderTable();
  const counter = new RecordCounter(providers);
  await passThrough(
    { files: [file], clock: file.clock, providers },
    { record: (record, at) => counter.add(record, at) },
    turns,
  );
  const seconds = (performance.now() - start) / 1000;
  await file.close();
  if (counter.total !== events) throw new Error(`Only ${counter.total} of ${events} records were read`);
  return seconds;
}

for (const sample of SAMPLES) {
  const trace = await largeTrace(sample, total);
  const input = `${trace.origin} repeated, ${grouped(trace.events)} records, ${grouped(trace.bytes / 1e6)} MB`;
  // The bound is the reader's, not the disk's: the file is in the system's cache.
  await readThrough(trace.path);
  const records = await readRecords(trace);
  const start = performance.now();
  const { capture, finished } = await openCapture(trace.path);
  const firstRows = performance.now() - start;
  const { warnings } = await finished;
  const seconds = (performance.now() - start) / 1000;
  if (capture.trace?.totalEvents !== trace.events || warnings.length > 0)
    throw new Error(
      `"${trace.path}" was not read whole: ${warnings.map(({ message }) => message).join(' ')}`,
    );
  const memory = residentMiB();
  measures.push(
    { name: 'ETL, records in order', input, value: trace.events / records, unit: 'records/s' },
    { name: 'open ETL', input, value: trace.events / seconds, unit: 'records/s', least: 300_000 },
    { name: 'open ETL, first rows', input, value: firstRows, unit: 'ms' },
    {
      ...{ name: 'memory of the engine after opening an ETL', value: memory.now, unit: 'MiB' },
      input: `${input}, ${grouped(capture.store.length)} rows`,
    },
  );
  await capture.close();
  // Without samples both are the same.
  if (trace.origin !== sample) break;
}
report(measures);
