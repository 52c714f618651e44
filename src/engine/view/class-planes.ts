import { TOGGLE_CLASSES, classBit } from '../../shared/event-class.ts';
import type { ClassMask } from '../../shared/event-class.ts';
import { setRange, wordsFor } from '../filter/bits.ts';
import type { Epoch } from '../store/epoch.ts';
import type { EventStore } from '../store/event-store.ts';
import { SEGMENT_EVENTS } from '../store/segment.ts';
import type { Segment } from '../store/segment.ts';

const TOGGLED = TOGGLE_CLASSES.reduce((mask, toggled) => mask | classBit(toggled), 0);

/** The classes that a mask hides: only those that have a toggle can be hidden. */
export function hiddenClasses(shown: ClassMask): ClassMask {
  return TOGGLED & ~shown;
}

/**
 * The event class of every row of a segment as three bit planes: plane p holds bit p of the class's number. Any set of
 * classes is then a matter of bit operations, without a look at the rows; all views share the planes.
 */
class ClassPlanes {
  readonly #planes: readonly [Uint32Array, Uint32Array, Uint32Array];
  #covered = 0;

  constructor(segment: Segment) {
    const words = wordsFor(segment.sealed ? segment.length : SEGMENT_EVENTS);
    this.#planes = [new Uint32Array(words), new Uint32Array(words), new Uint32Array(words)];
  }

  cover(store: EventStore, segment: Segment, to: number): void {
    if (this.#covered >= to) return;
    const classes = operationClasses(segment.epoch);
    readPlanes(store.column(segment, 'operation'), classes, this.#covered & ~31, to, ...this.#planes);
    this.#covered = to;
  }

  /** Clears the bits of rows of the hidden classes in words [from, to). Guarded by the toggle phase of the benchmark. */
  hide(hidden: ClassMask, from: number, to: number, words: Uint32Array): void {
    const [p0, p1, p2] = this.#planes;
    const shown = (value: number): number => (((hidden >>> value) & 1) === 0 ? -1 : 0);
    // A selection by the three bits of the class: `low ^ (bit & (low ^ high))` is `high` where the bit is set, else `low`.
    const c0 = shown(0);
    const c2 = shown(2);
    const c4 = shown(4);
    const c6 = shown(6);
    const d0 = c0 ^ shown(1);
    const d2 = c2 ^ shown(3);
    const d4 = c4 ^ shown(5);
    const d6 = c6 ^ shown(7);
    for (let w = from; w < to; w++) {
      const b0 = p0[w]!;
      const b1 = p1[w]!;
      const s0 = c0 ^ (b0 & d0);
      const s4 = c4 ^ (b0 & d4);
      const low = s0 ^ (b1 & (s0 ^ c2 ^ (b0 & d2)));
      const high = s4 ^ (b1 & (s4 ^ c6 ^ (b0 & d6)));
      words[w]! &= low ^ (p2[w]! & (low ^ high));
    }
  }
}

const PLANES = new WeakMap<Segment, ClassPlanes>();

function planesOf(segment: Segment): ClassPlanes {
  let planes = PLANES.get(segment);
  if (planes === undefined) PLANES.set(segment, (planes = new ClassPlanes(segment)));
  return planes;
}

/** Reads the classes of a segment's rows up to `to`, so that a toggle need not. */
export function coverClasses(store: EventStore, segment: Segment, to: number): void {
  planesOf(segment).cover(store, segment, to);
}

/**
 * Writes `rules` without the rows of hidden classes to `shown`, from row `from` (rounded down to a word) up to `to`.
 * Without `rules` every row counts as matching.
 */
export function hideClasses(
  store: EventStore,
  segment: Segment,
  hidden: ClassMask,
  from: number,
  to: number,
  rules: Uint32Array | undefined,
  shown: Uint32Array,
): void {
  const first = from >>> 5;
  const last = wordsFor(to);
  if (rules === undefined) {
    shown.fill(0, first, last);
    setRange(shown, first << 5, to);
  } else {
    shown.set(rules.subarray(first, last), first);
  }
  const planes = planesOf(segment);
  planes.cover(store, segment, to);
  planes.hide(hidden, first, last, shown);
}

/** Class numbers by OperationId. */
function operationClasses(epoch: Epoch): Uint8Array {
  let classes = CLASSES.get(epoch);
  const size = epoch.operations.size;
  if (classes === undefined || classes.length < size) {
    classes = new Uint8Array(size);
    for (let id = 0; id < size; id++) classes[id] = epoch.operations.get(id).eventClass;
    CLASSES.set(epoch, classes);
  }
  return classes;
}

const CLASSES = new WeakMap<Epoch, Uint8Array>();

/** Fills the planes for rows [from, to); `from` begins a word. Guarded by the toggle phase of the benchmark. */
function readPlanes(
  operations: Uint16Array,
  classes: Uint8Array,
  from: number,
  to: number,
  p0: Uint32Array,
  p1: Uint32Array,
  p2: Uint32Array,
): void {
  for (let row = from; row < to;) {
    const w = row >>> 5;
    const end = Math.min(to, (w + 1) << 5);
    let w0 = 0;
    let w1 = 0;
    let w2 = 0;
    for (; row < end; row++) {
      const value = classes[operations[row]!]!;
      const bit = row & 31;
      w0 |= (value & 1) << bit;
      w1 |= ((value >>> 1) & 1) << bit;
      w2 |= ((value >>> 2) & 1) << bit;
    }
    p0[w] = w0;
    p1[w] = w1;
    p2[w] = w2;
  }
}
