import { expect, it } from 'vitest';
import { withAdvice } from '../../src/cli/advice.ts';
import { errorLine, failureOf } from '../../src/cli/main.ts';
import { ReaderGone } from '../../src/cli/stdout-sink.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { ERROR_CODES, ProcscopeError, cancelled } from '../../src/shared/errors.ts';

it("fails with the engine's sentence and what can be done", () => {
  const error = new ProcscopeError('file/disk-full', 'There is no room left for "a.csv".');
  expect(failureOf(error)).toEqual({
    status: 1,
    sentence: 'There is no room left for "a.csv"; free some space or write to another disk.',
  });
});

it.each(ERROR_CODES)('makes one sentence of %s', (code) => {
  expect(withAdvice('This happened.', code)).toMatch(/^This happened(; [^.]+)?\.$/);
});

it('tells mistakes of the command line apart', () => {
  expect(failureOf(new UsageError('No.'))).toEqual({ status: 2, sentence: 'No.' });
});

it('says nothing when the user stopped it or nobody reads any more', () => {
  expect(failureOf(cancelled())).toEqual({ status: 130, sentence: undefined });
  expect(failureOf(new ReaderGone())).toEqual({ status: 0, sentence: undefined });
});

it('owns up to its own mistakes', () => {
  expect(failureOf(new TypeError('x is not a function'))).toMatchObject({ status: 1 });
});

it('keeps an error on one line, whatever a file is called', () => {
  expect(errorLine('There is no file "a\nb\x1b[2J".')).toBe(
    'procscope: There is no file "a\\u{a}b\\u{1b}[2J".\n',
  );
});
