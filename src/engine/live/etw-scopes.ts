import type { EtwProcess } from '../etw/state/etw-process.ts';
import type { SourceScopes } from './live-source.ts';

/** Longest line of parents that is followed. */
const MOST_PARENTS = 256;

interface Verdict {
  /** Of the process itself. */
  readonly own: boolean;
  /** What its children begin with. */
  readonly tree: boolean;
}

/**
 * Of which processes rows are kept: the nearest scope of a process decides. The helper sends what tells of processes, threads
 * and images whosever it is, because names depend on it.
 */
export class EtwScopes {
  readonly #own = new Map<number, boolean>();
  readonly #trees = new Map<number, boolean>();
  readonly #others: boolean;
  /** Of processes whose parents are known. */
  readonly #known = new WeakMap<EtwProcess, Verdict>();

  constructor({ scopes, skipOthers }: SourceScopes) {
    for (const { pid, record, tree } of scopes) (tree ? this.#trees : this.#own).set(pid, record);
    this.#others = !skipOthers;
  }

  readonly wants = (process: EtwProcess): boolean => this.#verdict(process, 0).own;

  #verdict(process: EtwProcess, depth: number): Verdict {
    const known = this.#known.get(process);
    if (known !== undefined) return known;
    const { pid, parent } = process;
    const inherited =
      parent === undefined || depth > MOST_PARENTS ? this.#others : this.#verdict(parent, depth + 1).tree;
    const tree = this.#trees.get(pid) ?? inherited;
    const verdict = { own: this.#own.get(pid) ?? tree, tree };
    // Of others more may become known.
    if (process.isTold) this.#known.set(process, verdict);
    return verdict;
  }
}
