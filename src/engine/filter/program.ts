import type { ColumnName } from '../../shared/columns.ts';
import { eventClassName } from '../../shared/event-class.ts';
import { assertNever } from '../../shared/errors.ts';
import type { ProcessId } from '../../shared/units.ts';
import type { Capture } from '../capture/capture.ts';
import { CellFormatter, processCell } from '../cells/cell-formatter.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import type { OperationInfo } from '../dialect/dialect.ts';
import type { Epoch } from '../store/epoch.ts';
import { SEGMENT_EVENTS } from '../store/segment.ts';
import type { Segment } from '../store/segment.ts';
import { anyBit, clearRange, setRange, wordsFor } from './bits.ts';
import { cellTest, entryTest } from './expression.ts';
import { LocalClock } from './local-clock.ts';
import { readNumbers } from './number-values.ts';
import { DetailStep } from './detail-step.ts';
import { PathVerdicts } from './path-verdicts.ts';
import { planPredicate } from './plan.ts';
import type { CellTest, DictionaryName, NumberTest, Plan, TableTest } from './plan.ts';
import { explainPredicate } from './predicate.ts';
import type { Predicate } from './predicate.ts';
import { refine16, refine16x2, refine16x3, refine32, refineNumbers } from './refine.ts';
import { EntryVerdicts, ProcessVerdicts } from './verdict-table.ts';
import type { VerdictTable } from './verdict-table.ts';

/** Rows whose numbers are read at a time: small enough for the fastest cache. */
const NUMBER_ROWS = 1024;

/** A step of the program; `refine` clears the bits of rows [from, to) that fail. */
interface Step {
  refine(segment: Segment, from: number, to: number, words: Uint32Array): void;
}

/**
 * A predicate compiled for one capture. All of its uses give the same answers: testing a range of rows, testing one event,
 * and saying in words what it asks for. It keeps its tables of verdicts, so keep it as long as the filter is in force.
 * Whether events stand for a loss is not its business.
 * Errors: those of the event store and the capture's payloads, where a file is read; the words then stay as they were.
 */
export class Program {
  /** Whether some rows need their cells formatted: a thousand rows then take about as long as a whole segment otherwise. */
  readonly isDear: boolean;
  readonly #predicate: Predicate;
  readonly #tables: TableStep[] = [];
  readonly #root: Step;
  readonly #alive = new Uint32Array(wordsFor(SEGMENT_EVENTS));

  constructor(capture: Capture, predicate: Predicate, cellOptions: CellOptions = {}) {
    this.#predicate = predicate;
    const plan = planPredicate(predicate);
    this.isDear = hasCells(plan);
    this.#root = new Compiler(capture, cellOptions, this.#tables).step(plan);
  }

