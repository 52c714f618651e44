import type { BytePool } from '../store/byte-pool.ts';
import type { Epoch } from '../store/epoch.ts';
import type { ProcessRecord } from '../store/process-table.ts';
import { poolBlocks } from './dictionary-block.ts';
import type { PoolBlock } from './dictionary-block.ts';
import { PoolCode } from './schema.ts';
import type { DictionaryDelta, KeyRun } from './writer-protocol.ts';

/** What a file needs of an epoch; stacks may be another pool than the epoch's own. */
export interface EpochDictionaries {
  readonly no: number;
  readonly narrow: BytePool;
  readonly wide: BytePool;
  readonly stacks: BytePool;
  readonly operations: KeyList;
  readonly results: KeyList;
}

interface KeyList {
  readonly size: number;
  key(id: number): number;
}

/** Adds of one record to what a delta costs the writer's queue, roughly. */
const PROCESS_BYTES = 512;

/** The dictionaries of an epoch, with its own stacks unless others are given. */
export function epochDictionaries(epoch: Epoch, stacks = epoch.stacks, no = epoch.no): EpochDictionaries {
  return {
    no,
    narrow: epoch.strings.narrow,
    wide: epoch.strings.wide,
    stacks: stacks.bytes,
    operations: epoch.operations,
    results: epoch.results,
  };
}

/** Remembers how much of an epoch's dictionaries was handed to the writer, and gives what is new. */
export class DictionaryTracker {
  readonly #epoch: EpochDictionaries;
  /** Entry 0 of every pool is the empty one, which files do not hold. */
  readonly #pools: { readonly code: PoolCode; readonly pool: BytePool; written: number }[];
  #operations = 0;
  #results = 0;

  constructor(epoch: EpochDictionaries) {
    this.#epoch = epoch;
    this.#pools = [
      { code: PoolCode.narrow, pool: epoch.narrow, written: 1 },
      { code: PoolCode.wide, pool: epoch.wide, written: 1 },
      { code: PoolCode.stack, pool: epoch.stacks, written: 1 },
    ];
  }

  /**
   * What is new since the last call, undefined when nothing is; `bytes` is about its size.
   * `processes` are the records to write with it.
   */
  take(
    processes: readonly { id: number; record: ProcessRecord }[],
  ): { delta: DictionaryDelta; bytes: number } | undefined {
    const blocks: { pool: PoolCode; block: PoolBlock }[] = [];
    let bytes = processes.length * PROCESS_BYTES;
    for (const { pool, block } of this.takeBlocks()) {
      blocks.push({ pool, block });
      bytes += block.bytes.length + block.lengths.byteLength;
    }
    const delta = this.#delta(blocks, processes);
    const isEmpty =
      blocks.length + processes.length + delta.operations.keys.length + delta.results.keys.length === 0;
    if (isEmpty) return undefined;
    return { delta, bytes };
  }

  /** The new entries of the pools, block after block, to be handed over one by one where they are many. */
  *takeBlocks(): Generator<{ pool: PoolCode; block: PoolBlock }> {
    for (const tracked of this.#pools) {
      for (const block of poolBlocks(tracked.pool, tracked.written, tracked.pool.size)) {
        tracked.written = block.first + block.lengths.length;
        yield { pool: tracked.code, block };
      }
    }
  }

  #delta(
    blocks: readonly { pool: PoolCode; block: PoolBlock }[],
    processes: readonly { id: number; record: ProcessRecord }[],
  ): DictionaryDelta {
    const operations = keysFrom(this.#epoch.operations, this.#operations);
    const results = keysFrom(this.#epoch.results, this.#results);
    this.#operations += operations.keys.length;
    this.#results += results.keys.length;
    return { epoch: this.#epoch.no, blocks, operations, results, processes };
  }
}

function keysFrom(list: KeyList, first: number): KeyRun {
  const keys: number[] = [];
  for (let id = first; id < list.size; id++) keys.push(list.key(id));
  return { first, keys };
}
