import type { ColumnName } from '../../shared/columns.ts';
import type { ProcessId, StringId } from '../../shared/units.ts';
import type { Dialect, OperationInfo } from '../dialect/dialect.ts';
import type { Epoch } from '../store/epoch.ts';
import type { ProcessRecord } from '../store/process-table.ts';
import { processCell } from './process-cell.ts';

/** Paths whose text is kept, in slots by id. */
const PATH_SLOTS = 4096;
/** Longer paths are made anew each time: with the slots this bounds the memory. */
const MAX_KEPT_PATH = 1024;
/** UTF-16 units of process texts that are kept: many processes may share one huge command line. */
const MAX_KEPT_PROCESS = 4 * 1024 * 1024;

/** The texts of one epoch that cells ask for again and again, in bounded memory. */
export class EpochCells {
  readonly epoch: Epoch;
  readonly #pathIds = new Float64Array(PATH_SLOTS).fill(-1);
  readonly #paths: string[] = new Array<string>(PATH_SLOTS).fill('');
  #processes: ({ readonly record: ProcessRecord; readonly texts: Map<ColumnName, string> } | undefined)[] =
    [];
  #processUnits = 0;
  readonly #dialect: Dialect | undefined;
  readonly #operations: (OperationInfo | undefined)[] = [];

  /** `dialect` names operations and results; undefined for what the epoch's own dictionaries hold. */
  constructor(epoch: Epoch, dialect?: Dialect) {
    this.epoch = epoch;
    this.#dialect = dialect;
  }

  operation(id: number): OperationInfo {
    if (this.#dialect === undefined) return this.epoch.operations.get(id);
    return (this.#operations[id] ??= this.#dialect.operation(this.epoch.operations.key(id)));
  }

  result(id: number): string {
    if (this.#dialect === undefined) return this.epoch.results.get(id);
    return this.#dialect.resultText(this.epoch.results.key(id));
  }

  path(id: StringId): string {
    const slot = id & (PATH_SLOTS - 1);
    if (this.#pathIds[slot] === id) return this.#paths[slot]!;
    const text = this.epoch.strings.get(id);
    if (text.length <= MAX_KEPT_PATH) {
      this.#pathIds[slot] = id;
      this.#paths[slot] = text;
    }
    return text;
  }

  process(id: ProcessId, column: ColumnName): string {
    const record = this.epoch.processes.get(id);
    let kept = this.#processes[id];
    // Records are replaced when more becomes known of a process.
    if (kept?.record !== record) kept = this.#processes[id] = { record, texts: new Map() };
    const known = kept.texts.get(column);
    if (known !== undefined) return known;
    const text = processCell(this.epoch, record, column);
    this.#processUnits += text.length;
    if (this.#processUnits > MAX_KEPT_PROCESS) {
      this.#processes = [];
      this.#processUnits = 0;
    } else {
      kept.texts.set(column, text);
    }
    return text;
  }
}
