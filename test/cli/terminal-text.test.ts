import fc from 'fast-check';
import { expect, it } from 'vitest';
import { terminalText } from '../../src/cli/terminal-text.ts';

it('shows escape codes instead of obeying them', () => {
  expect(terminalText('a\x1b[2Jb\nc\u202ed')).toBe('a\\u{1b}[2Jb\\u{a}c\\u{202e}d');
});

it('leaves ordinary text as it is', () => {
  expect(terminalText('C:\\Użytkownik\\파일 \u{1f600}.txt')).toBe('C:\\Użytkownik\\파일 \u{1f600}.txt');
});

it('never gives a control character', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 0x3000 })), (units) => {
      const text = String.fromCharCode(...units);
      expect(/[\p{Cc}\u202e]/u.test(terminalText(text))).toBe(false);
    }),
  );
});
