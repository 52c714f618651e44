import { describe, expect, test } from 'vitest';
import { propertiesEn } from '../../../src/renderer/messages/areas/properties.ts';
import {
  baseName,
  isFirstOfUser,
  moduleRows,
  nextOrder,
  sorted,
  stackRows,
} from '../../../src/renderer/properties/list-rows.ts';
import { someProperties } from './some-properties.ts';

describe('the rows of a stack', () => {
  const rows = stackRows(someProperties().stack, propertiesEn);

  test('say where each frame is, in words and by module and offset', () => {
    expect(rows[0]?.cells).toEqual({
      frame: '0',
      mode: 'Kernel',
      module: 'FLTMGR.SYS',
      location: 'FLTMGR.SYS + 0x7852',
      address: '0xfffff8011e607852',
      path: 'C:\\W\\FLTMGR.SYS',
    });
    expect(rows[2]?.cells.mode).toBe('User');
  });

  test('show an offset of 0', () => {
    expect(rows[1]?.cells.location).toBe('ntoskrnl.exe + 0x0');
  });

  test('show the address of a frame that no module holds', () => {
    expect(rows[3]?.cells).toMatchObject({ module: '<unknown>', location: '0x1234', path: '' });
  });

  test('are parted where user mode begins, and only there', () => {
    expect(rows.map((_, index) => isFirstOfUser(rows, index))).toEqual([false, false, true, false]);
  });

  test('are not parted when all are of one mode', () => {
    const user = rows.slice(2);
    expect(user.map((_, index) => isFirstOfUser(user, index))).toEqual([false, false]);
  });
});

describe('the rows of modules', () => {
  const rows = moduleRows(someProperties().process.modules);
  const names = (list: typeof rows): string[] => list.map(({ cells }) => cells.module);

  test('name each module by the last part of its path', () => {
    expect(names(rows)).toEqual(['b10.dll', 'B9.so']);
    expect(rows[0]?.cells).toMatchObject({ address: '0x10000', size: '0x1000' });
  });

  test('leave a timestamp out that is not known', () => {
    expect(rows[0]?.cells.timestamp).toContain('/1970 ');
    expect(rows[1]?.cells.timestamp).toBe('');
  });

  test('are sorted by names as people read them', () => {
    expect(names(sorted(rows, { column: 'module', isDescending: false }, 'en'))).toEqual([
      'B9.so',
      'b10.dll',
    ]);
    expect(names(sorted(rows, { column: 'module', isDescending: true }, 'en'))).toEqual(['b10.dll', 'B9.so']);
  });

  test('are sorted by numbers where there are numbers', () => {
    expect(names(sorted(rows, { column: 'address', isDescending: false }, 'en'))).toEqual([
      'B9.so',
      'b10.dll',
    ]);
    expect(names(sorted(rows, { column: 'size', isDescending: true }, 'en'))).toEqual(['B9.so', 'b10.dll']);
  });

  test('stand in their own order until a column is chosen', () => {
    expect(sorted(rows, undefined, 'en')).toBe(rows);
  });
});

test('a header sorts upwards, then downwards, then not at all', () => {
  const first = nextOrder<'a' | 'b'>(undefined, 'a');
  const second = nextOrder(first, 'a');
  expect(first).toEqual({ column: 'a', isDescending: false });
  expect(second).toEqual({ column: 'a', isDescending: true });
  expect(nextOrder(second, 'a')).toBeUndefined();
  expect(nextOrder(second, 'b')).toEqual({ column: 'b', isDescending: false });
});

test('a name without folders is the whole name', () => {
  expect(baseName('ntdll.dll')).toBe('ntdll.dll');
  expect(baseName('')).toBe('');
});
