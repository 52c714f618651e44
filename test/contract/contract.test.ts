import { expect, it } from 'vitest';
import { COLUMN_NAMES, DEFAULT_COLUMNS } from '../../src/shared/columns.ts';
import { ALL_CLASSES, EventClass, classBit } from '../../src/shared/event-class.ts';
import { parseFilterRule } from '../../src/shared/filter/filter-rule.ts';
import type { FilterRule } from '../../src/shared/filter/filter-rule.ts';
import { MAX_WINDOW_ROWS, RowTone } from '../../src/shared/api/row-window.ts';
import type { ViewId } from '../../src/shared/api/schemas.ts';
import type { ViewState } from '../../src/shared/api/viewer-contract.ts';
import { PROTOCOL_VERSION } from '../../src/shared/api/contract.ts';
import { MAX_CALLS_IN_FLIGHT } from '../../src/shared/api/server.ts';
import { eventNo, viewRow } from '../../src/shared/units.ts';
import { APP_ONLY, NUMBERS, SLOW_RULES, describeApi, isApp } from './api-rig.ts';
import { EngineUnderTest } from './engine-hosts.ts';
import { LARGE_EVENTS, SAMPLE_EVENTS, sampleEvent } from './samples.ts';

const row = viewRow;
const rule = parseFilterRule;

