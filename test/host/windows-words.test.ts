import { expect, it } from 'vitest';
import { helperSystem } from '../../src/host/helper-system.ts';
import { windowsWords } from '../../src/host/windows-words.ts';

it.each([
  ['', []],
  ['  \t ', []],
  ['/c dir C:\\Users\\anna', ['/c', 'dir', 'C:\\Users\\anna']],
  // The examples of Microsoft's documentation.
  ['"a b c" d e', ['a b c', 'd', 'e']],
  ['"ab\\"c" "\\\\" d', ['ab"c', '\\', 'd']],
  ['a\\\\\\b d"e f"g h', ['a\\\\\\b', 'de fg', 'h']],
  ['a\\\\\\"b c d', ['a\\"b', 'c', 'd']],
  ['a\\\\\\\\"b c" d e', ['a\\\\b c', 'd', 'e']],
  ['"a b"" c d"', ['a b" c d']],
  ['"" \'x y\'', ['', "'x", "y'"]],
  ['"C:\\a b\\\\" 한글', ['C:\\a b\\', '한글']],
])('takes %j apart as programs of Windows do', (text, words) => {
  expect(windowsWords(text)).toEqual(words);
});

it('says that a quotation is open', () => {
  expect(() => windowsWords('"C:\\a b\\"')).toThrow('a quotation mark (") that is not closed');
});

it('is how arguments are typed on Windows, and the shell’s way elsewhere', () => {
  expect(helperSystem('win32')?.words('C:\\a')).toEqual(['C:\\a']);
  expect(helperSystem('linux')?.words('a\\ b')).toEqual(['a b']);
});
