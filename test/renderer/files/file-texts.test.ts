import { describe, expect, it } from 'vitest';
import { dayText, momentText, sizeText } from '../../../src/renderer/files/file-texts.ts';
import { localeFor } from '../../../src/renderer/messages/locale.ts';

const en = localeFor('en-US');
const ko = localeFor('ko-KR');

/** Spaces of several kinds stand before AM and PM, as the runtime's data say. */
function plain(text: string): string {
  return text.replace(/\s/g, ' ');
}

describe('sizeText', () => {
  it.each([
    [0, '0 KB'],
    [1, '1 KB'],
    [1536, '2 KB'],
    [2 ** 20, '1.0 MB'],
    [25_375_539, '24.2 MB'],
    [155_189_248, '148 MB'],
    [3_328_599_655, '3.1 GB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(plain(sizeText(bytes, en))).toBe(text);
  });
});

describe('dayText', () => {
  const now = new Date(2026, 10, 23, 15, 0).getTime();
  it.each([
    [new Date(2026, 10, 23, 14, 2), 'Today 2:02 PM'],
    [new Date(2026, 10, 23, 0, 0), 'Today 12:00 AM'],
    [new Date(2026, 10, 22, 23, 59), 'Yesterday'],
    [new Date(2026, 10, 18, 9, 0), 'Nov 18'],
    [new Date(2025, 10, 23, 9, 0), 'Nov 23, 2025'],
    [new Date(2026, 10, 24, 9, 0), 'Nov 24'],
  ])('%s is %s', (at, text) => {
    expect(plain(dayText(at.getTime(), now, en))).toBe(text);
  });

  it('follows the language', () => {
    expect(plain(dayText(new Date(2026, 10, 23, 14, 2).getTime(), now, ko))).toBe('오늘 오후 2:02');
    expect(dayText(new Date(2026, 10, 18).getTime(), now, ko)).toBe('11월 18일');
  });

  it('knows yesterday on the first of a month', () => {
    const first = new Date(2026, 2, 1, 8, 0).getTime();
    expect(dayText(new Date(2026, 1, 28, 20, 0).getTime(), first, en)).toBe('Yesterday');
  });
});

describe('momentText', () => {
  const now = new Date(2026, 10, 23, 15, 0).getTime();
  it('tells day and time, and the year when it is another', () => {
    expect(plain(momentText(new Date(2026, 10, 20, 16, 41).getTime(), now, en))).toBe('Nov 20, 4:41 PM');
    expect(plain(momentText(new Date(2024, 0, 2, 3, 4).getTime(), now, en))).toBe('Jan 2, 2024, 3:04 AM');
  });
});
