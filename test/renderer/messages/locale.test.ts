import { describe, expect, it } from 'vitest';
import { localeFor } from '../../../src/renderer/messages/locale.ts';

describe('localeFor', () => {
  const english = localeFor('en-US');
  const korean = localeFor('ko-KR');

  it('groups numbers', () => {
    expect(english.number(53_214)).toBe('53,214');
    expect(english.messages.showing('9,488', '53,214', '18%').join('')).toBe(
      'Showing 9,488 of 53,214 events (18%)',
    );
  });

  it('never says all or nothing of what is neither', () => {
    expect(english.percent(9488, 53_214)).toBe('18%');
    expect(english.percent(1, 53_214)).toBe('1%');
    expect(english.percent(53_213, 53_214)).toBe('99%');
    expect(english.percent(53_214, 53_214)).toBe('100%');
    expect(english.percent(0, 0)).toBe('0%');
  });

  it('writes sizes in the larger unit that fits', () => {
    expect(english.bytes(41 * 2 ** 20)).toBe('41 MB');
    expect(english.bytes(1.5 * 2 ** 30)).toBe('1.5 GB');
  });

  it('puts the time of day into the order of the language', () => {
    expect(english.messages.timeOfDay('1:18:20.9427358 AM')).toBe('1:18:20.9427358 AM');
    expect(korean.messages.timeOfDay('1:18:20.9427358 AM')).toBe('오전 1:18:20.9427358');
    expect(korean.messages.timeOfDay('1:18:20.9427358 PM')).toBe('오후 1:18:20.9427358');
    expect(korean.messages.timeOfDay('n/a')).toBe('n/a');
  });

  it('speaks English to everybody else', () => {
    expect(localeFor('fr').messages.filter.columnNames.path).toBe('Path');
    expect(korean.messages.filter.columnNames.path).toBe('경로');
  });
});
