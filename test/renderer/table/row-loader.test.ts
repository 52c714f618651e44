import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHUNK_ROWS, RowCache } from '../../../src/renderer/table/row-cache.ts';
import { RowLoader } from '../../../src/renderer/table/row-loader.ts';
import type { WantedRows } from '../../../src/renderer/table/row-loader.ts';
import type { LoadedRows } from '../../../src/renderer/table/loaded-rows.ts';
import { ProcscopeError } from '../../../src/shared/errors.ts';
import { viewRow } from '../../../src/shared/units.ts';
import { windowOf } from './windows.ts';

interface Asked {
  readonly first: number;
  readonly count: number;
  answer(window: LoadedRows): Promise<void>;
  fail(error: unknown): Promise<void>;
}

/** A loader whose requests the test answers by hand. */
function loaderOf(generation = 1): {
  loader: RowLoader;
  cache: RowCache;
  asked: Asked[];
  came: WantedRows[];
  errors: unknown[];
} {
  const cache = new RowCache();
  cache.setGeneration(generation);
  const asked: Asked[] = [];
  const came: WantedRows[] = [];
  const errors: unknown[] = [];
  const settle = async (): Promise<void> => {
    for (let i = 0; i < 10; i++) await Promise.resolve();
  };
  const loader = new RowLoader(
    cache,
    (first, count) =>
      new Promise((resolve, reject) => {
        asked.push({
          first,
          count,
          answer: (window) => (resolve(window), settle()),
          fail: (error: unknown) => (reject(error instanceof Error ? error : new Error('failed')), settle()),
        });
      }),
    {
      onRows: (wanted) => came.push(wanted),
      onError: (error) => errors.push(error),
      onIdle: () => undefined,
    },
  );
  return { loader, cache, asked, came, errors };
}

function wanted(first: number, end: number, rows = 100_000): WantedRows {
  return { place: { row: viewRow(first), offset: 0 }, first, end, rows, direction: 1 };
}

describe('RowLoader', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('asks for whole chunks in view, then for those around', async () => {
    const { loader, asked, came } = loaderOf();
    loader.want(wanted(CHUNK_ROWS + 10, 3 * CHUNK_ROWS - 10));
    expect(asked.map(({ first, count }) => [first, count])).toEqual([[CHUNK_ROWS, 2 * CHUNK_ROWS]]);
    await asked[0]?.answer(windowOf(CHUNK_ROWS, 3 * CHUNK_ROWS));
    expect(came).toHaveLength(1);
    // Below first, because that is where the list is going; then above.
    expect(asked[1]?.first).toBe(3 * CHUNK_ROWS);
    await asked[1]?.answer(windowOf(asked[1].first, asked[1].first + asked[1].count));
    expect(asked[2]?.first).toBe(0);
    await asked[2]?.answer(windowOf(0, asked[2].count));
    expect(asked).toHaveLength(3);
    expect(loader.idle).toBe(true);
  });

  it('has two requests under way at most, and makes the next one for the newest place', async () => {
    const { loader, asked } = loaderOf();
    for (const first of [1000, 2000, 3000, 4000]) loader.want(wanted(first, first + 40));
    expect(asked).toHaveLength(2);
    await asked[0]?.answer(windowOf(asked[0].first, asked[0].first + asked[0].count));
    expect(asked[2]?.first).toBe(Math.floor(4000 / CHUNK_ROWS) * CHUNK_ROWS);
  });

  it('does not ask twice for the same rows', () => {
    const { loader, asked } = loaderOf();
    loader.want(wanted(0, 40));
    loader.want(wanted(0, 40));
    loader.want(wanted(1, 41));
    expect(asked).toHaveLength(1);
  });

  it('waits before it asks again after a failure', async () => {
    const { loader, asked, errors } = loaderOf();
    loader.want(wanted(0, 40));
    await asked[0]?.fail(new ProcscopeError('file/io', 'The file went away.'));
    loader.want(wanted(0, 40));
    expect(errors).toHaveLength(1);
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toHaveLength(2);
  });

  it('does not run in circles when the list has fewer rows than it was said to have', async () => {
    const { loader, asked } = loaderOf();
    loader.want(wanted(0, 40));
    await asked[0]?.answer(windowOf(0, 10));
    expect(asked).toHaveLength(1);
    expect(loader.idle).toBe(false);
  });

  it('forgets requests of the generation before', async () => {
    const { loader, cache, asked, came } = loaderOf();
    loader.want(wanted(0, 40));
    cache.setGeneration(2);
    loader.reset();
    await asked[0]?.answer(windowOf(0, CHUNK_ROWS, 1));
    expect(came).toHaveLength(0);
    loader.want(wanted(0, 40));
    await asked[1]?.answer(windowOf(0, 2 * CHUNK_ROWS, 2));
    expect(came).toHaveLength(1);
    loader.close();
  });
});
