import type { StringId } from '../../../shared/units.ts';
import type { StringPool } from '../../store/string-pool.ts';
import { MAX_STRING_UNITS } from '../../store/string-pool.ts';
import { counted } from './damage-log.ts';
import type { DamageLog } from './damage-log.ts';
import type { PageReader } from './page-reader.ts';
import type { Region } from './part-plan.ts';

const EMPTY = 0 as StringId;

/**
 * The texts of a log, read by index when they are needed. Ids are those of one string pool at a time.
 * What is out of range or damaged is the empty text, and counted.
 */
export class StringTable {
  readonly #pages: PageReader;
  readonly #region: Region | undefined;
  readonly #damage: DamageLog;
  readonly #name: string;
  readonly #count: number;
  #pool: StringPool | undefined;
  readonly #ids = new Map<number, StringId>();
  /** Texts of an undamaged table do not overlap, so they are not longer than the table. */
  #budget: number;

  constructor(pages: PageReader, region: Region | undefined, name: string, damage: DamageLog) {
    this.#pages = pages;
    this.#region = region;
    this.#damage = damage;
    this.#name = name;
    this.#budget = region === undefined ? 0 : region.end - region.start;
    this.#count = region === undefined ? 0 : (pages.u32(region.start) ?? 0);
  }

  /** Gives ids of another pool from now on. */
  usePool(pool: StringPool): void {
    if (pool === this.#pool) return;
    this.#pool = pool;
    this.#ids.clear();
    this.#budget = this.#region === undefined ? 0 : this.#region.end - this.#region.start;
  }

  /** The id of the text `index`. */
  intern(index: number): StringId {
    if (index === 0) return EMPTY;
    const known = this.#ids.get(index);
    if (known !== undefined) return known;
    const id = this.#read(index);
    this.#ids.set(index, id);
    return id;
  }

  /** The id of a text that is not of the table. */
  internText(text: string): StringId {
    return this.#pool?.intern(text) ?? EMPTY;
  }

  #read(index: number): StringId {
    const region = this.#region;
    // Without a table the log is unclosed or cut off, which was said already.
    if (region === undefined || this.#pool === undefined) return EMPTY;
    if (index >= this.#count) return this.#missing();
    const offset = this.#pages.u32(region.start + 4 + index * 4);
    if (offset === undefined) return this.#missing();
    const start = region.start + offset;
    const byteLength = this.#pages.u32(start);
    if (byteLength === undefined || start + 4 + byteLength > region.end || byteLength > this.#budget)
      return this.#missing();
    this.#budget -= byteLength;
    const wanted = Math.min(byteLength - (byteLength % 2), MAX_STRING_UNITS * 2);
    const there = this.#pages.fetch(start + 4, wanted);
    const { bytes, at } = this.#pages;
    const nul = bytes.toString('utf16le', at, at + there).indexOf('\0');
    return this.#pool.internUtf16(bytes, at, nul < 0 ? at + there : at + nul * 2);
  }

  #missing(): StringId {
    this.#damage.count(
      'pml/damaged',
      'texts-unread',
      this.#name,
      (count) =>
        `${counted(count, 'text')} of processes and modules in "${this.#name}" could not be read and ${count === 1 ? 'is' : 'are'} shown empty.`,
    );
    return EMPTY;
  }
}
