import { describe, expect, it } from 'vitest';
import { listKey } from '../../../src/renderer/table/list-keys.ts';
import type { ListKey } from '../../../src/renderer/table/list-keys.ts';

function press(text: string): ListKey | undefined {
  const parts = text.split('+');
  return listKey({
    key: parts.at(-1) === 'Space' ? ' ' : (parts.at(-1) ?? ''),
    ctrlKey: parts.includes('Ctrl'),
    shiftKey: parts.includes('Shift'),
    altKey: parts.includes('Alt'),
    metaKey: parts.includes('Meta'),
  });
}

describe('keys of the list', () => {
  it('move, and select as lists do', () => {
    expect(press('ArrowDown')).toEqual({ kind: 'move', to: 'down', mode: 'only' });
    expect(press('Shift+PageUp')).toEqual({ kind: 'move', to: 'page-up', mode: 'extend' });
    expect(press('Ctrl+End')).toEqual({ kind: 'move', to: 'last', mode: 'keep' });
    expect(press('Ctrl+Shift+Home')).toEqual({ kind: 'move', to: 'first', mode: 'extend-more' });
    expect(press('Meta+ArrowDown')).toEqual({ kind: 'move', to: 'last', mode: 'only' });
    expect(press('ArrowRight')).toEqual({ kind: 'column', direction: 1 });
    expect(press('Space')).toEqual({ kind: 'select' });
    expect(press('Ctrl+Space')).toEqual({ kind: 'toggle' });
  });

  it('open what belongs to a cell', () => {
    expect(press('Enter')).toEqual({ kind: 'open' });
    expect(press('ContextMenu')).toEqual({ kind: 'menu' });
    expect(press('Shift+F10')).toEqual({ kind: 'menu' });
    expect(press('Ctrl+i')).toEqual({ kind: 'card' });
    expect(press('Escape')).toEqual({ kind: 'close-card' });
  });

  it('leave the keys of commands alone', () => {
    for (const key of ['Ctrl+c', 'F3', 'Ctrl+Shift+A', 'Alt+ArrowLeft', 'Tab', 'a', 'F10', 'Shift+Enter'])
      expect(press(key)).toBeUndefined();
  });
});
