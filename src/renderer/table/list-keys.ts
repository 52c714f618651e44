import type { SelectMode } from './list-selection.ts';

/** Where a key goes in the list. */
export type ListMove = 'up' | 'down' | 'page-up' | 'page-down' | 'first' | 'last';

/** What a key does in the list. */
export type ListKey =
  | { readonly kind: 'move'; readonly to: ListMove; readonly mode: SelectMode }
  | { readonly kind: 'column'; readonly direction: 1 | -1 }
  | { readonly kind: 'toggle' | 'select' | 'open' | 'menu' | 'card' | 'close-card' };

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

const MOVES: Readonly<Record<string, ListMove>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  PageUp: 'page-up',
  PageDown: 'page-down',
  Home: 'first',
  End: 'last',
};

/** What a key press does in the list; undefined for those that do nothing there. Other keys are commands'. */
export function listKey(press: Press): ListKey | undefined {
  const { key, ctrlKey, metaKey, shiftKey, altKey } = press;
  if (altKey) return undefined;
  if (metaKey) {
    // Command with an arrow is Home and End on a Mac.
    const to = key === 'ArrowUp' ? 'first' : key === 'ArrowDown' ? 'last' : undefined;
    return to === undefined ? undefined : { kind: 'move', to, mode: shiftKey ? 'extend' : 'only' };
  }
  const to = Object.hasOwn(MOVES, key) ? MOVES[key] : undefined;
  if (to !== undefined) {
    const mode = shiftKey ? (ctrlKey ? 'extend-more' : 'extend') : ctrlKey ? 'keep' : 'only';
    return { kind: 'move', to, mode };
  }
  if (key === 'F10' && shiftKey && !ctrlKey) return { kind: 'menu' };
  if (shiftKey) return undefined;
  if (key === ' ') return { kind: ctrlKey ? 'toggle' : 'select' };
  if (ctrlKey) return key.toLowerCase() === 'i' ? { kind: 'card' } : undefined;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    return { kind: 'column', direction: key === 'ArrowLeft' ? -1 : 1 };
  }
  if (key === 'Enter') return { kind: 'open' };
  if (key === 'ContextMenu') return { kind: 'menu' };
  return key === 'Escape' ? { kind: 'close-card' } : undefined;
}
