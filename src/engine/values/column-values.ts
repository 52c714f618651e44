import { EVENT_COLUMNS } from '../../shared/columns.ts';
import type { ColumnName } from '../../shared/columns.ts';
import { assertNever, cancelled } from '../../shared/errors.ts';
import { eventClassName } from '../../shared/event-class.ts';
import type { ProcessId, StringId } from '../../shared/units.ts';
import type { Capture } from '../capture/capture.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { processCell } from '../cells/process-cell.ts';
import { PathVerdicts } from '../filter/path-verdicts.ts';
import { textTest } from '../filter/text-test.ts';
import type { Epoch } from '../store/epoch.ts';
import { TimeSlice } from '../view/time-slice.ts';
import { IdCounts } from './id-counts.ts';
import type { EpochCounts, IdColumn } from './id-counts.ts';
import { TextCounts } from './text-counts.ts';
import { ThreadCounts } from './thread-counts.ts';
import { TopValues } from './top-values.ts';
import type { ValueCount } from './top-values.ts';

/** The values of a column that were asked for. */
export interface FoundValues {
  /** The most frequent first, equally frequent ones by their text. */
  readonly values: ValueCount[];
  /** Whether there are no others. */
  readonly isComplete: boolean;
}

/** UTF-16 units of all values of an answer: command lines may be huge. */
const MAX_ANSWER_UNITS = 4 * 1024 * 1024;

/** Columns of formatted texts whose counts are kept at the same time. */
const KEPT_TEXT_COLUMNS = 2;

/** Ids that are looked at between two looks at the clock. */
const STEP_IDS = 65_536;

/**
 * Values of columns of one capture, with the number of their events. What is counted is kept, so that only the first
 * question about a column takes a look at its events. In memory: four bytes for each entry of a dictionary that was asked for,
 * and the bounds of {@link TextCounts} for formatted texts.
 */
export class ColumnValues {
  readonly #capture: Capture;
  readonly #cells: CellOptions;
  readonly #ids = new Map<IdColumn, IdCounts>();
  readonly #texts = new Map<ColumnName, TextCounts>();
  #threads: ThreadCounts | undefined;

  constructor(capture: Capture, cells: CellOptions = {}) {
    this.#capture = capture;
    this.#cells = cells;
  }

  /**
   * The most frequent values of a column, at most `limit`; only those that contain `text`, without regard to case. Values are
   * the texts of cells. The Sequence column has none: it numbers the rows of a view. Yields.
   * Errors: 'job/cancelled'; 'file/...' when events cannot be read.
   */
  async find(column: ColumnName, text: string, limit: number, signal: AbortSignal): Promise<FoundValues> {
    return bounded(await this.#find(column, text, limit, signal));
  }

  async #find(column: ColumnName, text: string, limit: number, signal: AbortSignal): Promise<FoundValues> {
    const turns = new Turns(signal);
    const matches = text === '' ? () => true : textTest(column, 'contains', text);
    const { source } = EVENT_COLUMNS[column];
    switch (source) {
      case 'path':
        return this.#paths(text, limit, turns);
      case 'process':
        return this.#entries(source, limit, turns, matches, (epoch, id) =>
          processCell(epoch, epoch.processes.get(id as ProcessId), column),
        );
      case 'operation':
        return this.#entries(source, limit, turns, matches, (epoch, id) => {
          const operation = epoch.operations.get(id);
          return column === 'eventClass' ? eventClassName(operation.eventClass) : operation.name;
        });
      case 'result':
        return this.#entries(source, limit, turns, matches, (epoch, id) => epoch.results.get(id));
      case 'event': {
        if (column === 'sequence') return { values: [], isComplete: false };
        const counts = (this.#threads ??= new ThreadCounts(this.#capture.store));
        await turns.until(() => counts.advance());
        return mostFrequent(counts.texts(), limit, matches, turns);
      }
      case 'formatted': {
        const counts = this.#textCounts(column);
        await turns.until(() => counts.advance());
        const found = await mostFrequent(counts.texts(), limit, matches, turns);
        return { values: found.values, isComplete: found.isComplete && !counts.hasGivenUp };
      }
      default:
        return assertNever(source);
    }
  }

  /** The values of a column of a small dictionary. Several entries, also of several epochs, may have the same text. */
  async #entries(
    column: IdColumn,
    limit: number,
    turns: Turns,
    matches: (text: string) => boolean,
    textOf: (epoch: Epoch, id: number) => string,
  ): Promise<FoundValues> {
    const counts = await this.#counted(column, turns);
    const texts = await joined(counts, turns, textOf);
    return mostFrequent(texts, limit, matches, turns);
  }

  async #paths(text: string, limit: number, turns: Turns): Promise<FoundValues> {
    const counts = await this.#counted('path', turns);
    const only = counts.length === 1 ? counts[0] : undefined;
    const chosen = new Map<Epoch, Uint8Array>();
    if (text !== '') for (const { epoch } of counts) chosen.set(epoch, await containing(epoch, text, turns));
    const pathOf = (epoch: Epoch, id: number): string => epoch.strings.get(id as StringId);
    if (only === undefined) {
      const texts = await joined(counts, turns, pathOf, chosen);
      return mostFrequent(texts, limit, () => true, turns);
    }
    // Within an epoch every path has one id: only the texts of the most frequent need be made.
    const top = new TopValues(limit);
    await eachCounted(only, chosen.get(only.epoch), turns, (id, events) => top.offer(id, events));
    return { values: top.values((id) => pathOf(only.epoch, id)), isComplete: top.isComplete };
  }

  async #counted(column: IdColumn, turns: Turns): Promise<readonly EpochCounts[]> {
    let counts = this.#ids.get(column);
    if (counts === undefined) this.#ids.set(column, (counts = new IdCounts(this.#capture.store, column)));
    await turns.until(() => counts.advance());
    return counts.epochs;
  }

  #textCounts(column: ColumnName): TextCounts {
    const counts = this.#texts.get(column) ?? new TextCounts(this.#capture, column, this.#cells);
    // The column that was asked for last is the last to go.
    this.#texts.delete(column);
    this.#texts.set(column, counts);
    for (const other of this.#texts.keys()) {
      if (this.#texts.size <= KEPT_TEXT_COLUMNS) break;
      this.#texts.delete(other);
    }
    return counts;
  }
}

