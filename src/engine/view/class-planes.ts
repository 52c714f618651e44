import type { DialectName } from '../../shared/capture-info.ts';
import { classBit, toggleClasses } from '../../shared/event-class.ts';
import type { ClassMask } from '../../shared/event-class.ts';
import { setRange, wordsFor } from '../filter/bits.ts';
import type { Epoch } from '../store/epoch.ts';
import type { EventStore } from '../store/event-store.ts';
import { SEGMENT_EVENTS } from '../store/segment.ts';
import type { Segment } from '../store/segment.ts';

/** The classes that a mask hides in a capture: only those that have a toggle there can be hidden. */
export function hiddenClasses(shown: ClassMask, dialect: DialectName): ClassMask {
  return TOGGLED[dialect] & ~shown;
}

function toggled(dialect: DialectName): ClassMask {
  return toggleClasses(dialect).reduce((mask, value) => mask | classBit(value), 0);
}

const TOGGLED: Readonly<Record<DialectName, ClassMask>> = {
  etw: toggled('etw'),
  linux: toggled('linux'),
  pml: toggled('pml'),
};

type Planes = readonly [Uint32Array, Uint32Array, Uint32Array, Uint32Array];

/**
 * The event class of every row of a segment as four bit planes: plane p holds bit p of the class's number. Any set of
 * classes is then a matter of bit operations, without a look at the rows; all views share the planes.
 */
class ClassPlanes {
  readonly #planes: Planes;
  #covered = 0;

  constructor(segment: Segment) {
    const words = wordsFor(segment.sealed ? segment.length : SEGMENT_EVENTS);
    const plane = (): Uint32Array => new Uint32Array(words);
    this.#planes = [plane(), plane(), plane(), plane()];
  }

  cover(store: EventStore, segment: Segment, to: number): void {
    if (this.#covered >= to) return;
    const classes = operationClasses(segment.epoch);
    readPlanes(store.column(segment, 'operation'), classes, this.#covered & ~31, to, ...this.#planes);
    this.#covered = to;
  }

  /** Clears the bits of rows of the hidden classes in words [from, to). Guarded by the toggle phase of the benchmark. */
  hide(hidden: ClassMask, from: number, to: number, words: Uint32Array): void {
    const [p0, p1, p2, p3] = this.#planes;
    const shown = (value: number): number => (((hidden >>> value) & 1) === 0 ? -1 : 0);
    const upper = hidden >>> 8;
    // A selection by the lower three bits of the class: `low ^ (bit & (low ^ high))` is `high` where the bit is set, else `low`.
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
      let selected = low ^ (p2[w]! & (low ^ high));
      // Rows of classes from 8 on; Process Monitor's logs have none.
      const b3 = p3[w]!;
      if (b3 !== 0) selected ^= b3 & (selected ^ shownOfUpper(upper, b0, b1, p2[w]!));
      words[w]! &= selected;
    }
  }
}

/** The rows of 32 whose class, less 8, is not hidden; `hidden` has a bit for each of these classes. */
function shownOfUpper(hidden: ClassMask, b0: number, b1: number, b2: number): number {
  let shown = -1;
  for (let value = 0; hidden >>> value !== 0; value++) {
    if (((hidden >>> value) & 1) === 0) continue;
    const is0 = (value & 1) === 0 ? ~b0 : b0;
    const is1 = (value & 2) === 0 ? ~b1 : b1;
    const is2 = (value & 4) === 0 ? ~b2 : b2;
    shown &= ~(is0 & is1 & is2);
  }
  return shown;
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
  p3: Uint32Array,
): void {
  for (let row = from; row < to;) {
    const w = row >>> 5;
    const end = Math.min(to, (w + 1) << 5);
    let w0 = 0;
    let w1 = 0;
    let w2 = 0;
    let w3 = 0;
    for (; row < end; row++) {
      const value = classes[operations[row]!]!;
      const bit = row & 31;
      w0 |= (value & 1) << bit;
      w1 |= ((value >>> 1) & 1) << bit;
      w2 |= ((value >>> 2) & 1) << bit;
      w3 |= (value >>> 3) << bit;
    }
    p0[w] = w0;
    p1[w] = w1;
    p2[w] = w2;
    p3[w] = w3;
  }
}
