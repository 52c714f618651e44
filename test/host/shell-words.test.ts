import { expect, it } from 'vitest';
import { shellWords } from '../../src/host/shell-words.ts';

it.each([
  ['', []],
  ['  \t ', []],
  ['-l /tmp', ['-l', '/tmp']],
  ["'a b'c", ['a bc']],
  [`'it'\\''s'`, ["it's"]],
  ['"a  b" c', ['a  b', 'c']],
  ['"say \\"hi\\" for \\$5 \\n"', ['say "hi" for $5 \\n']],
  ['a\\ b', ['a b']],
  ['"" \'\'', ['', '']],
  ['$HOME *.txt ~ `date` > x | y; z &', ['$HOME', '*.txt', '~', '`date`', '>', 'x', '|', 'y;', 'z', '&']],
  ['one\\\ntwo', ['onetwo']],
  ['한글 "빈 칸"', ['한글', '빈 칸']],
])('takes %j apart as a shell does, and expands nothing', (text, words) => {
  expect(shellWords(text)).toEqual(words);
});

it.each(["it's", '"open', 'end\\'])('says what is open in %j', (text) => {
  expect(() => shellWords(text)).toThrowError(
    expect.objectContaining({
      code: 'live/launch-failed',
      message: expect.stringMatching(/^The arguments have .+\.$/) as string,
    }) as Error,
  );
});
