import type { CDPSession, Page } from '@playwright/test';

const MODIFIERS = { Alt: 1, Shift: 8 } as const;
const CODES: Readonly<Record<string, number>> = { Tab: 9, Enter: 13, Escape: 27, ArrowDown: 40, F10: 121 };

/**
 * Presses keys faster than anybody waits for what they do: all are on their way before the first has been handled. Letters and
 * some named keys, with Alt or Shift: `Alt+h`, `c`, `Shift+F10`, `Tab`.
 */
export async function pressAtOnce(page: Page, keys: readonly string[]): Promise<void> {
  const client = await page.context().newCDPSession(page);
  await Promise.all(keys.flatMap((key) => press(client, key)));
  await client.detach();
}

function press(client: CDPSession, chord: string): Promise<unknown>[] {
  const [key = '', modifier] = chord.split('+').reverse();
  const modifiers = modifier === 'Alt' || modifier === 'Shift' ? MODIFIERS[modifier] : 0;
  const isLetter = key.length === 1;
  const event = {
    key,
    code: isLetter ? `Key${key.toUpperCase()}` : key,
    windowsVirtualKeyCode: CODES[key] ?? key.toUpperCase().charCodeAt(0),
    modifiers,
  };
  return [
    client.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...event }),
    client.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event }),
  ];
}
