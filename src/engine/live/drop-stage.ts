import type { DropFilter } from '../../shared/api/live-contract.ts';
import type { CaptureMeta } from '../../shared/capture-info.ts';
import type { Capture } from '../capture/capture.ts';
import { StoredPayloads } from '../capture/stored-payloads.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { wordsFor } from '../filter/bits.ts';
import { compileRules } from '../filter/compile.ts';
import type { Program } from '../filter/program.ts';
import { EventStore } from '../store/event-store.ts';
import { SEGMENT_EVENTS } from '../store/segment.ts';
import { hiddenClasses } from '../view/class-planes.ts';

/** Bytes of texts after which the stage begins anew: it keeps nothing that anybody looks at. */
const MOST_TEXT = 32 * 1024 * 1024;
/** Rows that are tested at a time. */
export const STAGE_ROWS = 4096;

export interface DropStageOptions {
  readonly meta: CaptureMeta;
  readonly dialect: Dialect;
  readonly accountOf: Capture['accountOf'];
  readonly cells: CellOptions;
}

/**
 * Decides which events a live capture keeps when those that its filter does not show are dropped: they pass through a store of
 * their own, where the same filter program as a view's tests them. What fails leaves no trace in the capture. Sources append
 * at most {@link STAGE_ROWS} events to the store, and then ask for their {@link verdicts}.
 */
export class DropStage {
  readonly store: EventStore;
  readonly #program: Program;
  readonly #hidden: number;
  readonly #words = new Uint32Array(wordsFor(SEGMENT_EVENTS));

  constructor(filter: DropFilter, options: DropStageOptions) {
    const { meta, dialect, accountOf, cells } = options;
    const store = new EventStore({
      operation: (key) => dialect.operation(key),
      resultText: (code) => dialect.resultText(code),
      // What is tested together may fill several segments.
      history: { events: STAGE_ROWS * 2 },
    });
    this.store = store;
    const capture: Capture = {
      meta,
      store,
      dialect,
      payloads: new StoredPayloads(store),
      icons: [],
      hosts: [],
      ports: [],
      accountOf,
      close: () => Promise.resolve(),
    };
    this.#program = compileRules(capture, filter.rules, cells);
    this.#hidden = hiddenClasses(filter.classes, meta.dialect);
  }

  /** Calls `tell` for each of the last `count` events of the store, in order, with whether it is kept. */
  verdicts(count: number, tell: (isKept: boolean) => void): void {
    const { store } = this;
    for (let event = store.end - count; event < store.end;) {
      const segment = store.segmentOf(event);
      if (segment === undefined) throw new Error('The stage has dropped events that were not tested');
      const from = event - segment.first;
      const to = Math.min(segment.length, store.end - segment.first);
      this.#program.testRange(segment, from, to, this.#words);
      const operation = store.column(segment, 'operation');
      for (let i = from; i < to; i++) {
        const isShown = (this.#words[i >>> 5]! >>> (i & 31)) & 1;
        const { eventClass } = segment.epoch.operations.get(operation[i]!);
        tell(isShown === 1 && ((this.#hidden >>> eventClass) & 1) === 0);
      }
      event = segment.first + to;
    }
    this.#startAnew();
  }

  #startAnew(): void {
    const { store } = this;
    const { strings, processes } = store.epoch;
    if (strings.byteSize < MOST_TEXT && !processes.isFull) return;
    store.clear();
  }
}
