import { describe, expect, it } from 'vitest';
import { CHUNK_ROWS, RowCache } from '../../../src/renderer/table/row-cache.ts';
import { windowOf } from './windows.ts';

function cacheOf(generation: number): RowCache {
  const cache = new RowCache();
  cache.setGeneration(generation);
  return cache;
}

describe('RowCache', () => {
  it('knows the rows of a window, and no others', () => {
    const cache = cacheOf(1);
    expect(cache.add(windowOf(CHUNK_ROWS, 3 * CHUNK_ROWS))).toBe(true);
    expect(cache.windowOf(CHUNK_ROWS - 1)).toBeUndefined();
    expect(cache.windowOf(CHUNK_ROWS)?.first).toBe(CHUNK_ROWS);
    expect(cache.has(CHUNK_ROWS, 3 * CHUNK_ROWS)).toBe(true);
    expect(cache.firstMissing(CHUNK_ROWS, 3 * CHUNK_ROWS + 1)).toBe(3 * CHUNK_ROWS);
  });

  it('takes the end of a list for what it is until it has grown', () => {
    const cache = cacheOf(1);
    cache.add(windowOf(0, 10));
    expect(cache.firstMissing(0, 12)).toBe(10);
    cache.add(windowOf(0, 12));
    expect(cache.has(0, 12)).toBe(true);
  });

  it('throws windows of other generations away', () => {
    const cache = cacheOf(2);
    expect(cache.add(windowOf(0, 10, 1))).toBe(false);
    expect(cache.windowOf(0)).toBeUndefined();
    cache.add(windowOf(0, 10, 2));
    cache.setGeneration(3);
    expect(cache.windowOf(0)).toBeUndefined();
  });

  it('keeps rows when other columns are shown, and misses them until they have all columns', () => {
    const cache = cacheOf(1);
    cache.setColumns(['path']);
    cache.add(windowOf(0, CHUNK_ROWS));
    expect(cache.firstMissing(0, 10)).toBeUndefined();
    cache.setColumns(['path', 'pid']);
    expect(cache.has(0, 10)).toBe(true);
    expect(cache.windowOf(3)?.cells[0]?.[3]).toBe('path 3');
    expect(cache.firstMissing(0, 10)).toBe(0);
    cache.add(windowOf(0, CHUNK_ROWS, 1, ['pid', 'path', 'user']));
    expect(cache.firstMissing(0, 10)).toBeUndefined();
    // An answer to an older question comes late.
    cache.add(windowOf(0, CHUNK_ROWS));
    expect(cache.windowOf(0)?.columns).toContain('pid');
    // Fewer columns are missing nothing.
    cache.setColumns(['user']);
    expect(cache.firstMissing(0, 10)).toBeUndefined();
  });

  it('drops what was not used for longest', () => {
    const cache = cacheOf(1);
    cache.add(windowOf(0, CHUNK_ROWS));
    for (let chunk = 1; chunk < 1000; chunk++) {
      cache.touch(0, 10);
      cache.add(windowOf(chunk * CHUNK_ROWS, (chunk + 1) * CHUNK_ROWS));
    }
    expect(cache.windowOf(0)).toBeDefined();
    expect(cache.windowOf(CHUNK_ROWS)).toBeUndefined();
    expect(cache.windowOf(999 * CHUNK_ROWS)).toBeDefined();
  });
});
