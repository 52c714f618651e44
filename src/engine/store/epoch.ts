import type { OperationInfo } from '../dialect/dialect.ts';
import { Dictionary } from './dictionary.ts';
import { ProcessTable } from './process-table.ts';
import { StackPool } from './stack-pool.ts';
import { StringPool } from './string-pool.ts';

/** A new epoch begins when the strings and stacks of the current one occupy this many bytes. */
export const EPOCH_BYTES = 256 * 1024 * 1024;

/**
 * The dictionaries of a run of segments. Cells of those segments hold ids of these dictionaries and of no others; when
 * the last of the segments is dropped, the epoch goes with it, so that days of capture do not pile up strings.
 */
export class Epoch {
  /** From 0, never reused within a capture. */
  readonly no: number;
  readonly strings = new StringPool();
  readonly processes = new ProcessTable();
  readonly operations: Dictionary<OperationInfo>;
  /** Keys are the source's result codes; the value is the text that the Result column shows. */
  readonly results: Dictionary<string>;
  readonly stacks = new StackPool();

  constructor(no: number, operation: (key: number) => OperationInfo, resultText: (code: number) => string) {
    this.no = no;
    this.operations = new Dictionary(operation);
    this.results = new Dictionary(resultText);
  }

  /** Bytes in memory, whether the events are there or not. */
  get dictionaryBytes(): number {
    return this.strings.byteSize + this.stacks.bytes.byteSize + this.processes.byteSize;
  }

  /** Whether the next segment must begin a new epoch. */
  get isFull(): boolean {
    return (
      this.strings.isFull ||
      this.stacks.isFull ||
      this.processes.isFull ||
      this.operations.isFull ||
      this.results.isFull ||
      this.strings.byteSize + this.stacks.bytes.byteSize > EPOCH_BYTES
    );
  }
}
