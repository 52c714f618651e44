import { ProcscopeError } from '../shared/errors.ts';

/**
 * The words of a text as programs of Windows take it apart: `"…"` keeps spaces, and a backslash is one unless it stands before
 * a quotation mark: `\"` is the mark, `\\"` a backslash with a mark behind it that begins or ends a quotation. Two marks within
 * a quotation are one. Source: Microsoft C runtime, "Parsing C command-line arguments".
 * Errors: 'live/launch-failed' for a quotation that is not closed.
 */
export function windowsWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const sign = text[i] ?? '';
    if (!isQuoted && /\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    word ??= '';
    if (sign === '\\') {
      const count = /^\\+/.exec(text.slice(i))?.[0].length ?? 1;
      const isMarked = text[i + count] === '"';
      word += '\\'.repeat(isMarked ? count >> 1 : count);
      i += count - 1;
      if (isMarked && count % 2 === 1) {
        word += '"';
        i++;
      }
    } else if (sign !== '"') {
      word += sign;
    } else if (isQuoted && text[i + 1] === '"') {
      word += '"';
      i++;
    } else {
      isQuoted = !isQuoted;
    }
  }
  if (isQuoted) {
    const sentence = 'The arguments have a quotation mark (") that is not closed.';
    throw new ProcscopeError('live/launch-failed', sentence);
  }
  if (word !== undefined) words.push(word);
  return words;
}
