import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DetailField } from '../../../src/engine/dialect/dialect.ts';
import { ByteWriter } from '../../../src/engine/export/byte-writer.ts';
import { putDetail } from '../../../src/engine/export/json-lines.ts';

function detailObject(fields: readonly DetailField[]): string {
  const out = new ByteWriter(16);
  putDetail(fields, out);
  return Buffer.from(out.bytes()).toString();
}

it('keeps the print order of the fields', () => {
  expect(
    detailObject([
      { name: 'Type', value: 'REG_SZ' },
      { name: 'Length', value: '10' },
    ]),
  ).toBe('{"Type":"REG_SZ","Length":10}');
});

it('gives numbers where a name always stands before one, and only where they are whole and exact', () => {
  const number = (name: string, value: string): string => detailObject([{ name, value }]);
  expect(number('Length', '4,096')).toBe('{"Length":4096}');
  expect(number('EndOfFile', '0')).toBe('{"EndOfFile":0}');
  expect(number('Exit Status', '-1073741819')).toBe('{"Exit Status":-1073741819}');
  expect(number('User Time', '0.0156250 seconds')).toBe('{"User Time":0.0156250}');
  expect(number('Kernel Time', '12.0000000')).toBe('{"Kernel Time":12.0000000}');
  for (const text of [
    'n/a',
    '',
    '007',
    '1,2',
    '12,34',
    '1e5',
    '0x10',
    ' 1',
    '9007199254740993',
    '1,000,000,000,000,000,000',
  ])
    expect(number('Length', text)).toBe(`{"Length":${JSON.stringify(text)}}`);
  // What a program put into the registry may look like a number, and is a text all the same.
  expect(number('Data', '4,096')).toBe('{"Data":"4,096"}');
  expect(
    detailObject([
      { name: 'Length', value: '1' },
      { name: 'Length', value: '2' },
    ]),
  ).toBe('{"Length":1,"Length (2)":2}');
});

it('numbers a name that occurs again', () => {
  const fields = ['Filter', 'Name', 'Name', 'Name'].map((name, i) => ({ name, value: String(i) }));
  expect(detailObject(fields)).toBe('{"Filter":"0","Name":"1","Name (2)":"2","Name (3)":"3"}');
});

it('gives a text without a name one', () => {
  expect(
    detailObject([
      { name: '', value: 'a' },
      { name: '', value: 'b' },
    ]),
  ).toBe('{"Text":"a","Text (2)":"b"}');
});

it('writes names that are special in JavaScript like any other', () => {
  expect(
    detailObject([
      { name: '__proto__', value: 'x' },
      { name: '2', value: 'b' },
      { name: '1', value: 'a' },
    ]),
  ).toBe('{"__proto__":"x","2":"b","1":"a"}');
});

it('replaces unpaired surrogates', () => {
  expect(detailObject([{ name: 'a\ud800', value: '\udc00b' }])).toBe('{"a\ufffd":"\ufffdb"}');
});

it('loses no value, however often names repeat', () => {
  const name = fc.constantFrom('', 'Text', 'Text (2)', 'a', 'a (2)', 'a (2) (2)', 'b\ud800', 'b\udbff');
  const fields = fc.array(fc.record({ name, value: fc.string() }), { maxLength: 80 });
  fc.assert(
    fc.property(fields, (list) => {
      const read = JSON.parse(detailObject(list)) as Record<string, unknown>;
      expect(Object.values(read).sort()).toEqual(list.map((field) => field.value).sort());
    }),
  );
});
