import { ALL_CLASSES } from '../../shared/event-class.ts';
import type { ClassMask } from '../../shared/event-class.ts';
import { cancelled } from '../../shared/errors.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { Capture } from '../capture/capture.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { compileRules } from '../filter/compile.ts';
import type { Epoch } from '../store/epoch.ts';
import { hiddenClasses } from '../view/class-planes.ts';
import { RowIndex } from '../view/row-index.ts';
import { TimeSlice } from '../view/time-slice.ts';

/** Counts that are remembered, and the longest key of one in UTF-16 units: 4 MiB together. */
const MAX_KNOWN = 512;
const MAX_KEY = 4096;

/**
 * Counts the events of one capture that rules and classes show: as many as the rows of a view with them. One count runs at a
 * time, in the order in which they were asked for; counts that were asked for before are remembered.
 */
export class EventCounter {
  readonly #capture: Capture;
  readonly #cells: CellOptions;
  readonly #known = new Map<string, number>();
  /** What the known counts are of. */
  #stamp = '';
  #last: Promise<unknown> = Promise.resolve();

  constructor(capture: Capture, cells: CellOptions = {}) {
    this.#capture = capture;
    this.#cells = cells;
  }

  /**
   * With `highlighted`, only events are counted that such highlight rules match.
   * Errors: 'job/cancelled'; 'file/...' when events cannot be read.
   */
  async count(
    rules: readonly FilterRule[],
    classes: ClassMask = ALL_CLASSES,
    signal: AbortSignal,
    highlighted?: readonly FilterRule[],
  ): Promise<number> {
    const before = this.#last;
    const turn = Promise.withResolvers<void>();
    this.#last = turn.promise;
    try {
      await before;
      if (signal.aborted) throw cancelled();
      const enabled = rules.filter((rule) => rule.enabled);
      const marking = highlighted?.filter((rule) => rule.enabled);
      const hidden = hiddenClasses(classes, this.#capture.dialect.name);
      if (marking?.length === 0) return 0;
      if (enabled.length === 0 && marking === undefined && hidden === 0) return this.#capture.store.length;
      const key = keyOf(enabled, marking, hidden);
      this.#forgetOld();
      const known = key === undefined ? undefined : this.#known.get(key);
      if (known !== undefined) return known;
      const stamp = this.#stamp;
      const counted = await this.#scan(enabled, marking, hidden, signal);
      this.#forgetOld();
      if (key !== undefined && stamp === this.#stamp) this.#remember(key, counted);
      return counted;
    } finally {
      turn.resolve();
    }
  }

  async #scan(
    rules: readonly FilterRule[],
    marking: readonly FilterRule[] | undefined,
    hidden: ClassMask,
    signal: AbortSignal,
  ): Promise<number> {
    const program =
      rules.length === 0 && marking === undefined
        ? undefined
        : compileRules(this.#capture, rules, this.#cells, marking);
    const index = new RowIndex(this.#capture, program, hidden);
    const { store } = this.#capture;
    const target = store.end;
    const slice = new TimeSlice();
    while (!index.step()) {
      if (signal.aborted) throw cancelled();
      if (!slice.isOver) continue;
      // Events that come meanwhile are not waited for.
      if (index.end >= target) break;
      await slice.yield();
    }
    if (signal.aborted) throw cancelled();
    index.revise();
    index.count();
    if (marking === undefined) return index.length;
    // Losses are always shown, and never highlighted.
    return (
      index.length - store.losses.filter(({ event }) => event >= store.first && event < index.end).length
    );
  }

  /** Forgets counts of events that are not the present ones. */
  #forgetOld(): void {
    const { store } = this.#capture;
    let versions = 0;
    let epoch: Epoch | undefined;
    for (const segment of store.segments) {
      if (segment.epoch === epoch) continue;
      epoch = segment.epoch;
      versions += epoch.processes.version;
    }
    const stamp = [store.first, store.end, store.losses.length, versions].join('/');
    if (stamp === this.#stamp) return;
    this.#stamp = stamp;
    this.#known.clear();
  }

  #remember(key: string, counted: number): void {
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(key, counted);
  }
}

/** Undefined for rules that are too long to be remembered. */
function keyOf(
  rules: readonly FilterRule[],
  marking: readonly FilterRule[] | undefined,
  hidden: ClassMask,
): string | undefined {
  const units = [...rules, ...(marking ?? [])].reduce((sum, rule) => sum + rule.value.length, 0);
  if (units > MAX_KEY) return undefined;
  const key = JSON.stringify([hidden, rules.map(partsOf), marking?.map(partsOf)]);
  return key.length > MAX_KEY ? undefined : key;
}

function partsOf({ column, relation, value, action }: FilterRule): readonly string[] {
  return [column, relation, value, action];
}
