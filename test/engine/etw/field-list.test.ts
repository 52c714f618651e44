import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FieldList } from '../../../src/engine/etw/field-list.ts';
import { listedFields } from '../formats/etl/schema/listed-fields.ts';

/** The text of one value. */
function written(write: (list: FieldList) => void): string {
  const list = new FieldList();
  list.begin();
  list.field('', 'n');
  write(list);
  return listedFields(list)[0]![1];
}

describe('a list of fields', () => {
  it('writes whole numbers as JavaScript does', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (value) => {
        expect(written((list) => list.decimal(value))).toBe(String(value));
      }),
    );
    for (const value of [0, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, -1, -(2 ** 31), 2 ** 53])
      expect(written((list) => list.decimal(value))).toBe(String(value));
  });

  it('writes numbers of 64 bits in hexadecimal', () => {
    const half = fc.oneof(fc.constantFrom(0, 1, 0xf, 0x10, 0xffff_ffff), fc.nat(0xffff_ffff));
    fc.assert(
      fc.property(half, half, (high, low) => {
        const value = (BigInt(high) << 32n) | BigInt(low);
        expect(written((list) => list.hex(high, low))).toBe(`0x${value.toString(16)}`);
      }),
    );
  });

  it('writes texts of both widths, a blank for each NUL', () => {
    const text = 'a\0é가\ud83d';
    expect(written((list) => list.text(text))).toBe('a é가\ud83d');
    const narrow = Buffer.from('..a\0é..', 'latin1');
    expect(written((list) => list.narrow(narrow, 2, 5))).toBe('a é');
  });

  it('writes texts of UTF-16 up to a NUL, and says where it is', () => {
    const bytes = Buffer.from('..aé가\0b', 'utf16le');
    const ends: number[] = [];
    const read = (end: number, most: number): string =>
      written((list) => void ends.push(list.wide(bytes, 4, end, most)));
    expect([read(bytes.length, 100), read(10, 100), read(9, 100), read(bytes.length, 2), read(4, 9)]).toEqual(
      [...['aé가', 'aé가', 'aé', 'aé', '']],
    );
    expect(ends).toEqual([10, 10, 8, 10, 4]);
  });

  it('knows whether Latin-1 has all its characters', () => {
    const list = new FieldList();
    list.begin();
    list.field('p.', 'é');
    list.text('ÿ');
    expect(list.isNarrow).toBe(true);
    list.field('', 'n');
    list.text('Ā');
    expect(list.isNarrow).toBe(false);
    list.begin();
    expect(list.isNarrow).toBe(true);
  });

  it('keeps the fields apart, and takes the last one back', () => {
    const list = new FieldList();
    list.begin();
    list.field('a.', 'b');
    list.text('1');
    list.field('', '');
    const before = list.length;
    list.text('gone');
    list.cut(before);
    list.field('', 'd');
    list.text('2');
    list.dropField();
    list.field('', 'e');
    list.decimal(3);
    expect(listedFields(list)).toEqual([
      ['a.b', '1'],
      ['', ''],
      ['e', '3'],
    ]);
  });

  it('has a bound for a field and for all', () => {
    const list = new FieldList();
    list.begin();
    const long = 'x'.repeat(100_000);
    list.field(long, long);
    list.text(long);
    list.hex(1, 1);
    list.decimal(1);
    const [[name, value]] = listedFields(list) as [readonly [string, string]];
    expect(name).toBe('x'.repeat(1024));
    expect(value).toBe('x'.repeat(15_360));
    let fields = 1;
    for (; !list.isFull; fields++) {
      list.field('n', String(fields));
      list.text(long);
    }
    expect(fields).toBe(3);
    expect(list.length).toBeLessThanOrEqual(list.units.length);
  });
});
