import { holdKeysForPopup } from '../controls/held-keys.ts';
import { isMacKeyboard, pressedKey } from './keys.ts';
import { itemWithMnemonic, showMnemonics } from './menu-mnemonics.ts';

function menuBar(): HTMLElement | undefined {
  return document.querySelector<HTMLElement>('[role="menubar"]') ?? undefined;
}

/** Opens a menu of the bar with its first item chosen, as the down arrow on its name does. */
export function openFromKeyboard(trigger: HTMLElement): void {
  showMnemonics(true);
  trigger.focus();
  holdKeysForPopup();
  trigger.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'ArrowDown', code: 'ArrowDown', bubbles: true, cancelable: true }),
  );
}

/**
 * Alt alone and F10 enter the menu bar and leave it, Alt with a mnemonic opens a menu, and the mnemonics are underlined
 * while Alt is down. Not on a Mac, where Alt writes letters.
 * @param canEnter whether the menu bar can be entered now; not while a dialog is open
 * @param leave gives the focus back to the window's content
 */
export function installMenuBarKeys(canEnter: () => boolean, leave: () => void): () => void {
  if (isMacKeyboard) return () => undefined;
  let isAltAlone = false;

  const toggle = (): void => {
    const bar = menuBar();
    if (bar === undefined || !canEnter()) return;
    if (isInMenus(document.activeElement)) {
      showMnemonics(false);
      leave();
      return;
    }
    showMnemonics(true);
    bar.querySelector<HTMLElement>('[role="menuitem"]')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Alt' && !event.ctrlKey && !event.shiftKey && !event.metaKey) {
      if (!event.repeat) isAltAlone = true;
      if (canEnter()) showMnemonics(true);
      event.preventDefault();
      return;
    }
    isAltAlone = false;
    if (event.key === 'F10' && !event.shiftKey && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      toggle();
      return;
    }
    // Ctrl and Alt together write signs on many keyboards.
    if (!event.altKey || event.ctrlKey || event.metaKey || event.getModifierState('AltGraph')) return;
    const bar = menuBar();
    const trigger = bar === undefined ? undefined : itemWithMnemonic(bar, pressedKey(event));
    if (trigger === undefined || !canEnter()) return;
    event.preventDefault();
    openFromKeyboard(trigger);
  };
  const onKeyUp = (event: KeyboardEvent): void => {
    if (event.key !== 'Alt') return;
    if (isAltAlone) {
      event.preventDefault();
      toggle();
    } else if (!isInMenus(document.activeElement)) {
      showMnemonics(false);
    }
    isAltAlone = false;
  };
  // The lines go when the menus are left, whatever led out of them.
  const onFocusIn = (event: FocusEvent): void => {
    if (event.target instanceof Element && !isInMenus(event.target)) showMnemonics(false);
  };
  const forget = (): void => {
    isAltAlone = false;
    showMnemonics(false);
  };

  window.addEventListener('keydown', onKeyDown, true);
  window.addEventListener('keyup', onKeyUp, true);
  window.addEventListener('pointerdown', forget, true);
  window.addEventListener('focusin', onFocusIn);
  window.addEventListener('blur', forget);
  return () => {
    window.removeEventListener('keydown', onKeyDown, true);
    window.removeEventListener('keyup', onKeyUp, true);
    window.removeEventListener('pointerdown', forget, true);
    window.removeEventListener('focusin', onFocusIn);
    window.removeEventListener('blur', forget);
  };
}

/** Whether an element is in the menu bar or in an open menu. */
export function isInMenus(element: Element | null): boolean {
  return element !== null && element.closest('[role="menubar"], [role="menu"]') !== null;
}