/** Leaves out the least frequent values of an answer that is too long. */
function bounded({ values, isComplete }: FoundValues): FoundValues {
  let units = 0;
  const end = values.findIndex(({ text }) => (units += text.length) > MAX_ANSWER_UNITS);
  return end < 0 ? { values, isComplete } : { values: values.slice(0, end), isComplete: false };
}

/** Divides the work on one question. */
class Turns {
  readonly #signal: AbortSignal;
  readonly #slice = new TimeSlice();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** Yields when it is time to. Errors: 'job/cancelled'. */
  async next(): Promise<void> {
    if (this.#signal.aborted) throw cancelled();
    if (!this.#slice.isOver) return;
    await this.#slice.yield();
    if (this.#signal.aborted) throw cancelled();
  }

  /** Does steps until one says that it was the last. */
  async until(step: () => boolean): Promise<void> {
    do await this.next();
    while (!step());
  }
}

/** Passes every id that occurs, of those with a 1 in `chosen`. */
async function eachCounted(
  { counts }: EpochCounts,
  chosen: Uint8Array | undefined,
  turns: Turns,
  visit: (id: number, events: number) => void,
): Promise<void> {
  for (let from = 0; from < counts.length; from += STEP_IDS) {
    await turns.next();
    const to = Math.min(counts.length, from + STEP_IDS);
    for (let id = from; id < to; id++) {
      const events = counts[id]!;
      if (events > 0 && (chosen === undefined || chosen[id] === 1)) visit(id, events);
    }
  }
}

/** Counts by text over all epochs. */
async function joined(
  epochs: readonly EpochCounts[],
  turns: Turns,
  textOf: (epoch: Epoch, id: number) => string,
  chosen: ReadonlyMap<Epoch, Uint8Array> = new Map(),
): Promise<ReadonlyMap<string, number>> {
  const texts = new Map<string, number>();
  for (const counted of epochs) {
    await eachCounted(counted, chosen.get(counted.epoch), turns, (id, events) => {
      const text = textOf(counted.epoch, id);
      texts.set(text, (texts.get(text) ?? 0) + events);
    });
  }
  return texts;
}

/** Which of an epoch's texts contain a text, by StringId. */
async function containing(epoch: Epoch, text: string, turns: Turns): Promise<Uint8Array> {
  const found = new PathVerdicts(epoch.strings, {
    kind: 'leaf',
    column: 'path',
    relation: 'contains',
    value: text,
    negated: false,
  });
  await turns.until(() => found.advance());
  return found.verdicts;
}

async function mostFrequent(
  counted: Iterable<readonly [text: string, events: number]>,
  limit: number,
  matches: (text: string) => boolean,
  turns: Turns,
): Promise<FoundValues> {
  const top = new TopValues(limit);
  // Counts of formatted texts may go on growing while this yields: they are taken as they are now.
  const all = [...counted];
  for (let i = 0; i < all.length; i++) {
    if ((i & 0xff) === 0) await turns.next();
    const [text, events] = all[i]!;
    if (matches(text)) top.offer(i, events);
  }
  return { values: top.values((i) => all[i]![0]), isComplete: top.isComplete };
}
