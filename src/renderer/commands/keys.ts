/** A key with its modifiers. `mod` is Ctrl, on a Mac Command. */
export interface Chord {
  readonly key: string;
  readonly mod: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** What of a keyboard event matters here. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** Reads a chord as the command table writes it: `Mod+Shift+A`, `F3`, `?`. */
export function parseChord(text: string): Chord {
  const parts = text.split('+');
  const key = parts.pop() ?? '';
  return { key, mod: parts.includes('Mod'), shift: parts.includes('Shift'), alt: parts.includes('Alt') };
}

/** Whether a key press is the chord; letters are found at their place when the keyboard writes another script. */
export function isChord(chord: Chord, press: KeyPress, isMac: boolean): boolean {
  const mod = isMac ? press.metaKey : press.ctrlKey;
  const other = isMac ? press.ctrlKey : press.metaKey;
  if (mod !== chord.mod || other || press.altKey !== chord.alt) return false;
  // Which signs need Shift depends on the keyboard: the sign itself says enough.
  const isSign = chord.key.length === 1 && !/[a-z]/i.test(chord.key);
  if (!isSign && press.shiftKey !== chord.shift) return false;
  return pressedKey(press).toLowerCase() === chord.key.toLowerCase();
}

/** The key's name, or its Latin letter when it writes a letter of another script. */
export function pressedKey(press: Pick<KeyPress, 'key' | 'code'>): string {
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  return letter !== undefined && !/^[a-z]$/i.test(press.key) ? letter : press.key;
}

/** A chord as people read it: `Ctrl+Shift+A`, on a Mac `\u21e7\u2318A`. */
export function chordText(chord: Chord, isMac: boolean): string {
  if (isMac) {
    return `${chord.alt ? '\u2325' : ''}${chord.shift ? '\u21e7' : ''}${chord.mod ? '\u2318' : ''}${chord.key}`;
  }
  return [chord.mod ? 'Ctrl' : '', chord.alt ? 'Alt' : '', chord.shift ? 'Shift' : '', chord.key]
    .filter((part) => part !== '')
    .join('+');
}

/** A chord as `aria-keyshortcuts` writes it. */
export function ariaChord(chord: Chord, isMac: boolean): string {
  return [
    chord.mod ? (isMac ? 'Meta' : 'Control') : '',
    chord.alt ? 'Alt' : '',
    chord.shift ? 'Shift' : '',
    chord.key,
  ]
    .filter((part) => part !== '')
    .join('+');
}

/** A chord as Electron's menus write it. */
export function acceleratorText(chord: Chord): string {
  return [chord.mod ? 'CmdOrCtrl' : '', chord.alt ? 'Alt' : '', chord.shift ? 'Shift' : '', chord.key]
    .filter((part) => part !== '')
    .join('+');
}

/** Whether the user's keyboard is a Mac's. */
export const isMacKeyboard: boolean = navigator.platform.startsWith('Mac');
