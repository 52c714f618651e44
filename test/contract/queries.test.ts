import { expect, it } from 'vitest';
import { ALL_CLASSES, EventClass, classBit } from '../../src/shared/event-class.ts';
import type { FilterRule } from '../../src/shared/filter/filter-rule.ts';
import { viewRow } from '../../src/shared/units.ts';
import { APP_ONLY, NUMBERS, SLOW_RULES, describeApi, isApp } from './api-rig.ts';
import { LARGE_EVENTS, SAMPLE_EVENTS, sampleEvent } from './samples.ts';

const row = viewRow;

describeApi((rig) => {
  it('finds a text in any of some columns', async () => {
    await rig.start(rig.samples.small);
    const { view } = await rig.viewer.call('view/open', { rules: APP_ONLY });
    const shown = NUMBERS.filter(isApp);
    const columns = ['sequence', 'path', 'operation'] as const;
    const find = async (text: string, from?: number, direction: 1 | -1 = 1): Promise<number | undefined> =>
      (
        await rig.viewer.call('view/find', {
          view,
          what: { text, columns },
          from: from === undefined ? undefined : row(from),
          direction,
        })
      ).row;
    const regKeys = [...shown.keys()].filter((k) => sampleEvent(shown[k]!).operation === 'RegOpenKey');
    expect(await find('REGOPENK')).toBe(regKeys[0]);
    expect(await find('regopenk', regKeys[0])).toBe(regKeys[1]);
    expect(await find('regopenk', undefined, -1)).toBe(regKeys.at(-1));
    expect(await find('FILE 123.txt')).toBe(shown.indexOf(123));
    // Neither a column that was not asked for nor the number of a row.
    expect(await find('app.exe')).toBeUndefined();
    const none = { text: 'key', columns: ['sequence'] as const };
    const nowhere = await rig.viewer.call('view/find', { view, what: none, direction: 1 });
    expect(nowhere.row).toBeUndefined();
  });

  it('tells the runs of successive events among rows', async () => {
    await rig.start(rig.samples.small);
    const files = classBit(EventClass.FileSystem);
    const { view, generation } = await rig.viewer.call('view/open', { classes: files });
    // Every fourth event is one of the registry.
    expect(await rig.viewer.call('view/runs', { view, first: row(0), count: 7 })).toEqual({
      generation,
      runs: Float64Array.of(1, 3, 5, 7, 9, 9),
    });
    const all = await rig.viewer.call('view/classes', { view, classes: ALL_CLASSES });
    expect(await rig.viewer.call('view/runs', { view, first: row(10), count: 2 ** 52 })).toEqual({
      generation: all.generation,
      runs: Float64Array.of(10, SAMPLE_EVENTS - 1),
    });
    const behind = await rig.viewer.call('view/runs', { view, first: row(SAMPLE_EVENTS), count: 5 });
    expect(behind.runs).toEqual(new Float64Array(0));
  });

  it('counts events, whatever a view shows', async () => {
    await rig.start();
    await expect(rig.viewer.call('capture/count', { rules: [] })).rejects.toMatchObject({
      code: 'capture/none',
    });
    await rig.start(rig.samples.small);
    const count = async (rules: readonly FilterRule[], classes?: number): Promise<number> =>
      (await rig.viewer.call('capture/count', { rules, classes })).events;
    const files = classBit(EventClass.FileSystem);
    const isFile = (n: number): boolean => sampleEvent(n).eventClass === EventClass.FileSystem;
    expect(await count([])).toBe(SAMPLE_EVENTS);
    expect(await count(APP_ONLY)).toBe(NUMBERS.filter(isApp).length);
    expect(await count(APP_ONLY, files)).toBe(NUMBERS.filter((n) => isApp(n) && isFile(n)).length);
    expect(await count([{ ...APP_ONLY[0]!, enabled: false }], files)).toBe(NUMBERS.filter(isFile).length);
  });

  it('tells the values of a column with their counts', async () => {
    await rig.start(rig.samples.small);
    const names = await rig.viewer.call('capture/values', { column: 'processName', text: '', limit: 10 });
    const third = SAMPLE_EVENTS / 3;
    expect(names).toEqual({
      values: ['app.exe', 'other.exe', 'service.exe'].map((text) => ({ text, events: third })),
      isComplete: true,
    });
    const some = await rig.viewer.call('capture/values', { column: 'path', text: 'KEY 10', limit: 3 });
    const paths = NUMBERS.map((n) => sampleEvent(n).path).filter((path) => path.includes('Key 10'));
    expect(some.values.map(({ text }) => text).every((text) => paths.includes(text))).toBe(true);
    expect(some).toMatchObject({ isComplete: new Set(paths).size <= 3 });
    const limit = { column: 'path', text: '', limit: 0 } as const;
    await expect(rig.viewer.call('capture/values', limit)).rejects.toMatchObject({ code: 'api/bad-request' });
  });

  it('cancels counts and values on the way', async () => {
    await rig.start(rig.samples.large);
    const stop = new AbortController();
    const calls = [
      rig.viewer.call('capture/count', { rules: SLOW_RULES }, { signal: stop.signal }),
      rig.viewer.call('capture/count', { rules: SLOW_RULES.slice(1) }, { signal: stop.signal }),
      rig.viewer.call('capture/values', { column: 'detail', text: '', limit: 10 }, { signal: stop.signal }),
    ];
    const outcomes = Promise.allSettled(calls);
    stop.abort();
    for (const outcome of await outcomes)
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'job/cancelled' } });
    expect(await rig.viewer.call('capture/count', { rules: [] })).toEqual({ events: LARGE_EVENTS });
  });
});
