import { MAX_WINDOW_ROWS } from '../../shared/api/row-window.ts';
import { isCancelled } from '../../shared/errors.ts';
import type { LoadedRows } from './loaded-rows.ts';
import { CHUNK_ROWS } from './row-cache.ts';
import type { RowCache } from './row-cache.ts';
import type { ListPlace } from './scroll-position.ts';

/** Asks the engine for rows. */
export type FetchRows = (first: number, count: number, signal: AbortSignal) => Promise<LoadedRows>;

/** What the list shows or is about to show. */
export interface WantedRows {
  readonly place: ListPlace;
  /** Rows in view: [first, end). */
  readonly first: number;
  readonly end: number;
  /** Rows of the list. */
  readonly rows: number;
  /** Where the list is going. */
  readonly direction: 1 | -1;
  /** Whether nothing is fetched ahead. */
  readonly isAlone?: boolean;
}

/** Two requests at most: one for what is in view, and one that was sent before and is not yet answered. */
const MAX_IN_FLIGHT = 2;
/** Time before a request that failed is made again. */
const RETRY_MS = 1000;

interface Request {
  readonly first: number;
  readonly end: number;
  readonly abort: AbortController;
}

/**
 * Keeps the rows in view and one viewport around them in the cache. Never more than two requests are on their way, and
 * the next one is always made for the newest place: a drag of the scroll bar costs no queue.
 */
export class RowLoader {
  readonly #cache: RowCache;
  readonly #fetch: FetchRows;
  readonly #onRows: (wanted: WantedRows) => void;
  readonly #onError: (error: unknown) => void;
  readonly #onIdle: () => void;
  readonly #inFlight = new Set<Request>();
  #wanted: WantedRows | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  constructor(
    cache: RowCache,
    fetch: FetchRows,
    events: {
      /** Rows have come in; `wanted` is what they were asked for. */
      readonly onRows: (wanted: WantedRows) => void;
      readonly onError: (error: unknown) => void;
      /** No request is on its way any more. */
      readonly onIdle: () => void;
    },
  ) {
    this.#cache = cache;
    this.#fetch = fetch;
    this.#onRows = events.onRows;
    this.#onError = events.onError;
    this.#onIdle = events.onIdle;
  }

  get idle(): boolean {
    return this.#inFlight.size === 0 && this.#retry === undefined;
  }

  /** Says what is in view now; asks for what is missing. */
  want(wanted: WantedRows): void {
    this.#wanted = wanted;
    this.#cache.touch(wanted.first, wanted.end);
    this.#pump();
  }

  /** Forgets requests that are on their way: the view shows other rows now. */
  reset(): void {
    for (const request of this.#inFlight) request.abort.abort();
    this.#inFlight.clear();
    this.#wanted = undefined;
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }

  close(): void {
    this.#closed = true;
    this.reset();
  }

  #pump(): void {
    const wanted = this.#wanted;
    if (wanted === undefined || this.#closed || this.#retry !== undefined) return;
    if (this.#inFlight.size >= MAX_IN_FLIGHT) return;
    if (this.#ask(wanted, wanted.first, wanted.end)) return;
    if (this.#inFlight.size > 0 || wanted.isAlone === true) return;
    const page = Math.max(CHUNK_ROWS, wanted.end - wanted.first);
    const below: readonly [number, number] = [wanted.end, Math.min(wanted.rows, wanted.end + page)];
    const above: readonly [number, number] = [Math.max(0, wanted.first - page), wanted.first];
    for (const [first, end] of wanted.direction > 0 ? [below, above] : [above, below]) {
      if (this.#ask(wanted, first, end)) return;
    }
  }

  /** Asks for the chunks of [first, end) that are missing and not asked for; false when there are none. */
  #ask(wanted: WantedRows, first: number, end: number): boolean {
    const missing = this.#cache.firstMissing(first, end);
    if (missing === undefined) return false;
    const start = Math.floor(missing / CHUNK_ROWS) * CHUNK_ROWS;
    const stop = Math.min(wanted.rows, Math.ceil(end / CHUNK_ROWS) * CHUNK_ROWS, start + maxRows());
    for (const request of this.#inFlight) {
      if (request.first <= missing && request.end >= Math.min(end, stop)) return true;
    }
    void this.#load({ first: start, end: stop, abort: new AbortController() }, wanted);
    return true;
  }

  async #load(request: Request, wanted: WantedRows): Promise<void> {
    this.#inFlight.add(request);
    let failed = false;
    try {
      const window = await this.#fetch(request.first, request.end - request.first, request.abort.signal);
      if (!this.#inFlight.has(request)) return;
      this.#inFlight.delete(request);
      if (this.#cache.add(window)) this.#onRows(wanted);
      // Rows of another generation, or fewer than the list was said to have: news about the view is on its way.
      failed =
        window.generation !== this.#cache.generation || window.event.length < request.end - request.first;
    } catch (error) {
      if (!this.#inFlight.has(request)) return;
      this.#inFlight.delete(request);
      failed = true;
      if (!isCancelled(error)) this.#onError(error);
    }
    if (failed) {
      this.#retry ??= setTimeout(() => {
        this.#retry = undefined;
        this.#pump();
        this.#tellIdle();
      }, RETRY_MS);
    }
    this.#pump();
    this.#tellIdle();
  }

  #tellIdle(): void {
    if (this.idle && !this.#closed) this.#onIdle();
  }
}

/** Whole chunks that fit into one window. */
function maxRows(): number {
  return Math.floor(MAX_WINDOW_ROWS / CHUNK_ROWS) * CHUNK_ROWS;
}
