/** A menu's text, and the place of the letter that chooses it. */
export interface MenuText {
  readonly text: string;
  /** Index of the mnemonic in the text; undefined when it has none. */
  readonly at: number | undefined;
}

/** Takes a text apart in which `&` stands before the mnemonic, and `&&` for the sign itself. */
export function parseMenuText(marked: string): MenuText {
  let text = '';
  let at: number | undefined;
  for (let i = 0; i < marked.length; i++) {
    if (marked[i] === '&') {
      i++;
      if (marked[i] !== '&') at ??= text.length;
    }
    text += marked[i] ?? '';
  }
  return { text, at };
}

/** Makes a text stand for itself in one that {@link parseMenuText} reads. */
export function escapeMenuText(text: string): string {
  return text.replaceAll('&', '&&');
}

/** The mnemonic in lower case; undefined when the text has none. */
export function mnemonicOf(marked: string): string | undefined {
  const { text, at } = parseMenuText(marked);
  return at === undefined ? undefined : text.charAt(at).toLowerCase();
}

/** The name of a command outside of menus: without its mnemonic's brackets and without `\u2026`. */
export function plainName(marked: string): string {
  return parseMenuText(marked.replace(/\(&.\)/, '')).text.replace(/\u2026$/, '');
}
