import type { Epoch } from '../store/epoch.ts';

/**
 * The answers of a test for all entries of one dictionary of one epoch, kept with the compiled filter: `verdicts[id]` is 1 or 0.
 * Extended when the dictionary has grown; what is decided stays decided, but for processes of which more became known.
 */
export interface VerdictTable {
  /** At least as long as the dictionary that was covered by {@link VerdictTable.advance}. */
  readonly verdicts: Uint8Array;
  /** Entries covered, and how many of them pass: when all or none do, rows need not be looked at. */
  readonly covered: number;
  readonly passing: number;
  /** Covers some more of the dictionary, some milliseconds at most. Returns whether all of it is covered. */
  advance(): boolean;
}

/** The verdicts on a dictionary whose entries are tested by number: operations, results. */
export class EntryVerdicts implements VerdictTable {
  verdicts = new Uint8Array(64);
  covered = 0;
  passing = 0;
  readonly #size: () => number;
  readonly #test: (id: number) => boolean;

  constructor(size: () => number, test: (id: number) => boolean) {
    this.#size = size;
    this.#test = test;
  }

  advance(): boolean {
    const size = this.#size();
    if (this.covered === size) return true;
    this.verdicts = roomFor(this.verdicts, size);
    for (; this.covered < size; this.covered++) {
      const verdict = this.#test(this.covered) ? 1 : 0;
      this.verdicts[this.covered] = verdict;
      this.passing += verdict;
    }
    return true;
  }
}

/** The verdicts on an epoch's processes, decided anew when records are replaced. */
export class ProcessVerdicts implements VerdictTable {
  verdicts = new Uint8Array(64);
  covered = 0;
  passing = 0;
  readonly #epoch: Epoch;
  readonly #test: (id: number) => boolean;
  #version = 0;
  #flipped = new Set<number>();

  constructor(epoch: Epoch, test: (id: number) => boolean) {
    this.#epoch = epoch;
    this.#test = test;
    this.#version = epoch.processes.version;
  }

  advance(): boolean {
    const { size, version } = this.#epoch.processes;
    if (version !== this.#version) {
      this.#version = version;
      this.#decideAnew();
    }
    if (this.covered === size) return true;
    this.verdicts = roomFor(this.verdicts, size);
    for (; this.covered < size; this.covered++) {
      const verdict = this.#test(this.covered) ? 1 : 0;
      this.verdicts[this.covered] = verdict;
      this.passing += verdict;
    }
    return true;
  }

  /** The processes whose verdict is another than it once was, since the last call. */
  takeFlipped(): ReadonlySet<number> {
    const flipped = this.#flipped;
    if (flipped.size > 0) this.#flipped = new Set();
    return flipped;
  }

  #decideAnew(): void {
    for (let id = 0; id < this.covered; id++) {
      const verdict = this.#test(id) ? 1 : 0;
      const before = this.verdicts[id]!;
      if (verdict === before) continue;
      this.verdicts[id] = verdict;
      this.passing += verdict - before;
      this.#flipped.add(id);
    }
  }
}

/** `table`, or a longer copy of it. Growing doubles, so that many small extensions stay cheap. */
export function roomFor(table: Uint8Array<ArrayBuffer>, size: number): Uint8Array<ArrayBuffer> {
  if (size <= table.length) return table;
  const grown = new Uint8Array(Math.max(size, table.length * 2));
  grown.set(table);
  return grown;
}
