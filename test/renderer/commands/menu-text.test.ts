import { describe, expect, it } from 'vitest';
import { cutMiddle } from '../../../src/renderer/commands/cut-middle.ts';
import { placesOf } from '../../../src/renderer/commands/find-marks.ts';
import {
  escapeMenuText,
  mnemonicOf,
  parseMenuText,
  plainName,
} from '../../../src/renderer/commands/menu-text.ts';

describe('parseMenuText', () => {
  it('finds the mnemonic', () => {
    expect(parseMenuText('Save &as\u2026')).toEqual({ text: 'Save as\u2026', at: 5 });
    expect(parseMenuText('파일(&F)')).toEqual({ text: '파일(F)', at: 3 });
    expect(mnemonicOf('E&xit')).toBe('x');
  });

  it('leaves doubled signs as themselves', () => {
    expect(parseMenuText('&Include \u2018A && B\u2019')).toEqual({
      text: 'Include \u2018A & B\u2019',
      at: 0,
    });
    expect(parseMenuText('plain')).toEqual({ text: 'plain', at: undefined });
    expect(parseMenuText('end&')).toEqual({ text: 'end', at: 3 });
  });

  it('reads back whatever was escaped', () => {
    for (const text of ['a&b', '&&', '&', 'x && y', '']) {
      expect(parseMenuText(`&P ${escapeMenuText(text)}`).text).toBe(`P ${text}`);
    }
  });
});

describe('plainName', () => {
  it('drops mnemonics, their brackets and the ellipsis', () => {
    expect(plainName('Save &as\u2026')).toBe('Save as');
    expect(plainName('다른 이름으로 저장(&S)\u2026')).toBe('다른 이름으로 저장');
  });
});

describe('cutMiddle', () => {
  it('keeps what fits', () => {
    expect(cutMiddle('short', 5)).toBe('short');
  });

  it('keeps more of the end', () => {
    const cut = cutMiddle(String.raw`C:\Windows\System32\drivers\etc\hosts`, 20);
    expect(cut).toHaveLength(20);
    expect(cut).toMatch(/^C:\\Wind.*\u2026.*etc\\hosts$/);
  });

  it('counts what people see as one character as one', () => {
    const family = '\u{1F468}\u200D\u{1F469}\u200D\u{1F467}';
    expect(cutMiddle(family.repeat(4), 4)).toBe(family.repeat(4));
    expect(cutMiddle(family.repeat(5), 4)).toBe(`${family.repeat(2)}\u2026${family}`);
  });

  it('is quick with a very long text', () => {
    const cut = cutMiddle(`start${'x'.repeat(5_000_000)}end`, 20);
    expect(cut.startsWith('start')).toBe(true);
    expect(cut.endsWith('end')).toBe(true);
    expect(cut).toHaveLength(20);
  });
});

describe('placesOf', () => {
  it('finds all places, without regard to case', () => {
    expect(placesOf('reg', 'RegQueryKey reg REG')).toEqual([0, 12, 16]);
    expect(placesOf('aa', 'aaaaa')).toEqual([0, 2]);
    expect(placesOf('x', 'abc')).toEqual([]);
  });

  it('marks nothing in a text whose lower case has other places', () => {
    expect(placesOf('x', '\u0130x')).toEqual([]);
  });
});
