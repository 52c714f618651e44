import { FieldList } from '../../../etw/field-list.ts';
import type { RawRecord } from '../../../etw/raw-record.ts';
import { InType } from './field-shape.ts';
import type { Extent, FieldShape } from './field-shape.ts';
import { FieldReader } from './field-value.ts';

/** Fields of one event beyond are left out; the last one then says so. */
const MAX_FIELDS = 128;
/** Values of one array beyond are left out of its text. */
const MAX_VALUES = 64;
const MAX_DEPTH = 8;

/** Reads payloads by the shapes of their fields. One for all events: it is reused. */
export class PayloadFields {
  readonly #list = new FieldList();
  readonly #reader = new FieldReader(this.#list);
  #isCut = false;

  /** The fields of a record's payload; those behind the first that does not fit are left out. Good until the next call. */
  read(shapes: readonly FieldShape[], record: RawRecord): FieldList {
    const { bytes, view, start, end, pointerSize } = record;
    this.#list.begin();
    this.#isCut = false;
    this.#reader.begin(bytes, view, start, end, pointerSize);
    this.#readAll(shapes, '', 0);
    return this.#list;
  }

  /** False when the payload ends early or no more fields are taken. */
  #readAll(shapes: readonly FieldShape[], prefix: string, depth: number): boolean {
    const numbers: number[] = [];
    for (const shape of shapes) {
      if (this.#list.count >= MAX_FIELDS || this.#list.isFull || depth > MAX_DEPTH) {
        this.#sayCut();
        return false;
      }
      const count = shape.count === 'prefix' ? this.#reader.count() : extent(shape.count, numbers);
      if (shape.count !== undefined && count === undefined) return false;
      const isRead =
        shape.members === undefined
          ? this.#readValues(shape, prefix, count, extent(shape.length, numbers))
          : this.#readStructures(shape.members, `${prefix}${shape.name}`, count, depth);
      numbers.push(this.#reader.number);
      if (!isRead) return false;
    }
    return true;
  }

  #sayCut(): void {
    if (this.#isCut) return;
    this.#isCut = true;
    this.#list.field('', '');
    this.#list.text('...');
  }

  #readValues(
    shape: FieldShape,
    prefix: string,
    count: number | undefined,
    length: number | undefined,
  ): boolean {
    const list = this.#list;
    list.field(prefix, shape.name);
    if (count !== undefined) return this.#readArray(shape, count, length);
    if (this.#reader.read(shape.inType, shape.outType, length, shape.map)) return true;
    list.dropField();
    return false;
  }

  #readArray(shape: FieldShape, count: number, length: number | undefined): boolean {
    const list = this.#list;
    const reader = this.#reader;
    // Characters are read best without commas.
    const isText = shape.inType === InType.UnicodeChar || shape.inType === InType.AnsiChar;
    if (!isText) list.text('[');
    let isWhole = true;
    for (let i = 0; i < count && isWhole; i++) {
      const before = list.length;
      if (i > 0 && !isText) list.text(', ');
      isWhole = reader.left > 0 && reader.read(shape.inType, shape.outType, length, shape.map);
      if (!isWhole || i >= MAX_VALUES) list.cut(before);
    }
    if (!isText) list.text(count > MAX_VALUES && isWhole ? ', ...]' : ']');
    return isWhole;
  }

  #readStructures(
    members: readonly FieldShape[],
    name: string,
    count: number | undefined,
    depth: number,
  ): boolean {
    if (count === undefined) return this.#readAll(members, `${name}.`, depth + 1);
    for (let i = 0; i < count; i++) {
      if (members.length === 0 || !this.#readAll(members, `${name}[${i}].`, depth + 1)) return false;
    }
    return true;
  }
}

function extent(of: Extent | 'prefix' | undefined, numbers: readonly number[]): number | undefined {
  if (of === undefined || of === 'prefix') return undefined;
  return 'value' in of ? of.value : numbers[of.field];
}
