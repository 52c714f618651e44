import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  LATIN1_FOLD,
  foldLatin1,
  foldText,
  foldUnit,
  foldUnits,
} from '../../../src/engine/filter/case-fold.ts';

const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});

test('folds units to their lower case where that is one unit', () => {
  expect(foldText('AÄΣЖKZ')).toBe('aäσжkz');
});

test('leaves alone what has no lower case of one unit', () => {
  // A dotted capital I has two units in lower case; the two halves of a Deseret letter are folded one by one.
  expect(foldText('\u0130\ud801\udc00ß')).toBe('\u0130\ud801\udc00ß');
});

test('does not look at neighbours', () => {
  expect(foldText('ΟΔΟΣ')).toBe('οδοσ');
});

test('texts fold unit by unit, and stay as long as they are', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const units = Array.from({ length: text.length }, (_, i) => foldUnit(text.charCodeAt(i)));
      expect(foldText(text)).toBe(String.fromCharCode(...units));
    }),
  );
});

test('folding twice changes nothing more', () => {
  for (let unit = 0; unit < 0x10000; unit++) expect(foldUnit(foldUnit(unit))).toBe(foldUnit(unit));
});

test('Latin-1 bytes and UTF-16 units fold like texts, and only where asked', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat(80), fc.nat(80), (bytes, a, b) => {
      const start = Math.min(a, b, bytes.length);
      const end = Math.min(Math.max(a, b), bytes.length);
      const source = new Uint8Array((bytes.length + 3) & ~3);
      source.set(bytes);
      const target = new Uint8Array(source.length).fill(7);
      foldLatin1(source, target, start, end);
      const expected = source.map((byte, i) => (i >= start && i < end ? LATIN1_FOLD[byte]! : 7));
      expect(target).toEqual(expected);

      const units = Uint16Array.from(source);
      const folded = new Uint16Array(units.length).fill(7);
      foldUnits(units, folded, start, end);
      expect(folded).toEqual(Uint16Array.from(expected));
    }),
  );
});
