import type { PmlFile } from './pml-file.ts';

/** A page begins at each multiple of this. */
const PAGE_BYTES = 64 * 1024;
/** Bytes that a page holds beyond the beginning of the next, so that nearly every record lies whole in one page. */
const OVERLAP_BYTES = 16 * 1024;
const BUFFER_BYTES = PAGE_BYTES + OVERLAP_BYTES;
const DEFAULT_PAGES = 32;
/** Pages in a row after which the reader takes it that the whole file is wanted, and reads so many at once. */
const RUN_PAGES = 4;
const AHEAD_PAGES = 4;
const AHEAD_BYTES = AHEAD_PAGES * PAGE_BYTES + OVERLAP_BYTES;

interface Page {
  bytes: Buffer;
  start: number;
  /** Bytes of the file that the page holds. */
  length: number;
}

/**
 * Reads pieces of a file on demand and at once, through a small cache of pages (2.5 MiB): for tables, payloads and stacks.
 * Whoever goes through the file from page to page gets longer pieces (0.5 MiB), which leave the cache alone.
 * After {@link fetch}, the piece is `bytes` from `at`; it is valid until the next fetch.
 */
export class PageReader {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  readonly #file: PmlFile;
  readonly #pages = new Map<number, Page>();
  readonly #maxPages: number;
  #last: Page = { bytes: Buffer.alloc(0), start: 0, length: 0 };
  #scratch: Buffer = Buffer.alloc(0);
  readonly #ahead: Page = { bytes: Buffer.alloc(0), start: 0, length: 0 };
  /** The page behind the one read last, and how many were read in a row. */
  #nextNo = 0;
  #run = 0;

  constructor(file: PmlFile, maxPages: number = DEFAULT_PAGES) {
    this.#file = file;
    this.#maxPages = maxPages;
  }

  /** Bytes of the file when it was opened. */
  get size(): number {
    return this.#file.size;
  }

  /** Makes `length` bytes at `position` readable and returns how many there are: fewer at the end of the file. */
  fetch(position: number, length: number): number {
    let page = this.#last;
    let at = position - page.start;
    if (at < 0 || at + length > page.length) {
      page = this.#page(Math.floor(position / PAGE_BYTES));
      this.#last = page;
      at = position - page.start;
      if (at + length > page.length && page.length === page.bytes.length)
        return this.#fetchLong(position, length);
    }
    this.bytes = page.bytes;
    this.at = at;
    return Math.max(0, Math.min(length, page.length - at));
  }

  /** The u32 at `position`; undefined beyond the end of the file. */
  u32(position: number): number | undefined {
    return this.fetch(position, 4) < 4 ? undefined : this.bytes.readUInt32LE(this.at);
  }

  #fetchLong(position: number, length: number): number {
    if (this.#scratch.length < length) this.#scratch = Buffer.allocUnsafeSlow(length);
    this.bytes = this.#scratch;
    this.at = 0;
    return this.#file.readSync(this.#scratch, 0, length, position);
  }

  #page(no: number): Page {
    const known = this.#pages.get(no);
    if (known !== undefined) {
      this.#pages.delete(no);
      this.#pages.set(no, known);
      return known;
    }
    const ahead = this.#ahead;
    const firstAhead = ahead.start / PAGE_BYTES;
    if (ahead.length > 0 && no >= firstAhead && no < firstAhead + AHEAD_PAGES) return ahead;
    this.#run = no === this.#nextNo ? this.#run + 1 : 0;
    if (this.#run >= RUN_PAGES) {
      if (ahead.bytes.length === 0) ahead.bytes = Buffer.allocUnsafeSlow(AHEAD_BYTES);
      this.#nextNo = no + AHEAD_PAGES;
      return this.#fill(ahead, no);
    }
    this.#nextNo = no + 1;
    const page = this.#recycle();
    this.#fill(page, no);
    this.#pages.set(no, page);
    return page;
  }

  #fill(page: Page, no: number): Page {
    page.start = no * PAGE_BYTES;
    page.length = 0;
    page.length = this.#file.readSync(page.bytes, 0, page.bytes.length, page.start);
    return page;
  }

  #recycle(): Page {
    for (const [no, page] of this.#pages) {
      if (this.#pages.size < this.#maxPages) break;
      this.#pages.delete(no);
      return page;
    }
    return { bytes: Buffer.allocUnsafeSlow(BUFFER_BYTES), start: 0, length: 0 };
  }
}
