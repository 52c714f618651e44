import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvField } from '../../../src/engine/export/csv.ts';

it('quotes every field, also an empty one', () => {
  expect(csvField('')).toBe('""');
  expect(csvField('a,b')).toBe('"a,b"');
});

it('doubles quotes, as in the command line of a process', () => {
  expect(csvField('"C:\\a b.exe" -x')).toBe('"""C:\\a b.exe"" -x"');
});

it('replaces every LF by a semicolon and leaves CR', () => {
  expect(csvField('a\nb\r\nc\rd')).toBe('"a;b\r;c\rd"');
});

it('is read back by a CSV reader as what was written', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 3, maxLength: 3 }), { minLength: 1 }),
      (rows) => {
        const text = rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
        const expected = rows.map((row) => row.map((cell) => cell.replaceAll('\n', ';')));
        expect(parse(text, { recordDelimiter: '\r\n' })).toEqual(expected);
      },
    ),
  );
});
