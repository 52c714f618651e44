import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_VIEWS } from '../../../src/engine/api/viewer-connection.ts';
import { EngineSession } from '../../../src/engine/index.ts';
import { connect } from '../../../src/shared/api/client.ts';
import type { Client } from '../../../src/shared/api/client.ts';
import { HOST_CONTRACT } from '../../../src/shared/api/host-contract.ts';
import { inProcessPair } from '../../../src/shared/api/in-process.ts';
import { MAX_WARNINGS, VIEWER_CONTRACT } from '../../../src/shared/api/viewer-contract.ts';
import type { CaptureState, ViewState } from '../../../src/shared/api/viewer-contract.ts';
import { ALL_CLASSES, EventClass, classBit } from '../../../src/shared/event-class.ts';
import { ProcscopeError } from '../../../src/shared/errors.ts';
import { parseFilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { eventNo, viewRow } from '../../../src/shared/units.ts';
import { ScriptedFiles } from './scripted-files.ts';

const BATCH = 4096;
const registryOnly = classBit(EventClass.Registry);
const rule = parseFilterRule;
/** Slow on purpose: the column is formatted for every event, and searched many times. */
const slowRules = Array.from({ length: 300 }, (_, n) =>
  rule(`Completion Time;contains;no event has ${n};Include`),
);

let files: ScriptedFiles;
let session: EngineSession;
let host: Client<typeof HOST_CONTRACT>;
let viewer: Client<typeof VIEWER_CONTRACT>;

function connectViewer(): Client<typeof VIEWER_CONTRACT> {
  const [near, far] = inProcessPair();
  session.serveViewer(far);
  return connect(VIEWER_CONTRACT, near);
}

/** The next state of the capture that fits. */
function captureState(fits: (state: CaptureState) => boolean): Promise<CaptureState> {
  return new Promise((resolve) => {
    const stop = viewer.on('capture/changed', (state) => {
      if (!fits(state)) return;
      stop();
      resolve(state);
    });
  });
}

function viewState(fits: (state: ViewState) => boolean): Promise<ViewState> {
  return new Promise((resolve) => {
    const stop = viewer.on('view/changed', (state) => {
      if (!fits(state)) return;
      stop();
      resolve(state);
    });
  });
}

beforeEach(() => {
  files = new ScriptedFiles();
  session = new EngineSession({ openCapture: files.open });
  const [near, far] = inProcessPair();
  session.serveHost(far);
  host = connect(HOST_CONTRACT, near);
  viewer = connectViewer();
});

afterEach(async () => {
  viewer.close();
  host.close();
  await session.close();
});

describe('opening a file', () => {
  it('answers with the first rows, and tells of the rest as it comes', async () => {
    const file = files.add('/logs/a.pml');
    const opening = captureState(({ state }) => state === 'opening');
    const opened = host.call('capture/open', { path: '/logs/a.pml' });
    expect(await opening).toMatchObject({ name: 'a.pml', events: 0, capture: 0 });

    file.arrive(1);
    expect(await opened).toEqual({ capture: 1 });
    const { view } = await viewer.call('view/open', {});
    const first = await viewer.call('capture/info', {});
    expect(first).toMatchObject({ state: 'opening', capture: 1, events: BATCH, name: 'a.pml' });

    const grown = viewState(({ rows }) => rows === 3 * BATCH);
    const progress = captureState((state) => state.progress?.done === 70);
    file.arrive(2);
    file.progress(70, 100);
    expect(await grown).toMatchObject({ view, total: 3 * BATCH });
    expect(await progress).toMatchObject({ state: 'opening', progress: { done: 70, total: 100 } });

    const ready = captureState(({ state }) => state === 'ready');
    file.arrive(1).finish([new ProcscopeError('pml/damaged', 'A page is damaged.', { offset: 12 })]);
    const end = await ready;
    expect(end).toMatchObject({
      events: 4 * BATCH,
      warnings: [{ code: 'pml/damaged', facts: { offset: 12 } }],
    });
    expect(end.progress).toBeUndefined();
    const info = await viewer.call('capture/info', {});
    expect(info.classes.reduce((sum, n) => sum + n, 0)).toBe(4 * BATCH);
    expect(info.processes).toBe(200);
  });

  it('is done with the machine that the host names', async () => {
    const machine = { name: 'DESK', volumes: () => Promise.resolve([]) };
    const asked: unknown[] = [];
    const other = new EngineSession({
      openCapture: (path, options) => {
        asked.push(options.ownMachine);
        return files.open(path, options);
      },
      ownMachine: machine,
    });
    const [near, far] = inProcessPair();
    other.serveHost(far);
    files.add('a').arrive(1).finish();
    await connect(HOST_CONTRACT, near).call('capture/open', { path: 'a' });
    expect(asked).toEqual([machine]);
    await other.close();
  });

  it('tells of rows that came with the very end', async () => {
    const file = files.add('a').arrive(1);
    await host.call('capture/open', { path: 'a' });
    await viewer.call('view/open', {});
    await captureState(({ events }) => events === BATCH);
    const grown = viewState(({ rows }) => rows === 2 * BATCH);
    file.arrive(1).finish();
    await grown;
  });

  it('that fails leaves the open capture and its views as they are', async () => {
    files.add('good.pml').arrive(2).finish();
    await host.call('capture/open', { path: 'good.pml' });
    const before = await viewer.call('view/open', {});
    const told = captureState(({ replacing }) => replacing?.error !== undefined);
    await expect(host.call('capture/open', { path: '/x/bad.pml' })).rejects.toMatchObject({
      code: 'file/not-found',
    });
    expect(await told).toMatchObject({
      state: 'ready',
      name: 'good.pml',
      capture: 1,
      replacing: { name: 'bad.pml', error: { code: 'file/not-found' } },
    });
    const window = await viewer.call('view/rows', {
      view: before.view,
      first: viewRow(0),
      count: 3,
      columns: ['pid'],
    });
    expect(window.generation).toBe(before.generation);
    expect(window.event).toHaveLength(3);
  });

  it('that fails while nothing is open says so', async () => {
    await expect(host.call('capture/open', { path: '/x/bad.pml' })).rejects.toMatchObject({
      code: 'file/not-found',
    });
    expect(await viewer.call('capture/info', {})).toMatchObject({
      state: 'failed',
      name: 'bad.pml',
      events: 0,
    });
    files.add('good.pml').arrive(1).finish();
    await host.call('capture/open', { path: 'good.pml' });
    const info = await viewer.call('capture/info', {});
    expect(info.error).toBeUndefined();
  });

  it('that fails after the first rows keeps them', async () => {
    const file = files.add('a').arrive(1);
    await host.call('capture/open', { path: 'a' });
    const failed = captureState(({ state }) => state === 'failed');
    file.fail(new ProcscopeError('file/io', 'The disk went away.'));
    expect(await failed).toMatchObject({ error: { code: 'file/io' }, events: BATCH });
  });

  it('gives way to a later file', async () => {
    const slow = files.add('slow');
    files.add('quick').arrive(1).finish();
    const first = host.call('capture/open', { path: 'slow' });
    const outcome = expect(first).rejects.toMatchObject({ code: 'job/cancelled' });
    await host.call('capture/open', { path: 'quick' });
    await outcome;
    expect(slow.wasAborted).toBe(true);
    expect(await viewer.call('capture/info', {})).toMatchObject({
      state: 'ready',
      name: 'quick',
      capture: 1,
    });
  });

  it('is cancelled with the call, and then leaves no trace', async () => {
    files.add('slow');
    const stop = new AbortController();
    const call = host.call('capture/open', { path: 'slow' }, { signal: stop.signal });
    const outcome = expect(call).rejects.toMatchObject({ code: 'job/cancelled' });
    await captureState(({ state }) => state === 'opening');
    const gone = captureState(({ state }) => state === 'none');
    stop.abort();
    await outcome;
    await gone;
  });

  it('is cancelled by a viewer; the rows so far stay', async () => {
    const file = files.add('a').arrive(1);
    await host.call('capture/open', { path: 'a' });
    const stopped = captureState(({ state }) => state === 'failed');
    await viewer.call('capture/cancel-opening', {});
    expect(await stopped).toMatchObject({ error: { code: 'job/cancelled' }, events: BATCH });
    expect(file.wasAborted).toBe(true);
    expect(file.isClosed).toBe(false);
  });

  it('closes the capture that was open before', async () => {
    const old = files.add('old').arrive(1);
    files.add('new').arrive(1).finish();
    await host.call('capture/open', { path: 'old' });
    await host.call('capture/open', { path: 'new' });
    expect(old.isClosed).toBe(true);
    expect(old.wasAborted).toBe(true);
  });

  it('keeps the number of warnings bounded', async () => {
    const warnings = Array.from(
      { length: 5000 },
      () => new ProcscopeError('pml/damaged', 'A page is damaged.'),
    );
    files.add('a').arrive(1).finish(warnings);
    await host.call('capture/open', { path: 'a' });
    const { warnings: told } = await viewer.call('capture/info', {});
    expect(told).toHaveLength(MAX_WARNINGS);
  });
});

describe('a view', () => {
  it('has no rows while no capture is open, and shows the next one with its rules and classes', async () => {
    const rules = [rule('Path;ends with;.dll;Include')];
    const empty = await viewer.call('view/open', { classes: registryOnly, rules });
    expect(empty).toMatchObject({ rows: 0, total: 0 });
    files.add('a').arrive(2).finish();
    const shown = viewState(({ rows }) => rows > 0);
    await host.call('capture/open', { path: 'a' });
    const after = await shown;
    expect(after.view).toBe(empty.view);
    expect(after.generation).toBeGreaterThan(empty.generation);
    const columns = ['path', 'eventClass'] as const;
    const window = await viewer.call('view/rows', {
      view: empty.view,
      first: viewRow(0),
      count: 1000,
      columns,
    });
    expect(window.cells[0]).toHaveLength(Math.min(1000, after.rows));
    expect(window.cells[0]?.every((path) => path.endsWith('.dll'))).toBe(true);
    expect(new Set(window.cells[1])).toEqual(new Set(['Registry']));
    expect(new Set(window.eventClass)).toEqual(new Set([EventClass.Registry]));
  });

  it('gets a higher generation with every capture, also with none', async () => {
    const { view, generation: first } = await viewer.call('view/open', {});
    const generations = [first];
    for (const path of ['a', 'b']) {
      files.add(path).arrive(1).finish();
      await host.call('capture/open', { path });
      const { generation } = await viewer.call('view/rows', {
        view,
        first: viewRow(0),
        count: 1,
        columns: [],
      });
      generations.push(generation);
    }
    await host.call('capture/close', {});
    const closed = await viewer.call('view/rows', { view, first: viewRow(0), count: 1, columns: ['path'] });
    generations.push(closed.generation);
    expect(generations).toEqual([...generations].sort((a, b) => a - b));
    expect(new Set(generations).size).toBe(generations.length);
    expect(closed).toMatchObject({ first: 0, cells: [[]] });
  });

  it('takes the latest filter; the earlier call is cancelled', async () => {
    files.add('a').arrive(32).finish();
    await host.call('capture/open', { path: 'a' });
    const { view } = await viewer.call('view/open', {});
    const early = viewer.call('view/filter', { view, rules: slowRules });
    const outcome = expect(early).rejects.toMatchObject({ code: 'job/cancelled' });
    const late = await viewer.call('view/filter', { view, rules: [rule('PID;is;8;Include')] });
    await outcome;
    expect(late.rows).toBeGreaterThan(0);
    expect(late.rows).toBeLessThan(32 * BATCH);
    const { cells } = await viewer.call('view/rows', {
      view,
      first: viewRow(0),
      count: 100,
      columns: ['pid'],
    });
    expect(new Set(cells[0])).toEqual(new Set(['8']));
  });

  it('keeps its rows when a filter is cancelled, also for the next capture', async () => {
    files.add('a').arrive(32).finish();
    await host.call('capture/open', { path: 'a' });
    const { view, rows } = await viewer.call('view/open', {});
    const stop = new AbortController();
    const call = viewer.call('view/filter', { view, rules: slowRules }, { signal: stop.signal });
    const outcome = expect(call).rejects.toMatchObject({ code: 'job/cancelled' });
    await viewer.call('view/rows', { view, first: viewRow(0), count: 1, columns: [] });
    stop.abort();
    await outcome;
    expect(await viewer.call('view/classes', { view, classes: ALL_CLASSES })).toMatchObject({ rows });
    files.add('b').arrive(1).finish();
    const shown = viewState((state) => state.rows === BATCH);
    await host.call('capture/open', { path: 'b' });
    await shown;
  });

  it('goes back to the rules in force when the last of several filters is cancelled', async () => {
    files.add('a').arrive(32).finish();
    await host.call('capture/open', { path: 'a' });
    const { view, rows } = await viewer.call('view/open', {});
    const stop = new AbortController();
    const calls = [
      viewer.call('view/filter', { view, rules: slowRules }),
      viewer.call('view/filter', { view, rules: slowRules.slice(1) }, { signal: stop.signal }),
    ];
    const outcomes = Promise.allSettled(calls);
    await viewer.call('view/rows', { view, first: viewRow(0), count: 1, columns: [] });
    stop.abort();
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await viewer.call('view/classes', { view, classes: ALL_CLASSES })).toMatchObject({ rows });
    files.add('b').arrive(1).finish();
    const shown = viewState((state) => state.rows === BATCH);
    await host.call('capture/open', { path: 'b' });
    await shown;
  });

  it('ends a scan at once, and does not scan itself, for rules that are in force', async () => {
    files.add('a').arrive(32).finish();
    await host.call('capture/open', { path: 'a' });
    const { view } = await viewer.call('view/open', {});
    const rules = [rule('PID;is;8;Include')];
    const { rows, generation } = await viewer.call('view/filter', { view, rules });
    const slow = viewer.call('view/filter', { view, rules: slowRules });
    const outcome = expect(slow).rejects.toMatchObject({ code: 'job/cancelled' });
    await viewer.call('view/rows', { view, first: viewRow(0), count: 1, columns: [] });
    const back = await viewer.call('view/filter', { view, rules });
    await outcome;
    // The rows are the same ones: a scan would have given them another generation.
    expect(back).toMatchObject({ rows, generation });
    expect(back.scanning).toBeUndefined();
  });

  it('tells how far a filter has come', async () => {
    files.add('a').arrive(64).finish();
    await host.call('capture/open', { path: 'a' });
    const { view } = await viewer.call('view/open', {});
    const scanning = viewState((state) => state.scanning !== undefined);
    const filtered = viewer.call('view/filter', { view, rules: slowRules.slice(0, 8) });
    const { scanning: progress, rows } = await scanning;
    expect(progress?.total).toBe(64 * BATCH);
    expect(progress?.done).toBeGreaterThan(0);
    expect(rows).toBe(64 * BATCH);
    const done = await filtered;
    expect(done).toMatchObject({ rows: 0 });
    expect(done.scanning).toBeUndefined();
  });

  it('filters the capture that was opened while it filtered another', async () => {
    files.add('a').arrive(32).finish();
    files.add('b').arrive(2).finish();
    await host.call('capture/open', { path: 'a' });
    const { view } = await viewer.call('view/open', {});
    const filtered = viewer.call('view/filter', { view, rules: slowRules });
    await host.call('capture/open', { path: 'b' });
    expect(await filtered).toMatchObject({ rows: 0, total: 2 * BATCH });
  });

  it('finds rows in both directions', async () => {
    files.add('a').arrive(1).finish();
    await host.call('capture/open', { path: 'a' });
    const { view } = await viewer.call('view/open', { classes: ALL_CLASSES });
    const what = { rules: [rule('PID;is;8;Include')] };
    const found = await viewer.call('view/find', { view, what, from: viewRow(0), direction: 1 });
    expect(found.row).toBeGreaterThan(0);
    const back = await viewer.call('view/find', {
      view,
      what,
      from: viewRow(found.row! + 1),
      direction: -1,
    });
    expect(back.row).toBe(found.row);
    const nothing = { rules: slowRules };
    const none = await viewer.call('view/find', { view, what: nothing, from: viewRow(0), direction: 1 });
    expect(none.row).toBeUndefined();
  });

  it('keeps its highlight on the next capture', async () => {
    files.add('a').arrive(1).finish();
    await host.call('capture/open', { path: 'a' });
    const { view } = await viewer.call('view/open', { classes: ALL_CLASSES });
    const rules = [rule('PID;is;8;Include')];
    await viewer.call('view/highlight', { view, rules });
    const highlighted = async (): Promise<readonly boolean[]> => {
      const columns = ['pid'] as const;
      const window = await viewer.call('view/rows', { view, first: viewRow(0), count: 1000, columns });
      const marks = Array.from(window.highlighted, (mark) => mark === 1);
      expect(marks).toEqual(window.cells[0]?.map((pid) => pid === '8'));
      return marks;
    };
    expect(await highlighted()).toContain(true);
    files.add('b').arrive(2).finish();
    const shown = viewState((state) => state.rows === 2 * BATCH);
    await host.call('capture/open', { path: 'b' });
    await shown;
    expect(await highlighted()).toContain(true);
    expect(await highlighted()).toContain(false);
  });

  it('highlights by the latest rules, and by the old ones again when these are cancelled', async () => {
    files.add('a').arrive(1).finish();
    await host.call('capture/open', { path: 'a' });
    const { view } = await viewer.call('view/open', { classes: ALL_CLASSES });
    const first = async (): Promise<string | undefined> => {
      const what = { highlighted: true } as const;
      const found = await viewer.call('view/find', { view, what, direction: 1 });
      if (found.row === undefined) return undefined;
      const columns = ['pid'] as const;
      const { cells } = await viewer.call('view/rows', { view, first: found.row, count: 1, columns });
      return cells[0]?.[0];
    };
    const [early, late] = await Promise.allSettled([
      viewer.call('view/highlight', { view, rules: [rule('PID;is;4;Include')] }),
      viewer.call('view/highlight', { view, rules: [rule('PID;is;8;Include')] }),
    ]);
    expect([early.status, late.status]).toEqual(['rejected', 'fulfilled']);
    expect(await first()).toBe('8');
    const stop = new AbortController();
    const given = viewer.call('view/highlight', { view, rules: [] }, { signal: stop.signal });
    stop.abort();
    await expect(given).rejects.toMatchObject({ code: 'job/cancelled' });
    expect(await first()).toBe('8');
  });

  it('is one of a bounded number', async () => {
    for (let n = 0; n < MAX_VIEWS; n++) await viewer.call('view/open', {});
    await expect(viewer.call('view/open', {})).rejects.toMatchObject({ code: 'api/busy' });
    const other = connectViewer();
    await expect(other.call('view/open', {})).resolves.toMatchObject({ view: 0 });
    other.close();
  });
});

