/** How long a popup may take to open before the keys go where the focus is, in ms. */
const PATIENCE_MS = 1000;
/** A popup has the focus itself for a moment before one of its items does, in ms. */
const ITEM_MS = 50;
/** What a key did to a popup, such as moving its focus, is done within a frame or so: the next key waits as long, in ms. */
const KEY_MS = 20;

let held: KeyboardEvent[] = [];
/** Ends the waiting that is under way. */
let stopWaiting: (() => void) | undefined;
/** Until the next of the kept keys is pressed. */
let pressing: ReturnType<typeof setTimeout> | undefined;

/**
 * Keeps the keys that are pressed from now on until a menu or a list of options has the focus, and presses them there:
 * who knows a command's letters types them faster than menus open. For the moment in which something was done that
 * opens one. A Tab among the keys moves nothing: a page cannot press it.
 */
export function holdKeysForPopup(): void {
  stopWaiting?.();
  const before = popupOf(document.activeElement);
  let timer = setTimeout(() => releaseHeldKeys(), PATIENCE_MS);
  const onFocusIn = (event: FocusEvent): void => {
    const element = event.target instanceof Element ? event.target : null;
    const popup = popupOf(element);
    if (popup === null || popup === before) return;
    clearTimeout(timer);
    timer = setTimeout(() => releaseHeldKeys(), element === popup ? ITEM_MS : 0);
  };
  document.addEventListener('focusin', onFocusIn);
  stopWaiting = () => {
    clearTimeout(timer);
    document.removeEventListener('focusin', onFocusIn);
    stopWaiting = undefined;
  };
}

/** Whether something was done that opens a popup, and the popup does not have the focus yet. */
export function isPopupOpening(): boolean {
  return stopWaiting !== undefined;
}

/** Presses the keys that were kept; for when no popup opens after all. */
export function releaseHeldKeys(): void {
  stopWaiting?.();
  if (pressing === undefined) pressNextKey();
}

function pressNextKey(): void {
  pressing = undefined;
  // The key before may have opened another popup, for which the rest then waits.
  if (stopWaiting !== undefined) return;
  const key = held.shift();
  if (key === undefined) return;
  if (held.length > 0) pressing = setTimeout(pressNextKey, key.type === 'keydown' ? KEY_MS : 0);
  (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent(key.type, key));
}

/** Listens to the keys of the window; before all others that do, so that they do not see the keys that are kept. */
export function installHeldKeys(): () => void {
  const onKey = (event: KeyboardEvent): void => {
    // Those that are pressed here, when their time has come, are not the user's own.
    if ((stopWaiting === undefined && pressing === undefined) || !event.isTrusted) return;
    if (event.ctrlKey || event.metaKey || MODIFIERS.has(event.key)) return;
    // The end of a press that was not kept is not kept either.
    if (event.type === 'keyup' && !held.some(({ type, code }) => type === 'keydown' && code === event.code))
      return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held.push(event);
  };
  const forget = (): void => {
    held = [];
    clearTimeout(pressing);
    pressing = undefined;
    stopWaiting?.();
  };
  window.addEventListener('keydown', onKey, true);
  window.addEventListener('keyup', onKey, true);
  window.addEventListener('pointerdown', forget, true);
  window.addEventListener('blur', forget);
  return () => {
    forget();
    window.removeEventListener('keydown', onKey, true);
    window.removeEventListener('keyup', onKey, true);
    window.removeEventListener('pointerdown', forget, true);
    window.removeEventListener('blur', forget);
  };
}

const MODIFIERS: ReadonlySet<string> = new Set(['Alt', 'AltGraph', 'Control', 'Meta', 'Shift']);

function popupOf(element: Element | null): Element | null {
  return element?.closest('[role="menu"], .select-popup') ?? null;
}
