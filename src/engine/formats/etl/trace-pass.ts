import type { ProviderTable } from '../../etw/providers.ts';
import { RawRecord } from '../../etw/raw-record.ts';
import type { TraceClock } from '../../etw/trace-clock.ts';
import type { BufferDamage } from './buffer-loader.ts';
import { mergeRecords } from './etl-file.ts';
import type { EtlFile } from './etl-file.ts';
import type { StreamListener } from './record-stream.ts';
import type { Turns } from './turns.ts';

/** Records between two looks at the clock: about a millisecond. */
const SLICE_RECORDS = 512;

/** A trace that can be gone through as often as wanted. */
export interface Trace {
  readonly files: readonly EtlFile[];
  readonly clock: TraceClock;
  readonly providers: ProviderTable;
}

/** Who goes through the records of a trace. */
export interface PassVisitor {
  /** Takes a record; it begins at `at` of its bytes and is `time` raw units after the clock's start. */
  readonly record: (record: RawRecord, at: number, time: number) => void;
  /** A buffer was read: see {@link StreamListener}. */
  readonly loaded?: StreamListener['loaded'];
}

/**
 * Gives a visitor all records in order, with turns for the event loop; `done` counts the bytes of the files that were read.
 * Returns what was found wrong in each file. Errors: 'job/cancelled', 'file/io'.
 */
export async function passThrough(
  trace: Trace,
  visitor: PassVisitor,
  turns: Turns,
): Promise<readonly Readonly<BufferDamage>[]> {
  let done = 0;
  // Also a trace that is read in no time tells where it is, and can be given up.
  await turns.take(done);
  const { merge, damages } = mergeRecords(trace.files, trace.clock, trace.providers, {
    loaded: (file, table, buffer, time) => {
      done += table.size(buffer);
      visitor.loaded?.(file, table, buffer, time);
    },
  });
  const record = new RawRecord();
  let hasMore = true;
  while (hasMore) {
    hasMore = visitSlice(merge, record, visitor);
    if (turns.isDue) await turns.take(done);
  }
  return damages;
}

/** Guarded by the etl-read phase of the benchmark. */
function visitSlice(
  merge: ReturnType<typeof mergeRecords>['merge'],
  record: RawRecord,
  visitor: PassVisitor,
): boolean {
  for (let i = 0; i < SLICE_RECORDS; i++) {
    if (!merge.next(record)) return false;
    const stream = merge.stream!;
    visitor.record(record, stream.buffer.offsets[stream.next]!, stream.time);
  }
  return true;
}