describe('an event', () => {
  it('has properties, until it is gone', async () => {
    files.add('a').arrive(1).finish();
    await host.call('capture/open', { path: 'a' });
    const event = eventNo(BATCH - 1);
    const { columns, stack, process, payload } = await viewer.call('event/properties', { event });
    const path = columns.find(({ column }) => column === 'path')?.text;
    expect(path).toMatch(/^(C:\\Users|HKLM\\Software)\\/);
    expect(stack).toEqual([]);
    expect(process.modules).toEqual([]);
    expect([12, 24]).toContain(payload.length);
    expect(await viewer.call('event/host-names', { event })).toEqual({ ends: [] });
    await expect(viewer.call('event/properties', { event: eventNo(BATCH) })).rejects.toMatchObject({
      code: 'api/bad-request',
    });
    await host.call('capture/close', {});
    await expect(viewer.call('event/properties', { event })).rejects.toMatchObject({ code: 'capture/none' });
    await expect(viewer.call('icon', { index: 0 })).rejects.toMatchObject({ code: 'capture/none' });
  });
});

describe('saving', () => {
  it('needs a capture that is read to its end', async () => {
    const save = { path: '/nowhere/x.procscope', format: 'native', columns: [] } as const;
    await expect(host.call('capture/save', save)).rejects.toMatchObject({ code: 'capture/none' });
    files.add('a').arrive(1);
    await host.call('capture/open', { path: 'a' });
    await expect(host.call('capture/save', save)).rejects.toMatchObject({ code: 'capture/busy' });
  });
});

describe('shutting down', () => {
  it('closes the capture and tells the host that it may end the engine', async () => {
    const file = files.add('a').arrive(1).finish();
    await host.call('capture/open', { path: 'a' });
    await host.call('engine/shutdown', {});
    await session.whenShutDown;
    expect(file.isClosed).toBe(true);
  });
});
