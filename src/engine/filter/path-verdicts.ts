import { CHUNK_BYTES } from '../store/byte-pool.ts';
import type { BytePool } from '../store/byte-pool.ts';
import type { StringPool } from '../store/string-pool.ts';
import { foldedStrings } from './folded-pool.ts';
import type { FoldedBytes, FoldedStrings } from './folded-pool.ts';
import type { Expression } from './plan.ts';
import { StringSearch } from './string-search.ts';
import { roomFor } from './verdict-table.ts';
import type { VerdictTable } from './verdict-table.ts';

/** Entries in one step: at most one chunk of the pool, some milliseconds. */
const STEP_ENTRIES = 65_536;

/** An expression over texts of a pool. */
type Search =
  | { readonly kind: 'leaf'; readonly search: StringSearch; readonly negated: boolean }
  | { readonly kind: 'all' | 'any'; readonly of: readonly Search[] };

/** The verdicts on an epoch's strings, by StringId: narrow texts have even ids, wide ones odd. */
export class PathVerdicts implements VerdictTable {
  verdicts = new Uint8Array(1024);
  passing = 0;
  readonly #strings: StringPool;
  readonly #folded: FoldedStrings;
  readonly #search: Search;
  readonly #scratch: Uint8Array[] = [];
  #narrow = 0;
  #wide = 0;

  constructor(strings: StringPool, expression: Expression) {
    this.#strings = strings;
    this.#folded = foldedStrings(strings);
    this.#search = searchOf(expression);
  }

  get covered(): number {
    return this.#narrow + this.#wide;
  }

  advance(): boolean {
    const { narrow, wide } = this.#strings;
    if (this.#narrow < narrow.size) this.#narrow = this.#step(narrow, false, this.#narrow);
    else if (this.#wide < wide.size) this.#wide = this.#step(wide, true, this.#wide);
    return this.#narrow === narrow.size && this.#wide === wide.size;
  }

  #step(pool: BytePool, isWide: boolean, from: number): number {
    const to = stepEnd(pool, from);
    const bytes = isWide ? this.#folded.wide : this.#folded.narrow;
    bytes.extend(pool.offset(to - 1) + pool.length(to - 1));
    this.verdicts = roomFor(this.verdicts, to * 2);
    const found = this.#room(0);
    this.#run(this.#search, bytes, isWide, from, to, found, 1);
    let passing = 0;
    const { verdicts } = this;
    for (let k = 0, id = from * 2 + (isWide ? 1 : 0); k < to - from; k++, id += 2) {
      const verdict = found[k]!;
      verdicts[id] = verdict;
      passing += verdict;
    }
    this.passing += passing;
    return to;
  }

  #run(
    search: Search,
    bytes: FoldedBytes,
    isWide: boolean,
    from: number,
    to: number,
    out: Uint8Array,
    depth: number,
  ): void {
    const count = to - from;
    if (search.kind === 'leaf') {
      search.search.test(bytes, isWide, from, to, out);
      if (search.negated) for (let k = 0; k < count; k++) out[k] = out[k]! ^ 1;
      return;
    }
    const isAll = search.kind === 'all';
    out.fill(isAll ? 1 : 0, 0, count);
    const part = this.#room(depth);
    for (const inner of search.of) {
      this.#run(inner, bytes, isWide, from, to, part, depth + 1);
      if (isAll) for (let k = 0; k < count; k++) out[k] = out[k]! & part[k]!;
      else for (let k = 0; k < count; k++) out[k] = out[k]! | part[k]!;
    }
  }

  #room(depth: number): Uint8Array {
    let room = this.#scratch[depth];
    if (room === undefined) this.#scratch[depth] = room = new Uint8Array(STEP_ENTRIES);
    return room;
  }
}

function searchOf(expression: Expression): Search {
  if (expression.kind === 'leaf') {
    const search = new StringSearch(expression.relation, expression.value);
    return { kind: 'leaf', search, negated: expression.negated };
  }
  return { kind: expression.kind, of: expression.of.map(searchOf) };
}

/** The end of the entries from `from` that are tested in one step: all in one chunk. */
function stepEnd(pool: BytePool, from: number): number {
  const chunkEnd = (Math.floor(pool.offset(from) / CHUNK_BYTES) + 1) * CHUNK_BYTES;
  let low = from + 1;
  let high = Math.min(pool.size, from + STEP_ENTRIES);
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (pool.offset(middle - 1) < chunkEnd) low = middle;
    else high = middle - 1;
  }
  return low;
}
