import { hexUnsigned64 } from '../../../shared/format/number.ts';
import { AddressTable } from './address-table.ts';
import { NameHistory } from './name-history.ts';
import { ShownPath } from './shown-path.ts';

const FIRST_OBJECTS = 1024;
/** Open files that are kept: a bound of memory. Beyond it the longest-known half is forgotten. */
const MAX_OBJECTS = 500_000;
/** Renamed files that are kept. */
const MAX_RENAMED = 100_000;

/**
 * What files are called, by the two addresses that events have: the file object, one for each open, and the file's key (its
 * control block), one for each file. Source: etw-capture reference, 3.2.
 */
export class FileNames {
  /** What name events tell of keys. */
  readonly keys = new NameHistory<ShownPath>();
  readonly #objects = new AddressTable();
  #names: (ShownPath | undefined)[] = [];
  #times = new Float64Array(FIRST_OBJECTS);
  #opens = new Float64Array(FIRST_OBJECTS);
  #highs = new Int32Array(FIRST_OBJECTS);
  #lows = new Int32Array(FIRST_OBJECTS);
  readonly #free: number[] = [];
  #used = 0;
  /** Keys that an open file told the name of. */
  #linked = new AddressTable();
  #linkedNames: ShownPath[] = [];
  /** Keys whose file was renamed, and when: other opens of it still have the name before. */
  readonly #renamed = new AddressTable();
  readonly #renames: { readonly time: number; readonly name: ShownPath }[] = [];

  /** Open files that are known. */
  get openFiles(): number {
    return this.#objects.size;
  }

  /** A file object was opened by `name`; `open` is the number of the open, which {@link forgetOpen} asks for. */
  opened(high: number, low: number, name: ShownPath, time: number, open: number): void {
    let entry = this.#objects.get(high, low);
    if (entry < 0) {
      if (this.#objects.size >= MAX_OBJECTS) this.#forgetOldest();
      entry = this.#take();
      this.#objects.set(high, low, entry);
      this.#highs[entry] = high;
      this.#lows[entry] = low;
    }
    this.#names[entry] = name;
    this.#times[entry] = time;
    this.#opens[entry] = open;
  }

  /** The open `open` of an object failed: forgets the object if it still is that one. */
  forgetOpen(high: number, low: number, open: number): void {
    const entry = this.#objects.get(high, low);
    if (entry >= 0 && this.#opens[entry] === open) this.closed(high, low);
  }

  /** The object is no more. */
  closed(high: number, low: number): void {
    const entry = this.#objects.delete(high, low);
    if (entry < 0) return;
    this.#names[entry] = undefined;
    this.#free.push(entry);
  }

  /**
   * The name of the file that an event is about; undefined when nothing told it. Remembers what object and key tell of each
   * other. `keyHigh` and `keyLow` may be 0 for events without a key.
   */
  nameOf(
    objectHigh: number,
    objectLow: number,
    keyHigh: number,
    keyLow: number,
    time: number,
  ): ShownPath | undefined {
    const hasKey = (keyHigh | keyLow) !== 0;
    const entry = this.#objects.get(objectHigh, objectLow);
    const own = entry < 0 ? undefined : this.#names[entry];
    if (own !== undefined) {
      if (!hasKey) return own;
      const rename = this.#renamed.size === 0 ? -1 : this.#renamed.get(keyHigh, keyLow);
      if (rename >= 0 && this.#renames[rename]!.time > this.#times[entry]!)
        return this.#renames[rename]!.name;
      this.#link(keyHigh, keyLow, own);
      return own;
    }
    const found = this.#byKey(keyHigh, keyLow, hasKey, time) ?? this.keys.find(objectHigh, objectLow, time);
    // What comes when the key's name was given up already, a close mostly, still finds it by the object.
    if (found !== undefined) this.opened(objectHigh, objectLow, found, time, -1);
    return found;
  }

  /** The name of a key alone. */
  nameOfKey(high: number, low: number, time: number): ShownPath | undefined {
    return this.#byKey(high, low, true, time);
  }

  /** The file was renamed through an object. */
  renamed(
    objectHigh: number,
    objectLow: number,
    keyHigh: number,
    keyLow: number,
    name: ShownPath,
    time: number,
  ): void {
    this.opened(objectHigh, objectLow, name, time, -1);
    if ((keyHigh | keyLow) === 0) return;
    this.#link(keyHigh, keyLow, name);
    if (this.#renames.length >= MAX_RENAMED) {
      this.#renames.length = 0;
      this.#renamed.clear();
    }
    this.#renamed.set(keyHigh, keyLow, this.#renames.push({ time, name }) - 1);
  }

  /** The key's name was given up: the address may be another file's from now on. */
  keyEnded(high: number, low: number): void {
    this.#linked.delete(high, low);
    if (this.#renamed.size > 0) this.#renamed.delete(high, low);
  }

  #byKey(high: number, low: number, hasKey: boolean, time: number): ShownPath | undefined {
    if (!hasKey) return undefined;
    const rename = this.#renamed.size === 0 ? -1 : this.#renamed.get(high, low);
    if (rename >= 0) return this.#renames[rename]!.name;
    const told = this.keys.find(high, low, time);
    if (told !== undefined) return told;
    const linked = this.#linked.get(high, low);
    return linked < 0 ? undefined : this.#linkedNames[linked];
  }

  #link(high: number, low: number, name: ShownPath): void {
    const known = this.#linked.get(high, low);
    if (known >= 0) {
      this.#linkedNames[known] = name;
      return;
    }
    if (this.#linkedNames.length >= MAX_OBJECTS) {
      this.#linked = new AddressTable();
      this.#linkedNames = [];
    }
    this.#linked.set(high, low, this.#linkedNames.push(name) - 1);
  }

  #take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const entry = this.#used++;
    if (entry >= this.#times.length) this.#grow();
    return entry;
  }

  #forgetOldest(): void {
    const times = this.#times.slice(0, this.#used).toSorted();
    const middle = times[times.length >>> 1] ?? 0;
    for (let entry = 0; entry < this.#used; entry++) {
      if (this.#names[entry] !== undefined && this.#times[entry]! <= middle)
        this.closed(this.#highs[entry]!, this.#lows[entry]!);
    }
  }

  #grow(): void {
    const entries = this.#times.length * 2;
    const wider = (from: Float64Array): Float64Array<ArrayBuffer> => {
      const to = new Float64Array(entries);
      to.set(from);
      return to;
    };
    const longer = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(entries);
      to.set(from);
      return to;
    };
    this.#times = wider(this.#times);
    this.#opens = wider(this.#opens);
    this.#highs = longer(this.#highs);
    this.#lows = longer(this.#lows);
  }
}

/** What stands for a name that nothing tells. */
export function unknownName(high: number, low: number): string {
  return `<Unknown: ${hexUnsigned64(high >>> 0, low >>> 0)}>`;
}

/** {@link unknownName} as a path. */
export function unknownPath(high: number, low: number): ShownPath {
  return new ShownPath(unknownName(high, low));
}