  /** The predicate in words. */
  explain(): string {
    return explainPredicate(this.#predicate);
  }

  /**
   * Sets the bits of rows [from, to) of a segment to whether they match; other bits stay. Covers what the dictionaries have
   * got since, see {@link prepare}.
   */
  testRange(segment: Segment, from: number, to: number, words: Uint32Array): void {
    if (from >= to) return;
    const alive = this.#alive;
    const first = from >>> 5;
    const last = wordsFor(to);
    alive.fill(0, first, last);
    setRange(alive, from, to);
    this.refine(segment, from, to, alive);
    clearRange(words, from, to);
    for (let w = first; w < last; w++) words[w]! |= alive[w]!;
  }

  /**
   * Clears the bits of those rows that do not match: where few bits are set, only these rows are looked at. In the words of
   * [from, to) no bit of another row may be set.
   */
  refine(segment: Segment, from: number, to: number, words: Uint32Array): void {
    let isPrepared = false;
    while (!isPrepared) isPrepared = this.prepare(segment.epoch);
    this.#root.refine(segment, from, to, words);
  }

  /** Whether one event matches. */
  testEvent(segment: Segment, index: number): boolean {
    const words = new Uint32Array(wordsFor(index + 1));
    this.testRange(segment, index, index + 1, words);
    return words[index >>> 5] !== 0;
  }

  /**
   * Decides the tests for more of an epoch's dictionaries, some milliseconds at most, so that a scan can yield in between.
   * Returns whether all of them are decided.
   */
  prepare(epoch: Epoch): boolean {
    for (const table of this.#tables) if (!table.of(epoch).advance()) return false;
    return true;
  }

  /**
   * The processes of an epoch for which a test has another answer since more became known of them: their rows must be tested
   * anew. Each is told once.
   */
  takeFlipped(epoch: Epoch): ReadonlySet<number> {
    const flipped = new Set<number>();
    for (const table of this.#tables) {
      const verdicts = table.of(epoch);
      if (!(verdicts instanceof ProcessVerdicts)) continue;
      verdicts.advance();
      for (const id of verdicts.takeFlipped()) flipped.add(id);
    }
    return flipped;
  }
}

function hasCells(plan: Plan): boolean {
  if (plan.kind === 'cell') return true;
  return (plan.kind === 'all' || plan.kind === 'any') && plan.of.some(hasCells);
}

class Compiler {
  readonly #capture: Capture;
  readonly #cells: CellFormatter;
  readonly #clock: LocalClock;
  readonly #tables: TableStep[];

  constructor(capture: Capture, cellOptions: CellOptions, tables: TableStep[]) {
    this.#capture = capture;
    this.#cells = new CellFormatter(capture, cellOptions);
    this.#clock = new LocalClock(capture.meta.startTime, cellOptions.timeZoneOffset);
    this.#tables = tables;
  }

  step(plan: Plan): Step {
    switch (plan.kind) {
      case 'table':
        return new TablesStep(this.#capture, [this.#table(plan)]);
      case 'number':
        return new NumberStep(this.#capture, this.#clock, plan);
      case 'cell':
        return plan.column === 'detail'
          ? new DetailStep(this.#capture, this.#cells, cellTest(plan.expression))
          : new CellStep(this.#cells, plan);
      case 'any':
        return new AnyStep(plan.of.map((part) => this.step(part)));
      case 'all': {
        const tables = plan.of.filter((part) => part.kind === 'table');
        const rest = plan.of.filter((part) => part.kind !== 'table').map((part) => this.step(part));
        if (tables.length === 0) return new AllStep(rest);
        const first = new TablesStep(
          this.#capture,
          tables.map((part) => this.#table(part)),
        );
        return rest.length === 0 ? first : new AllStep([first, ...rest]);
      }
      default:
        return assertNever(plan);
    }
  }

  #table(plan: TableTest): TableStep {
    const table = new TableStep(plan);
    this.#tables.push(table);
    return table;
  }
}

/** A test on a dictionary, with its verdicts for each epoch. */
class TableStep {
  readonly dictionary: DictionaryName;
  readonly #plan: TableTest;
  readonly #verdicts = new WeakMap<Epoch, VerdictTable>();

  constructor(plan: TableTest) {
    this.dictionary = plan.dictionary;
    this.#plan = plan;
  }

  of(epoch: Epoch): VerdictTable {
    let verdicts = this.#verdicts.get(epoch);
    if (verdicts === undefined) this.#verdicts.set(epoch, (verdicts = makeVerdicts(this.#plan, epoch)));
    return verdicts;
  }
}

function makeVerdicts(plan: TableTest, epoch: Epoch): VerdictTable {
  const { expression } = plan;
  switch (plan.dictionary) {
    case 'path':
      return new PathVerdicts(epoch.strings, expression);
    case 'process': {
      const test = entryTest(expression);
      return new ProcessVerdicts(epoch, (id) => {
        const record = epoch.processes.get(id as ProcessId);
        return test((column) => processCell(epoch, record, column));
      });
    }
    case 'result': {
      const test = entryTest(expression);
      const { results } = epoch;
      return new EntryVerdicts(
        () => results.size,
        (id) => test(() => results.get(id)),
      );
    }
    case 'operation': {
      const test = operationTest(plan);
      const { operations } = epoch;
      return new EntryVerdicts(
        () => operations.size,
        (id) => test(operations.get(id)),
      );
    }
    default:
      return assertNever(plan.dictionary);
  }
}

function operationTest(plan: TableTest): (info: OperationInfo) => boolean {
  const column = firstColumn(plan);
  const isOpen = (info: OperationInfo): boolean => operationCell(info, column) === undefined;
  if (plan.role === 'open') return isOpen;
  const test = entryTest(plan.expression);
  return (info) => !isOpen(info) && test((name) => operationCell(info, name) ?? '');
}

function firstColumn(plan: TableTest): ColumnName | undefined {
  let expression = plan.expression;
  while (expression.kind !== 'leaf') {
    const [first] = expression.of;
    if (first === undefined) return undefined;
    expression = first;
  }
  return expression.column;
}

/** The text of a column that is the same for all events of an operation; undefined when it depends on the event. */
function operationCell(info: OperationInfo, column: ColumnName | undefined): string | undefined {
  switch (column) {
    case 'eventClass':
      return eventClassName(info.eventClass);
    case 'category':
      return info.category;
    case 'detail':
      return info.hasNoDetail === true ? '' : undefined;
    default:
      return info.name;
  }
}

/** Tables that must all pass: the 16-bit dictionaries in one loop, then the paths. */
class TablesStep implements Step {
  readonly #capture: Capture;
  readonly #tables: readonly TableStep[];

  constructor(capture: Capture, tables: readonly TableStep[]) {
    this.#capture = capture;
    this.#tables = tables;
  }

  refine(segment: Segment, from: number, to: number, words: Uint32Array): void {
    const { store } = this.#capture;
    const ids: Uint16Array[] = [];
    const verdicts: Uint8Array[] = [];
    let paths: Uint8Array | undefined;
    for (const table of this.#tables) {
      const decided = table.of(segment.epoch);
      if (decided.passing === decided.covered) continue;
      if (decided.passing === 0) {
        clearRange(words, from, to);
        return;
      }
      if (table.dictionary === 'path') {
        paths = decided.verdicts;
      } else {
        ids.push(store.column(segment, table.dictionary));
        verdicts.push(decided.verdicts);
      }
    }
    let k = 0;
    for (; k + 2 < ids.length; k += 3) {
      refine16x3(
        words,
        from,
        to,
        ids[k]!,
        verdicts[k]!,
        ids[k + 1]!,
        verdicts[k + 1]!,
        ids[k + 2]!,
        verdicts[k + 2]!,
      );
    }
    if (k + 1 < ids.length) refine16x2(words, from, to, ids[k]!, verdicts[k]!, ids[k + 1]!, verdicts[k + 1]!);
    else if (k < ids.length) refine16(words, from, to, ids[k]!, verdicts[k]!);
    if (paths !== undefined) refine32(words, from, to, store.column(segment, 'path'), paths);
  }
}

class NumberStep implements Step {
  readonly #capture: Capture;
  readonly #clock: LocalClock;
  readonly #plan: NumberTest;
  readonly #values = new Float64Array(NUMBER_ROWS);

  constructor(capture: Capture, clock: LocalClock, plan: NumberTest) {
    this.#capture = capture;
    this.#clock = clock;
    this.#plan = plan;
  }

  refine(segment: Segment, from: number, to: number, words: Uint32Array): void {
    const { column, low, high, negated, whenEmpty } = this.#plan;
    const { store } = this.#capture;
    for (let start = from; start < to;) {
      const end = Math.min(to, (Math.floor(start / NUMBER_ROWS) + 1) * NUMBER_ROWS);
      if (anyBit(words, start >>> 5, wordsFor(end))) {
        readNumbers(store, this.#clock, column, segment, start, end, this.#values);
        refineNumbers(words, start, end, this.#values, low, high, negated, whenEmpty);
      }
      start = end;
    }
  }
}

class CellStep implements Step {
  readonly #cells: CellFormatter;
  readonly #column: ColumnName;
  readonly #test: (text: string) => boolean;

  constructor(cells: CellFormatter, plan: CellTest) {
    this.#cells = cells;
    this.#column = plan.column;
    this.#test = cellTest(plan.expression);
  }

  refine(segment: Segment, from: number, to: number, words: Uint32Array): void {
    const stop = wordsFor(to);
    const column = this.#column;
    for (let w = from >>> 5; w < stop; w++) {
      let word = words[w]!;
      for (let rest = word; rest !== 0; rest &= rest - 1) {
        const bit = rest & -rest;
        const row = (w << 5) + 31 - Math.clz32(bit);
        if (!this.#test(this.#text(segment, row, column))) word &= ~bit;
      }
      words[w] = word;
    }
  }

  #text(segment: Segment, row: number, column: ColumnName): string {
    if (column === 'sequence') return String(segment.first + row + 1);
    this.#cells.at(segment, row);
    return this.#cells.text(column);
  }
}

class AllStep implements Step {
  readonly #parts: readonly Step[];

  constructor(parts: readonly Step[]) {
    this.#parts = parts;
  }

  refine(segment: Segment, from: number, to: number, words: Uint32Array): void {
    for (const part of this.#parts) {
      if (!anyBit(words, from >>> 5, wordsFor(to))) return;
      part.refine(segment, from, to, words);
    }
  }
}

class AnyStep implements Step {
  readonly #parts: readonly Step[];
  readonly #found = new Uint32Array(wordsFor(SEGMENT_EVENTS));
  readonly #left = new Uint32Array(wordsFor(SEGMENT_EVENTS));

  constructor(parts: readonly Step[]) {
    this.#parts = parts;
  }

  refine(segment: Segment, from: number, to: number, words: Uint32Array): void {
    const first = from >>> 5;
    const last = wordsFor(to);
    const found = this.#found;
    const left = this.#left;
    found.fill(0, first, last);
    for (const part of this.#parts) {
      for (let w = first; w < last; w++) left[w] = words[w]! & ~found[w]!;
      if (!anyBit(left, first, last)) break;
      part.refine(segment, from, to, left);
      for (let w = first; w < last; w++) found[w]! |= left[w]!;
    }
    for (let w = first; w < last; w++) words[w]! &= found[w]!;
  }
}
