import type { ColumnName } from '../../shared/columns.ts';
import type { LoadedRows } from './loaded-rows.ts';

/** Rows of one cache entry. Requests are made of whole entries, so that scrolling a little asks for nothing. */
export const CHUNK_ROWS = 32;

/**
 * Entries that are kept: 3,000 rows, some seventy pages. More cost more than they save: rows come from the engine in a
 * fraction of a millisecond, and the collector of garbage goes through all that is kept, in the middle of a frame.
 */
const MAX_CHUNKS = 96;

/**
 * Row windows of one generation of a view, the least recently used dropped first.
 * A window may hold several chunks; a chunk at the list's end may hold fewer rows than the list has by now. When other columns
 * are shown, rows stay known with the columns they have, and are missing for the loader until they have all.
 */
export class RowCache {
  #generation = -1;
  #columns: readonly ColumnName[] = [];
  /** Column sets of windows that have all columns that are shown. */
  #complete = new WeakSet<readonly ColumnName[]>();
  readonly #chunks = new Map<number, LoadedRows>();

  get generation(): number {
    return this.#generation;
  }

  /** Begins anew when `generation` is another one: row numbers mean other events then. */
  setGeneration(generation: number): void {
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#chunks.clear();
  }

  /** The columns whose texts are shown from now on. */
  setColumns(columns: readonly ColumnName[]): void {
    this.#columns = columns;
    this.#complete = new WeakSet();
  }

  clear(): void {
    this.#chunks.clear();
  }

  /** Keeps a window that begins at a chunk's first row. One of another generation is thrown away: false. */
  add(window: LoadedRows): boolean {
    if (window.generation !== this.#generation) return false;
    const end = window.first + window.event.length;
    for (let first = window.first as number; first < end; first += CHUNK_ROWS) {
      const chunk = Math.floor(first / CHUNK_ROWS);
      const known = this.#chunks.get(chunk);
      // An answer that was asked for before the columns changed does not replace a newer one.
      if (known !== undefined && this.#isComplete(known) && !this.#isComplete(window)) continue;
      this.#chunks.delete(chunk);
      this.#chunks.set(chunk, window);
    }
    for (const chunk of this.#chunks.keys()) {
      if (this.#chunks.size <= MAX_CHUNKS) break;
      this.#chunks.delete(chunk);
    }
    return true;
  }

  /** The window that holds `row`, at index `row - window.first`; undefined when the row is not known. */
  windowOf(row: number): LoadedRows | undefined {
    const window = this.#chunks.get(Math.floor(row / CHUNK_ROWS));
    return window !== undefined && row - window.first < window.event.length ? window : undefined;
  }

  /** Whether all rows of [first, end) are known, be it with other columns than those shown. */
  has(first: number, end: number): boolean {
    return this.#firstWithout(first, end, () => true) === undefined;
  }

  /** The first row of [first, end) that is not known with all columns. */
  firstMissing(first: number, end: number): number | undefined {
    return this.#firstWithout(first, end, (window) => this.#isComplete(window));
  }

  /** Marks the rows of [first, end) as used just now. */
  touch(first: number, end: number): void {
    for (let chunk = Math.floor(first / CHUNK_ROWS); chunk * CHUNK_ROWS < end; chunk++) {
      const window = this.#chunks.get(chunk);
      if (window === undefined) continue;
      this.#chunks.delete(chunk);
      this.#chunks.set(chunk, window);
    }
  }

  #firstWithout(first: number, end: number, isGood: (window: LoadedRows) => boolean): number | undefined {
    for (let row = first; row < end;) {
      const window = this.windowOf(row);
      if (window === undefined || !isGood(window)) return row;
      row = Math.min((Math.floor(row / CHUNK_ROWS) + 1) * CHUNK_ROWS, window.first + window.event.length);
    }
    return undefined;
  }

  #isComplete({ columns }: LoadedRows): boolean {
    if (this.#complete.has(columns)) return true;
    if (!this.#columns.every((name) => columns.includes(name))) return false;
    this.#complete.add(columns);
    return true;
  }
}
