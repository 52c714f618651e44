/** Control characters, among them the escape codes that terminals obey and the marks that turn text around. */
const UNSAFE = /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A text from a capture or a file name as it may be shown on a terminal: any program can name a file so that it would
 * move the cursor or hide what follows.
 */
export function terminalText(text: string): string {
  return text.toWellFormed().replace(UNSAFE, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);
}