describeApi((rig, name) => {
  it('says what is open', async () => {
    await rig.start();
    expect(await rig.viewer.call('capture/info', {})).toMatchObject({
      state: 'none',
      events: 0,
      classes: [],
      processes: 0,
    });
    await rig.engine.host.call('capture/open', { path: rig.samples.small });
    await rig.engine.untilReady(rig.viewer);
    const info = await rig.viewer.call('capture/info', {});
    expect(info).toMatchObject({
      state: 'ready',
      name: 'small.PML',
      events: SAMPLE_EVENTS,
      first: 0,
      warnings: [],
    });
    expect(info.meta).toMatchObject({ format: 'pml', dialect: 'pml', bitness: 64 });
    expect(typeof info.meta?.startTime).toBe('bigint');
    const registry = NUMBERS.filter((n) => sampleEvent(n).eventClass === EventClass.Registry).length;
    expect(info.classes[EventClass.Registry]).toBe(registry);
    expect(info.classes[EventClass.FileSystem]).toBe(SAMPLE_EVENTS - registry);
  });

  it('gives windows of formatted rows', async () => {
    await rig.start(rig.samples.small);
    const { view, generation, rows, total } = await rig.viewer.call('view/open', {});
    expect([rows, total]).toEqual([SAMPLE_EVENTS, SAMPLE_EVENTS]);
    const columns = ['sequence', 'processName', 'pid', 'operation', 'path', 'result'] as const;
    const window = await rig.viewer.call('view/rows', { view, first: row(10), count: 20, columns });
    const shown = NUMBERS.slice(10, 30).map(sampleEvent);
    expect(window.generation).toBe(generation);
    expect(window.first).toBe(10);
    expect(window.event).toEqual(Float64Array.from(NUMBERS.slice(10, 30)));
    expect(window.eventClass).toEqual(Uint8Array.from(shown, ({ eventClass }) => eventClass));
    expect(window.tone).toEqual(new Uint8Array(20).fill(RowTone.Plain));
    expect(window.icon).toEqual(new Uint32Array(20));
    expect(window.cells.slice(1)).toEqual([
      shown.map(({ process }) => process),
      shown.map(({ pid }) => String(pid)),
      shown.map(({ operation }) => operation),
      shown.map(({ path }) => path),
      shown.map(() => 'SUCCESS'),
    ]);
  });

  it('gives the part of a window that the view has', async () => {
    await rig.start(rig.samples.small);
    const { view } = await rig.viewer.call('view/open', {});
    const ask = (first: number, count: number): ReturnType<typeof rig.viewer.call<'view/rows'>> =>
      rig.viewer.call('view/rows', { view, first: row(first), count, columns: DEFAULT_COLUMNS });
    expect((await ask(SAMPLE_EVENTS - 3, 100)).event).toEqual(Float64Array.from(NUMBERS.slice(-3)));
    expect((await ask(SAMPLE_EVENTS, 100)).event).toHaveLength(0);
    expect((await ask(2 ** 52, 100)).cells).toEqual(DEFAULT_COLUMNS.map(() => []));
    expect((await ask(0, 0)).event).toHaveLength(0);
    expect((await ask(0, MAX_WINDOW_ROWS)).event).toHaveLength(SAMPLE_EVENTS);
  });

  it('filters and toggles, each with a new generation', async () => {
    await rig.start(rig.samples.small);
    const opened = await rig.viewer.call('view/open', {});
    const { view } = opened;
    const filtered = await rig.viewer.call('view/filter', { view, rules: APP_ONLY });
    expect(filtered.rows).toBe(NUMBERS.filter(isApp).length);
    expect(filtered.generation).toBeGreaterThan(opened.generation);

    const toggled = await rig.viewer.call('view/classes', {
      view,
      classes: ALL_CLASSES & ~classBit(EventClass.Registry),
    });
    const files = NUMBERS.filter((n) => isApp(n) && sampleEvent(n).eventClass === EventClass.FileSystem);
    expect(toggled.rows).toBe(files.length);
    expect(toggled.generation).toBeGreaterThan(filtered.generation);

    const window = await rig.viewer.call('view/rows', {
      view,
      first: row(0),
      count: 1000,
      columns: ['path'],
    });
    expect(window.generation).toBe(toggled.generation);
    expect([...window.event]).toEqual(files);
    expect(window.cells).toEqual([files.map((n) => sampleEvent(n).path)]);
  });

  it('says which rows are highlighted, finds them and counts them', async () => {
    await rig.start(rig.samples.small);
    const opened = await rig.viewer.call('view/open', {});
    const { view } = opened;
    const isHighlighted = (n: number): boolean => sampleEvent(n).operation === 'RegOpenKey';
    const rules = [rule('Operation;is;RegOpenKey;Include')];
    const find = async (from: number | undefined, direction: 1 | -1): Promise<number | undefined> => {
      const what = { highlighted: true } as const;
      const place = from === undefined ? undefined : row(from);
      return (await rig.viewer.call('view/find', { view, what, from: place, direction })).row;
    };
    expect(await find(undefined, 1)).toBeUndefined();

    const highlighted = await rig.viewer.call('view/highlight', { view, rules });
    expect(highlighted.rows).toBe(opened.rows);
    expect(highlighted.generation).toBeGreaterThan(opened.generation);
    await rig.viewer.call('view/filter', { view, rules: APP_ONLY });
    const shown = NUMBERS.filter(isApp);
    const marks = shown.map((n) => (isHighlighted(n) ? 1 : 0));
    const ask = (): ReturnType<typeof rig.viewer.call<'view/rows'>> =>
      rig.viewer.call('view/rows', { view, first: row(0), count: 1000, columns: ['path'] });
    expect([...(await ask()).highlighted]).toEqual(marks);
    expect([await find(undefined, 1), await find(undefined, -1)]).toEqual([
      marks.indexOf(1),
      marks.lastIndexOf(1),
    ]);
    expect(await find(marks.indexOf(1), 1)).toBe(marks.indexOf(1, marks.indexOf(1) + 1));
    expect(await find(marks.indexOf(1), -1)).toBeUndefined();
    const count = async (some: readonly FilterRule[]): Promise<number> =>
      (await rig.viewer.call('capture/count', { rules: APP_ONLY, highlighted: some })).events;
    expect(await count(rules)).toBe(marks.filter((mark) => mark === 1).length);
    expect(await count([])).toBe(0);

    await rig.viewer.call('view/highlight', {
      view,
      rules: rules.map((one) => ({ ...one, enabled: false })),
    });
    expect((await ask()).highlighted).toEqual(new Uint8Array(shown.length));
  });

  it('tells rows of events, and events of rows', async () => {
    await rig.start(rig.samples.small);
    const { view } = await rig.viewer.call('view/open', { rules: APP_ONLY });
    const shown = NUMBERS.filter(isApp);
    const hidden = NUMBERS.findIndex((n) => !isApp(n));
    const third = eventNo(shown[3]!);
    expect(await rig.viewer.call('view/event-of-row', { view, row: row(3) })).toMatchObject({ event: third });
    expect(await rig.viewer.call('view/row-of-event', { view, event: third })).toMatchObject({
      row: 3,
      exact: true,
    });
    expect(await rig.viewer.call('view/row-of-event', { view, event: eventNo(hidden) })).toMatchObject({
      exact: false,
    });
    await expect(
      rig.viewer.call('view/event-of-row', { view, row: row(shown.length) }),
    ).rejects.toMatchObject({
      code: 'api/bad-request',
    });
    await rig.viewer.call('view/filter', { view, rules: SLOW_RULES });
    const nowhere = await rig.viewer.call('view/row-of-event', { view, event: third });
    expect(nowhere).toMatchObject({ exact: false });
    expect(nowhere.row).toBeUndefined();
  });

  it('finds the next and the previous row', async () => {
    await rig.start(rig.samples.small);
    const { view } = await rig.viewer.call('view/open', {});
    const shown = NUMBERS.filter(isApp);
    const find = async (from: number, direction: 1 | -1): Promise<number | undefined> =>
      (await rig.viewer.call('view/find', { view, what: { rules: APP_ONLY }, from: row(from), direction }))
        .row;
    expect(await find(shown[2]! + 1, 1)).toBe(shown[3]);
    expect(await find(shown[2]! - 1, -1)).toBe(shown[1]);
    expect(await find(shown.at(-1)! + 1, 1)).toBeUndefined();
  });

  it('gives all that is known of an event', async () => {
    await rig.start(rig.samples.small);
    const event = eventNo(7);
    const properties = await rig.viewer.call('event/properties', { event });
    expect(properties.columns.map(({ column }) => column)).toEqual(COLUMN_NAMES);
    const texts = Object.fromEntries(properties.columns.map(({ column, text }) => [column, text]));
    expect(texts).toMatchObject({
      processName: sampleEvent(7).process,
      path: sampleEvent(7).path,
      result: 'SUCCESS',
    });
    expect(properties.payload).toBeInstanceOf(Uint8Array);
    await expect(
      rig.viewer.call('event/properties', { event: eventNo(SAMPLE_EVENTS) }),
    ).rejects.toMatchObject({
      code: 'api/bad-request',
    });
  });

  it('has several views of several clients, each its own', async () => {
    await rig.start(rig.samples.small);
    const other = rig.engine.viewer();
    const mine = await rig.viewer.call('view/open', {});
    const second = await rig.viewer.call('view/open', { rules: APP_ONLY });
    const theirs = await other.call('view/open', { classes: classBit(EventClass.Registry) });
    expect(second.view).not.toBe(mine.view);
    expect(theirs.view).toBe(mine.view);
    expect(second.rows).toBe(NUMBERS.filter(isApp).length);
    const told: ViewState[] = [];
    rig.viewer.on('view/changed', (state) => told.push(state));
    const ownNews = new Promise<void>((resolve) => {
      rig.viewer.on('view/changed', ({ view }) => {
        if (view === second.view) resolve();
      });
    });
    await other.call('view/filter', { view: theirs.view, rules: APP_ONLY });
    await rig.viewer.call('view/classes', { view: second.view, classes: classBit(EventClass.Registry) });
    await ownNews;
    expect(told.filter(({ view, rows }) => view === mine.view && rows !== SAMPLE_EVENTS)).toEqual([]);
    await rig.viewer.call('view/close', { view: second.view });
    await expect(rig.viewer.call('view/filter', { view: second.view, rules: [] })).rejects.toMatchObject({
      code: 'view/unknown',
      facts: { view: second.view },
    });
    const { event } = await rig.viewer.call('view/rows', {
      view: mine.view,
      first: row(0),
      count: 1000,
      columns: [],
    });
    expect(event).toHaveLength(SAMPLE_EVENTS);
    other.close();
    expect(await rig.viewer.call('view/event-of-row', { view: mine.view, row: row(5) })).toMatchObject({
      event: 5,
    });
  });

  it('takes the latest filter, drops the earlier, and tells of the new generation', async () => {
    await rig.start(rig.samples.large);
    const { view, generation } = await rig.viewer.call('view/open', {});
    const told = new Promise<number>((resolve) => {
      rig.viewer.on('view/changed', (state) => {
        if (state.generation > generation && state.scanning === undefined) resolve(state.generation);
      });
    });
    const early = [1, 2, 3].map(() => rig.viewer.call('view/filter', { view, rules: SLOW_RULES }));
    const outcomes = Promise.allSettled(early);
    const late = await rig.viewer.call('view/filter', { view, rules: APP_ONLY });
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'job/cancelled' } });
    }
    expect(late.generation).toBeGreaterThan(generation);
    expect(await told).toBe(late.generation);
    const window = await rig.viewer.call('view/rows', {
      view,
      first: row(0),
      count: 10,
      columns: ['processName'],
    });
    expect(window.generation).toBe(late.generation);
    expect(new Set(window.cells[0])).toEqual(new Set(['app.exe']));
  });

  it('cancels a filter on the way; rows, calls and the other views go on', async () => {
    await rig.start(rig.samples.large);
    const { view, rows } = await rig.viewer.call('view/open', {});
    const stop = new AbortController();
    const call = rig.viewer.call('view/filter', { view, rules: SLOW_RULES }, { signal: stop.signal });
    const outcome = expect(call).rejects.toMatchObject({ code: 'job/cancelled' });
    // Answered while the filter runs: a scan yields.
    const { event } = await rig.viewer.call('view/rows', {
      view,
      first: row(0),
      count: 10,
      columns: ['path'],
    });
    expect(event).toHaveLength(10);
    stop.abort();
    await outcome;
    const { generation } = await rig.viewer.call('view/rows', { view, first: row(0), count: 1, columns: [] });
    const after = await rig.viewer.call('view/row-of-event', { view, event: eventNo(LARGE_EVENTS - 1) });
    expect(after).toMatchObject({ generation, row: rows - 1, exact: true });
  });

  it('answers failures with their code', async () => {
    await rig.start(rig.samples.small);
    const { host } = rig.engine;
    await expect(host.call('capture/open', { path: `${rig.samples.small}.absent` })).rejects.toMatchObject({
      code: 'file/not-found',
    });
    await expect(host.call('capture/open', { path: rig.samples.noLog })).rejects.toMatchObject({
      code: 'pml/not-a-pml',
    });
    const view = 99 as ViewId;
    await expect(rig.viewer.call('view/close', { view })).rejects.toMatchObject({ code: 'view/unknown' });
    await expect(rig.viewer.call('icon', { index: 1_000_000 })).rejects.toMatchObject({
      code: 'api/bad-request',
    });
    await expect(
      rig.viewer.call('view/rows', { view, first: row(0), count: MAX_WINDOW_ROWS + 1, columns: [] }),
    ).rejects.toMatchObject({ code: 'api/bad-request' });
    expect(await rig.viewer.call('capture/info', {})).toMatchObject({
      state: 'ready',
      events: SAMPLE_EVENTS,
    });
  });

  it('does not offer the calls of hosts to viewers', async () => {
    await rig.start(rig.samples.small);
    const answers = await converse(rig.engine, [
      { kind: 'call', id: 0, call: 'capture/open', input: { path: rig.samples.small } },
      { kind: 'call', id: 1, call: 'engine/shutdown', input: {} },
      { kind: 'call', id: 2, call: 'constructor', input: {} },
    ]);
    const codes = answers.map((answer) => (answer as { error?: { code: string } }).error?.code);
    expect(codes).toEqual(['api/unknown-call', 'api/unknown-call', 'api/unknown-call']);
  });

  it('refuses calls beyond its bound, and goes on', async () => {
    await rig.start(rig.samples.large);
    const { view } = await rig.viewer.call('view/open', {});
    const rules = SLOW_RULES.slice(0, 10);
    const calls = Array.from({ length: MAX_CALLS_IN_FLIGHT * 3 }, () =>
      rig.viewer.call('view/filter', { view, rules }),
    );
    const outcomes = await Promise.allSettled(calls);
    const codes = new Set(
      outcomes.map((outcome) => (outcome.status === 'rejected' ? codeOf(outcome.reason) : 'done')),
    );
    expect(
      [...codes].every((code) => code === 'job/cancelled' || code === 'api/busy' || code === 'done'),
    ).toBe(true);
    expect(await rig.viewer.call('view/rows', { view, first: row(0), count: 1, columns: [] })).toMatchObject({
      first: 0,
    });
  });

  it('closes a connection that breaks the rules, and serves the others', async () => {
    await rig.start(rig.samples.small);
    const [answer] = await converse(rig.engine, [{ kind: 'call', id: 'none' }]);
    expect(answer).toMatchObject({ kind: 'close', error: { code: 'api/protocol' } });
    expect(await rig.viewer.call('capture/info', {})).toMatchObject({ state: 'ready' });
  });

  it('rejects what waits when the engine goes away', async () => {
    const mortal = await EngineUnderTest.start(name);
    await mortal.host.call('capture/open', { path: rig.samples.large });
    rig.viewer = mortal.viewer();
    const { view } = await rig.viewer.call('view/open', {});
    const ended = new Promise((resolve) => rig.viewer.onClosed(resolve));
    const call = rig.viewer.call('view/filter', { view, rules: SLOW_RULES });
    const outcome = expect(call).rejects.toMatchObject({ code: 'api/closed' });
    await mortal.kill();
    await outcome;
    expect(await ended).toMatchObject({ code: 'api/closed' });
    await expect(rig.viewer.call('capture/info', {})).rejects.toMatchObject({ code: 'api/closed' });
  });
});

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'none';
}

/** Says hello and the messages on a connection of its own; resolves with as many replies (or the close). */
function converse(engine: EngineUnderTest, bodies: readonly object[]): Promise<unknown[]> {
  return new Promise((resolve) => {
    const transport = engine.transport('viewer');
    const heard: unknown[] = [];
    transport.start({
      message: (message) => {
        const kind = (message as { kind: string }).kind;
        if (kind !== 'reply' && kind !== 'close') return;
        heard.push(message);
        if (heard.length === bodies.length || kind === 'close') resolve(heard);
      },
      closed: () => resolve(heard),
    });
    transport.send({ seq: 0, kind: 'hello', protocol: PROTOCOL_VERSION, contract: 'viewer' });
    for (const [index, body] of bodies.entries()) transport.send({ ...body, seq: index + 1 });
  });
}
