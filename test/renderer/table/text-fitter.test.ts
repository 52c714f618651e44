import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitPath } from '../../../src/renderer/table/fit-path.ts';
import { TextFitter, oneLine } from '../../../src/renderer/table/text-fitter.ts';

/** A font whose letters are 6 wide, `i` 2 and everything beyond Latin 12; marks have no width, clusters that of one letter. */
function measure(text: string): number {
  let width = 0;
  for (const letter of text) {
    if (/\p{M}/u.test(letter) || letter === '\u200d') continue;
    width += letter === 'i' ? 2 : letter < '\u0300' || letter === '…' ? 6 : 12;
  }
  return width;
}

const fitter = new TextFitter(measure);

describe('TextFitter', () => {
  it('leaves what fits as it is, to the pixel', () => {
    expect(fitter.fit('abc', 18)).toBe('abc');
    expect(fitter.fit('', 0)).toBe('');
    expect(fitter.fit('abcd', 23)).toBe('ab…');
    expect(fitter.fit('abc', 3)).toBe('…');
    expect(fitter.fit('a\tb\nc', Infinity)).toBe('a b c');
  });

  it('measures letters of other scripts', () => {
    expect(fitter.width('한글')).toBe(24);
    expect(fitter.fit('한글이름', 40)).toBe('한글…');
    expect(fitter.fit('ЖЖЖ', 30)).toBe('ЖЖ…');
  });

  it('never cuts within what is read as one letter', () => {
    const family = '👨\u200d👩\u200d👧';
    expect(fitter.fit(`${family}${family}`, 44)).toBe(`${family}…`);
    expect(fitter.fit('e\u0301e\u0301e\u0301', 13)).toBe('e\u0301…');
  });

  it('shows no more than there is room for, and the most of it', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 25 }),
      fc.string({ unit: 'binary', maxLength: 25 }),
      fc.string({ maxLength: 80 }),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 6, max: 400 }), (value, room) => {
        const shown = fitter.fit(value, room);
        expect(shown).not.toMatch(/\p{Cc}/u);
        if (shown === oneLine(value)) expect(fitter.width(value)).toBeLessThanOrEqual(room);
        else {
          expect(shown.endsWith('…')).toBe(true);
          expect(oneLine(value).startsWith(shown.slice(0, -1))).toBe(true);
          expect(fitter.width(value.slice(0, shown.length - 1))).toBeLessThanOrEqual(room - 6);
          expect(fitter.width(value)).toBeGreaterThan(room);
        }
      }),
    );
  });

  it('does not take apart what cannot be seen', () => {
    const long = '\u{1f600}'.repeat(16_000);
    expect(fitter.fit(long, 100)).toBe(`${'\u{1f600}'.repeat(7)}…`);
  });
});

describe('fitMiddle', () => {
  it('keeps both ends of a text that is too long', () => {
    expect(fitter.fitMiddle('abc', 18)).toBe('abc');
    expect(fitter.fitMiddle('a-very-long-name-2024.log', 90)).toBe('a-very-l…24.log');
    expect(fitter.fitMiddle('a-very-long-name-2024.log', 6)).toBe('…');
  });

  it('fits, and begins and ends as the text does, whole characters only', () => {
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ unit: 'binary', maxLength: 25 }),
      fc.string({ maxLength: 80 }),
    );
    fc.assert(
      fc.property(text, fc.integer({ min: 6, max: 400 }), (value, room) => {
        const shown = fitter.fitMiddle(value, room);
        if (shown === oneLine(value)) return;
        const cut = [...shown.matchAll(/…/g)].map(({ index }) => [
          shown.slice(0, index),
          shown.slice(index + 1),
        ]);
        const isEnds = ([head = '', tail = '']: string[]): boolean =>
          oneLine(value).startsWith(head) &&
          oneLine(value).endsWith(tail) &&
          fitter.width(value.slice(0, head.length)) + fitter.width(value.slice(value.length - tail.length)) <=
            room - 6;
        expect(cut.some(isEnds)).toBe(true);
      }),
    );
  });

  it('does not take apart what cannot be seen', () => {
    const long = '\u{1f600}'.repeat(16_000);
    expect(fitter.fitMiddle(long, 100)).toBe(`${'\u{1f600}'.repeat(4)}…${'\u{1f600}'.repeat(3)}`);
  });
});

describe('fitPath', () => {
  it('cuts the folder and keeps the last part', () => {
    expect(fitPath('C:\\Windows\\System32\\a.dll', 19, 100, fitter)).toEqual({
      folder: 'C:\\Windows…',
      last: '\\a.dll',
    });
    expect(fitPath('C:\\a\\b.dll', 4, 100, fitter)).toEqual({ folder: 'C:\\a', last: '\\b.dll' });
  });

  it('cuts a last part that would take more than its share, but not because of a short folder', () => {
    const last = `\\${'x'.repeat(40)}`;
    expect(fitPath(`C:\\Windows\\System32${last}`, 19, 100, fitter)).toEqual({
      folder: 'C:…',
      last: `\\${'x'.repeat(6)}…${'x'.repeat(5)}`,
    });
    expect(fitPath('no folder at all', 0, 60, fitter)).toEqual({ folder: '', last: 'no fo… all' });
  });
});
