import { ProcscopeError } from '../shared/errors.ts';

/**
 * The words of a text as a POSIX shell takes it apart, but nothing is expanded and no sign has a meaning of its own: `'…'`
 * keeps everything, `"…"` everything but `\"`, `\\`, `\$`, `` \` `` and `\` before a line's end; outside of both a backslash
 * keeps the next sign. Source: POSIX.1-2024, XCU 2.2.
 * Errors: 'live/launch-failed' for a quote that is not closed, and a backslash at the end.
 */
export function shellWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let i = 0;
  while (i < text.length) {
    const sign = text[i] ?? '';
    if (/\s/.test(sign)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      i++;
      continue;
    }
    const part = sign === "'" ? singleQuoted(text, i) : sign === '"' ? doubleQuoted(text, i) : plain(text, i);
    word = (word ?? '') + part.text;
    i = part.end;
  }
  if (word !== undefined) words.push(word);
  return words;
}

interface Part {
  readonly text: string;
  /** Where the next part begins. */
  readonly end: number;
}

function plain(text: string, at: number): Part {
  if (text[at] !== '\\') return { text: text[at] ?? '', end: at + 1 };
  const next = text[at + 1];
  if (next === undefined) throw unfinished('a backslash, with nothing behind it');
  return { text: next === '\n' ? '' : next, end: at + 2 };
}

function singleQuoted(text: string, at: number): Part {
  const end = text.indexOf("'", at + 1);
  if (end < 0) throw unfinished("a quotation mark (') that is not closed");
  return { text: text.slice(at + 1, end), end: end + 1 };
}

function doubleQuoted(text: string, at: number): Part {
  let inner = '';
  for (let i = at + 1; i < text.length; i++) {
    const sign = text[i] ?? '';
    if (sign === '"') return { text: inner, end: i + 1 };
    const next = text[i + 1];
    if (sign === '\\' && next !== undefined && '"\\$`\n'.includes(next)) {
      if (next !== '\n') inner += next;
      i++;
    } else inner += sign;
  }
  throw unfinished('a quotation mark (") that is not closed');
}

function unfinished(what: string): ProcscopeError {
  return new ProcscopeError('live/launch-failed', `The arguments have ${what}.`);
}
