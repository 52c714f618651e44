import { EtwField } from '../dialect/etw/etw-fields.ts';
import type { HeldRow } from './rows/held-row.ts';
import type { RowSink } from './rows/row-sink.ts';
import { AddressTable } from './state/address-table.ts';
import type { ShownPath } from './state/shown-path.ts';

/** Requests that are waited for: a bound of memory. */
const MOST_PENDING = 1_000_000;
/** New names that came before their operation. */
const MOST_EARLY = 64;

interface EarlyName {
  readonly high: number;
  readonly low: number;
  readonly name: ShownPath;
}

/**
 * Operations on files by the address of their request, which the event of their end has, too. The kernel uses an address
 * again at once: a new operation with it says that the one before ended unseen.
 */
export class PendingRequests {
  readonly #rows: RowSink;
  #table = new AddressTable();
  readonly #early: EarlyName[] = [];

  constructor(rows: RowSink) {
    this.#rows = rows;
  }

  /** The operation that waits for the end of a request; undefined when none does. */
  find(high: number, low: number): HeldRow | undefined {
    const index = this.#table.get(high, low);
    const row = index < 0 ? undefined : this.#rows.row(index);
    // The row may be another one by now.
    return row?.isPending === true && row.irpHigh === high && row.irpLow === low ? row : undefined;
  }

  /** An operation begins, and waits for its end. */
  add(row: HeldRow): void {
    const { irpHigh: high, irpLow: low } = row;
    const before = this.find(high, low);
    if (before !== undefined) this.#rows.finish(before);
    if (this.#table.size >= MOST_PENDING) this.#table = new AddressTable();
    this.#table.set(high, low, row.index);
    this.#rows.put(row);
  }

  /** {@link find}, and the request has ended. */
  take(high: number, low: number): HeldRow | undefined {
    const row = this.find(high, low);
    this.#table.delete(high, low);
    return row;
  }

  /** The new name of a file is told beside the operation that gives it, before or behind it. */
  tellName(high: number, low: number, name: ShownPath): void {
    const row = this.find(high, low);
    const subject = row?.subject;
    if (row !== undefined && subject !== undefined && subject.kind !== 'open') {
      if (subject.newName === undefined) giveName(row, name);
      return;
    }
    if (this.#early.length >= MOST_EARLY) this.#early.shift();
    this.#early.push({ high, low, name });
  }

  /** Gives an operation the name that was told before it. */
  takeName(row: HeldRow): void {
    if (this.#early.length === 0) return;
    const found = this.#early.findIndex(({ high, low }) => high === row.irpHigh && low === row.irpLow);
    const [early] = found < 0 ? [] : this.#early.splice(found, 1);
    if (early !== undefined) giveName(row, early.name);
  }
}

function giveName(row: HeldRow, name: ShownPath): void {
  if (row.subject === undefined) return;
  row.subject.newName = name;
  row.text(EtwField.FileName, name.text);
}
