import type { ProcessRecord } from '../store/process-table.ts';
import type { Segment, SegmentColumns } from '../store/segment.ts';
import type { HostRecord, IconRecord, PortRecord } from '../capture/capture.ts';
import type { LossRecord } from '../store/event-store.ts';
import type { PoolBlock } from './dictionary-block.ts';
import type { PlainError } from './file-errors.ts';
import type { PoolCode } from './schema.ts';

/**
 * How a file is written.
 * `live`:  a capture in progress. WAL; what is committed survives the death of the process.
 * `spill`: a temporary file that is deleted when its capture is closed. WAL, never forced to the disk.
 * `save`:  a file that counts only when it is complete. No journal of SQLite's, forced to the disk once at the end.
 */
export type WriterMode = 'live' | 'spill' | 'save';

export type MetaValue = string | number;
export type MetaEntries = readonly (readonly [key: string, value: MetaValue])[];

/** What the writer thread is started with. */
export interface WriterOptions {
  readonly path: string;
  readonly mode: WriterMode;
  readonly meta: MetaEntries;
  /** The file may not grow beyond this many pages: the writer then fails as on a full disk. */
  readonly maxPages?: number | undefined;
}

/** What an epoch's dictionaries gained since the last delta. */
export interface DictionaryDelta {
  readonly epoch: number;
  readonly blocks: readonly { readonly pool: PoolCode; readonly block: PoolBlock }[];
  readonly operations: KeyRun;
  readonly results: KeyRun;
  /** New records, and old ones that were replaced. */
  readonly processes: readonly { readonly id: number; readonly record: ProcessRecord }[];
}

/** Keys of the ids from `first` on. */
export interface KeyRun {
  readonly first: number;
  readonly keys: readonly number[];
}

/** Rows of the segment that is being built. All memory is shared: the rows named here do not change any more. */
export interface JournalRows {
  readonly segment: number;
  readonly epoch: number;
  /** Number of the segment's first event. */
  readonly firstEvent: number;
  readonly firstRow: number;
  readonly count: number;
  readonly columns: SegmentColumns;
  readonly payload: Uint8Array | undefined;
  readonly payloadStart: number;
  readonly payloadEnd: number;
}

/** A sealed segment, on shared memory. */
export interface SegmentJob {
  readonly no: number;
  readonly epoch: number;
  readonly firstEvent: number;
  readonly length: number;
  readonly payloadBytes: number;
  readonly payloadBase: number;
  readonly minTime: number;
  readonly maxTime: number;
  readonly columns: SegmentColumns;
  readonly payload: Uint8Array | undefined;
}

/** The job of writing a sealed segment whose columns are in memory. */
export function segmentJob(segment: Segment, columns: SegmentColumns): SegmentJob {
  const { no, length, payloadBytes, payloadBase, minTime, maxTime, payload } = segment;
  return {
    no,
    epoch: segment.epoch.no,
    firstEvent: segment.first,
    length,
    payloadBytes,
    payloadBase,
    minTime,
    maxTime,
    columns,
    payload,
  };
}

/** What is no longer kept. */
export interface DroppedParts {
  readonly segments: readonly number[];
  readonly epochs: readonly number[];
  /** The oldest event that is kept: losses before it go. */
  readonly firstEvent: number;
}

/** Everything of one batch is written in one transaction: all of it is there after a crash, or nothing. */
export interface WriterBatch {
  readonly dictionaries?: readonly DictionaryDelta[];
  readonly journal?: JournalRows | undefined;
  readonly segment?: SegmentJob | undefined;
  readonly dropped?: DroppedParts | undefined;
  readonly losses?: readonly LossRecord[];
  readonly icons?: readonly IconRecord[];
  readonly hosts?: readonly HostRecord[];
  readonly ports?: readonly PortRecord[];
  /** Names of accounts by security identifier. */
  readonly accounts?: readonly (readonly [sid: string, name: string])[];
  readonly meta?: MetaEntries;
  /** Forgets what is in the journal: it was made into a segment, or cannot be read. */
  readonly emptyJournal?: boolean;
}

export type WriterRequest =
  /** Makes the file; the first request, and once only. */
  | { readonly kind: 'open'; readonly seq: number; readonly options: WriterOptions }
  | { readonly kind: 'batch'; readonly seq: number; readonly batch: WriterBatch }
  /** Ends the file so that nothing but the file itself remains. */
  | { readonly kind: 'finish'; readonly seq: number }
  /** Closes the file as it is. */
  | { readonly kind: 'close'; readonly seq: number };

export type WriterReply =
  | { readonly kind: 'done'; readonly seq: number }
  /** The request and all later batches were not written. */
  | { readonly kind: 'failed'; readonly seq: number; readonly error: PlainError };
