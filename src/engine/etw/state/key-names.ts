import { BytePool } from '../../store/byte-pool.ts';
import { AddressTable } from './address-table.ts';
import { abbreviatedKey } from './key-paths.ts';
import { ShownPath } from './shown-path.ts';

/** Keys and values that are kept; beyond it all are forgotten and come again as they are met. */
const MAX_KEPT = 1_000_000;
/** Value names that an event leaves out mean this value. */
const DEFAULT_VALUE = '(Default)';

/** What keys are shown by: the user that HKCU means, and the control set that is the current one. */
export interface KeyView {
  /** The user of the event's process; empty when unknown. */
  readonly sid: string;
  readonly controlSet: number;
  /** Number of the view among those of a trace. */
  readonly no: number;
}

/** A registry key by its full path. */
export class KeyNode {
  /** Such as `\\REGISTRY\\MACHINE\\SOFTWARE`. */
  readonly path: string;
  /** Whether users see it under different names. */
  readonly isOfUsers: boolean;
  #shown: ShownPath | undefined;
  #shownFor: KeyView | undefined;
  /** Its number in a generation of the cache. */
  #no = -1;
  #generation = -1;

  constructor(path: string) {
    this.path = path;
    this.isOfUsers = /^\\registry\\user\\/i.test(path);
  }

  /** The path as an event of a process shows it. */
  shown(view: KeyView): ShownPath {
    if (this.#shown === undefined || !this.#fits(view)) {
      this.#shown = new ShownPath(this.path, (path) => abbreviatedKey(path, view));
      this.#shownFor = view;
    }
    return this.#shown;
  }

  /** Its number in the cache. */
  noIn(cache: KeyCache): number {
    if (this.#generation !== cache.generation) {
      this.#generation = cache.generation;
      this.#no = cache.nextNo();
    }
    return this.#no;
  }

  /** Only keys of users are shown differently to processes of different users. */
  #fits(view: KeyView): boolean {
    const before = this.#shownFor;
    if (before === view || before === undefined) return before === view;
    return before.controlSet === view.controlSet && (!this.isOfUsers || before.sid === view.sid);
  }
}

/** Keys by the bytes of their paths, and what is below a key by the bytes of its name. Bounded. */
export class KeyCache {
  /** Grows whenever all was forgotten: numbers then mean others. */
  generation = 0;
  #names = new BytePool();
  #nodes: (KeyNode | undefined)[] = [];
  #lastNo = 0;
  /** Keys below keys: number of the key and of the name. */
  #below = new AddressTable();
  #belowNodes: KeyNode[] = [];
  /** Values of keys: number of the key with that of the view, and of the name. */
  #values = new AddressTable();
  #valuePaths: ShownPath[] = [];

  /** A number for a key. */
  nextNo(): number {
    return ++this.#lastNo;
  }

  /** To be called before an event's names are looked at; forgets all when too much is kept. */
  makeRoom(): void {
    const kept = this.#lastNo + this.#belowNodes.length + this.#valuePaths.length;
    if (kept >= MAX_KEPT || this.#names.isFull) this.forget();
  }

  /** Forgets all, as when keys are to be shown otherwise. */
  forget(): void {
    this.generation++;
    this.#names = new BytePool();
    this.#nodes = [];
    this.#lastNo = 0;
    this.#below = new AddressTable();
    this.#belowNodes = [];
    this.#values = new AddressTable();
    this.#valuePaths = [];
  }

  /** The key whose full path stands in the UTF-16 bytes [start, end). */
  nodeOf(bytes: Buffer, start: number, end: number): KeyNode {
    const id = this.#names.intern(bytes, start, end);
    let node = this.#nodes[id];
    if (node === undefined) {
      node = new KeyNode(bytes.toString('utf16le', start, end));
      this.#nodes[id] = node;
    }
    return node;
  }

  /** The key below `base` whose name stands in the UTF-16 bytes [start, end). */
  below(base: KeyNode, bytes: Buffer, start: number, end: number): KeyNode {
    const name = this.#names.intern(bytes, start, end);
    const no = base.noIn(this);
    const known = this.#below.get(no, name << 4);
    if (known >= 0) return this.#belowNodes[known]!;
    const node = new KeyNode(`${base.path}\\${bytes.toString('utf16le', start, end)}`);
    this.#below.set(no, name << 4, this.#belowNodes.push(node) - 1);
    return node;
  }

  /** The value of `base` whose name stands in the UTF-16 bytes [start, end), as a process shows it. */
  value(base: KeyNode, view: KeyView, bytes: Buffer, start: number, end: number): ShownPath {
    const name = this.#names.intern(bytes, start, end);
    const no = base.isOfUsers ? base.noIn(this) + view.no * MAX_KEPT : base.noIn(this);
    const known = this.#values.get(no, name << 4);
    if (known >= 0) return this.#valuePaths[known]!;
    const text = start === end ? DEFAULT_VALUE : bytes.toString('utf16le', start, end);
    const key = base.shown(view);
    const path = new ShownPath(`${key.text}\\${text}`, undefined, key);
    this.#values.set(no, name << 4, this.#valuePaths.push(path) - 1);
    return path;
  }
}
