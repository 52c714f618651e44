import type { ProcessId, StringId } from '../../shared/units.ts';
import type { Dialect, OperationInfo } from '../dialect/dialect.ts';
import type { Epoch } from '../store/epoch.ts';
import type { ProcessRecord } from '../store/process-table.ts';

/**
 * How a format writes what belongs to a dictionary entry. A row may hold several texts of its process and operation:
 * there is one function for each, called a part.
 */
export interface EntryTexts {
  readonly process: readonly ((epoch: Epoch, record: ProcessRecord) => string)[];
  readonly operation: readonly ((operation: OperationInfo) => string)[];
  readonly result: (text: string) => string;
  readonly path: (text: string) => string;
}

/** Paths whose text is kept, in slots by id. */
const PATH_SLOTS = 8192;
/** Longer paths are made anew each time: with the slots this bounds the memory. */
const KEPT_PATH_BYTES = 512;
/** Bytes of process texts that are kept: many processes may share one huge command line. */
const KEPT_PROCESS_BYTES = 8 * 1024 * 1024;
const NONE = new Uint8Array(0);

/**
 * The written form of an epoch's dictionary entries as UTF-8, made once for each. An export has far more rows than processes,
 * operations and results, and paths repeat: with this most of a row is a few ready texts put together.
 */
export class EpochTexts {
  readonly #make: EntryTexts;
  readonly #dialect: Dialect | undefined;
  #epoch: Epoch | undefined;
  #processVersion = -1;
  #processes: (Uint8Array | undefined)[][] = [];
  #processBytes = 0;
  #operations: (Uint8Array | undefined)[][] = [];
  #results: (Uint8Array | undefined)[] = [];
  #pathIds = new Float64Array(PATH_SLOTS).fill(-1);
  #paths: Uint8Array[] = [];

  /** `dialect` names operations and results; undefined for what the epochs' own dictionaries hold. */
  constructor(make: EntryTexts, dialect?: Dialect) {
    this.#make = make;
    this.#dialect = dialect;
  }

  /** Says which epoch the ids of the next calls are of. */
  use(epoch: Epoch): void {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#processVersion = -1;
      this.#operations = this.#make.operation.map(() => []);
      this.#results = [];
      this.#pathIds.fill(-1);
      this.#paths = new Array<Uint8Array>(PATH_SLOTS).fill(NONE);
    }
    if (epoch.processes.version !== this.#processVersion) {
      this.#processVersion = epoch.processes.version;
      this.#forgetProcesses();
    }
  }

  process(part: number, id: number): Uint8Array {
    const kept = this.#processes[part]![id];
    if (kept !== undefined) return kept;
    const bytes = Buffer.from(
      this.#make.process[part]!(this.#current, this.#current.processes.get(id as ProcessId)),
    );
    this.#processBytes += bytes.length;
    if (this.#processBytes > KEPT_PROCESS_BYTES) this.#forgetProcesses();
    this.#processes[part]![id] = bytes;
    return bytes;
  }

  operation(part: number, id: number): Uint8Array {
    const kept = this.#operations[part]![id];
    if (kept !== undefined) return kept;
    const { operations } = this.#current;
    const info = this.#dialect?.operation(operations.key(id)) ?? operations.get(id);
    return (this.#operations[part]![id] = Buffer.from(this.#make.operation[part]!(info)));
  }

  result(id: number): Uint8Array {
    const kept = this.#results[id];
    if (kept !== undefined) return kept;
    const { results } = this.#current;
    const text = this.#dialect?.resultText(results.key(id)) ?? results.get(id);
    return (this.#results[id] = Buffer.from(this.#make.result(text)));
  }

  path(id: number): Uint8Array {
    const slot = id & (PATH_SLOTS - 1);
    if (this.#pathIds[slot] === id) return this.#paths[slot]!;
    const bytes = Buffer.from(this.#make.path(this.#current.strings.get(id as StringId)));
    if (bytes.length <= KEPT_PATH_BYTES) {
      this.#pathIds[slot] = id;
      this.#paths[slot] = bytes;
    }
    return bytes;
  }

  #forgetProcesses(): void {
    this.#processes = this.#make.process.map(() => []);
    this.#processBytes = 0;
  }

  get #current(): Epoch {
    if (this.#epoch === undefined) throw new Error('No epoch was chosen');
    return this.#epoch;
  }
}
