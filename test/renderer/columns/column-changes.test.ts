import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultColumns,
  without,
  withMoved,
  withWidth,
} from '../../../src/renderer/columns/column-changes.ts';
import { headerKey, neighbourOf } from '../../../src/renderer/columns/header-keys.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import { settingsChange } from '../../../src/shared/settings.ts';

function namesOf(columns: readonly { readonly name: string }[]): string[] {
  return columns.map(({ name }) => name);
}

describe('changes of the columns', () => {
  it('gives one column a width within bounds, in whole pixels', () => {
    expect(withWidth(defaultColumns(), 'path', 300.6)[5]).toEqual({ name: 'path', width: 301 });
    expect(withWidth(defaultColumns(), 'path', -5)[5]).toEqual({ name: 'path', width: 24 });
    expect(withWidth(defaultColumns(), 'path', 1e6)[5]).toEqual({ name: 'path', width: 4000 });
    expect(withWidth(defaultColumns(), 'path', 300)[4]).toEqual({ name: 'operation' });
  });

  it('moves a column in front of another one, and behind all', () => {
    const columns = [
      { name: 'pid' as const },
      { name: 'tid' as const, width: 80 },
      { name: 'path' as const },
    ];
    expect(namesOf(withMoved(columns, 'pid', 2))).toEqual(['tid', 'pid', 'path']);
    expect(withMoved(columns, 'pid', 3)).toEqual([
      { name: 'tid', width: 80 },
      { name: 'path' },
      { name: 'pid' },
    ]);
    expect(namesOf(withMoved(columns, 'path', 0))).toEqual(['path', 'pid', 'tid']);
    expect(withMoved(columns, 'tid', 1)).toEqual(columns);
    expect(withMoved(columns, 'tid', 2)).toEqual(columns);
    expect(withMoved(columns, 'user', 0)).toEqual(columns);
  });

  it('hides a column, but not the last one', () => {
    expect(namesOf(without(defaultColumns(), 'pid'))).not.toContain('pid');
    expect(without([{ name: 'pid' }], 'pid')).toEqual([{ name: 'pid' }]);
  });

  it('always leaves columns that can be kept', () => {
    const name = fc.constantFrom(...COLUMN_NAMES);
    const change = fc.oneof(
      fc.record({ do: fc.constant('move' as const), name, value: fc.integer({ min: 0, max: 30 }) }),
      fc.record({
        do: fc.constant('width' as const),
        name,
        value: fc.double({ min: -100, max: 9999, noNaN: true }),
      }),
      fc.record({ do: fc.constant('hide' as const), name, value: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        let columns = defaultColumns();
        for (const { do: what, name: column, value } of changes) {
          if (what === 'move') columns = withMoved(columns, column, value);
          else if (what === 'width') columns = withWidth(columns, column, value);
          else columns = without(columns, column);
          expect(settingsChange.safeParse({ columns }).success).toBe(true);
        }
      }),
    );
  });
});

describe('keys of the header', () => {
  const press = (key: string, modifiers: Partial<Record<'shiftKey' | 'altKey' | 'ctrlKey', boolean>> = {}) =>
    headerKey({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...modifiers });

  it('walk, move and resize', () => {
    expect(press('ArrowLeft')).toEqual({ kind: 'focus', direction: -1 });
    expect(press('ArrowRight', { altKey: true })).toEqual({ kind: 'move', direction: 1 });
    expect(press('ArrowRight', { shiftKey: true })).toEqual({ kind: 'resize', direction: 1 });
    expect(press('Enter')).toEqual({ kind: 'menu' });
    expect(press('Escape')).toEqual({ kind: 'leave' });
    expect(press('ArrowLeft', { ctrlKey: true })).toBeUndefined();
    expect(press('Tab')).toBeUndefined();
  });

  it('stop at the ends', () => {
    expect(neighbourOf(['pid', 'tid'], 'pid', -1)).toBe('pid');
    expect(neighbourOf(['pid', 'tid'], 'pid', 1)).toBe('tid');
  });
});
