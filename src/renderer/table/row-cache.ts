import type { RowWindow } from '../../shared/api/row-window.ts';

/** Rows of one cache entry. Requests are made of whole entries, so that scrolling a little asks for nothing. */
export const CHUNK_ROWS = 64;

/** Entries that are kept: 10,000 rows of some hundred bytes each. */
const MAX_CHUNKS = 160;

/**
 * Row windows of one generation of a view, the least recently used dropped first.
 * A window may hold several chunks; a chunk at the list's end may hold fewer rows than the list has by now.
 */
export class RowCache {
  #generation = -1;
  readonly #chunks = new Map<number, RowWindow>();

  get generation(): number {
    return this.#generation;
  }

  /** Begins anew when `generation` is another one: row numbers mean other events then. */
  setGeneration(generation: number): void {
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#chunks.clear();
  }

  clear(): void {
    this.#chunks.clear();
  }

  /** Keeps a window that begins at a chunk's first row. One of another generation is thrown away: false. */
  add(window: RowWindow): boolean {
    if (window.generation !== this.#generation) return false;
    const end = window.first + window.event.length;
    for (let first = window.first as number; first < end; first += CHUNK_ROWS) {
      const chunk = Math.floor(first / CHUNK_ROWS);
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
  windowOf(row: number): RowWindow | undefined {
    const window = this.#chunks.get(Math.floor(row / CHUNK_ROWS));
    return window !== undefined && row - window.first < window.event.length ? window : undefined;
  }

  /** Whether all rows of [first, end) are known. */
  has(first: number, end: number): boolean {
    return this.firstMissing(first, end) === undefined;
  }

  /** The first row of [first, end) that is not known. */
  firstMissing(first: number, end: number): number | undefined {
    for (let row = first; row < end;) {
      const window = this.windowOf(row);
      if (window === undefined) return row;
      row = Math.min((Math.floor(row / CHUNK_ROWS) + 1) * CHUNK_ROWS, window.first + window.event.length);
    }
    return undefined;
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
}
