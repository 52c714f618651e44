import type { KeyboardEvent } from 'react';
import { holdKeysForPopup } from '../controls/held-keys.ts';
import { pressedKey } from './keys.ts';

/** Chooses the item of a menu whose mnemonic was pressed; only in the menu itself, not in one that opened from it. */
export function chooseByMnemonic(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || !(event.target instanceof Element)) return;
  if (event.target.closest('[role="menu"]') !== event.currentTarget) return;
  const item = itemWithMnemonic(event.currentTarget, pressedKey(event.nativeEvent));
  if (item === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  item.focus();
  if (item.hasAttribute('aria-haspopup')) holdKeysForPopup();
  item.click();
}

/** The item with a mnemonic in a menu or menu bar. */
export function itemWithMnemonic(menu: HTMLElement, key: string): HTMLElement | undefined {
  if (key.length !== 1) return undefined;
  return Array.from(menu.querySelectorAll<HTMLElement>('[data-mnemonic]')).find(
    (item) => item.dataset['mnemonic'] === key.toLowerCase(),
  );
}

/** Shows or hides the lines under the mnemonics. */
export function showMnemonics(areShown: boolean): void {
  document.documentElement.toggleAttribute('data-mnemonics', areShown);
}
