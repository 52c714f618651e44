import { describe, expect, test } from 'vitest';
import { rulesPredicate } from '../../../src/engine/filter/predicate.ts';
import { View } from '../../../src/engine/view/view.ts';
import { SEGMENT_EVENTS } from '../../../src/engine/store/segment.ts';
import { ALL_CLASSES, EventClass, classBit } from '../../../src/shared/event-class.ts';
import { eventNo, viewRow } from '../../../src/shared/units.ts';
import type { RelTicks } from '../../../src/shared/units.ts';
import { captureFromText } from '../../support/capture-from-text.ts';
import { UTC, eventsOf, exclude, include } from '../../support/filters.ts';
import { TestCapture } from '../../support/test-capture.ts';

const TABLE = `
  process  pid  operation         path            result
  app.exe  41   CreateFile        C:\\data\\a.txt  SUCCESS         #open
  app.exe  41   RegQueryValue     HKLM\\a         NAME NOT FOUND  #query
  svc.exe  500  ReadFile          C:\\data\\b.txt  END OF FILE     #read
  svc.exe  500  TCP Send          a:1 -> b:2      SUCCESS         #send
  app.exe  41   Thread Exit       -               SUCCESS         #exit
  app.exe  41   Thread Profiling  -               SUCCESS         #profile
`;
const WITHOUT_FILES = ALL_CLASSES & ~classBit(EventClass.FileSystem);

/** Events that take more than one slice of time to test. */
function longCapture(segments: number): TestCapture {
  const test = new TestCapture();
  for (let i = 0; i < segments * SEGMENT_EVENTS; i++) {
    test.append({ pid: i % 7, operation: 'ReadFile', path: `C:\\${i % 1000}`, detail: `Length: ${i % 100}` });
  }
  return test;
}

/** How many of the first events of a long capture have a 7 in their detail. */
function eventsWithSeven(events: number): number {
  let count = 0;
  for (let i = 0; i < events; i++) if (String(i % 100).includes('7')) count++;
  return count;
}

test('shows all events at first', () => {
  const { capture, ev } = captureFromText(TABLE);
  const view = new View(capture);
  expect(eventsOf(view)).toEqual(Object.values(ev));
  expect([view.generation, view.explain()]).toEqual([0, 'every event']);
});

test('rules take effect when the scan has ended', async () => {
  const { capture, ev } = captureFromText(TABLE);
  const view = new View(capture);
  const rules = [include('processName', 'is', 'svc.exe')];
  expect(await view.setFilter(rules)).toBe('done');
  expect(eventsOf(view)).toEqual([ev.read, ev.send]);
  expect([view.rules, view.generation, view.explain()]).toEqual([rules, 1, 'Process Name is svc.exe']);
});

test('a toggle hides a class at once, with and without rules, and shows it again', async () => {
  const { capture, ev } = captureFromText(TABLE);
  const view = new View(capture, { classes: WITHOUT_FILES });
  expect(eventsOf(view)).toEqual([ev.query, ev.send, ev.exit, ev.profile]);
  await view.setFilter([exclude('processName', 'is', 'svc.exe')]);
  expect(eventsOf(view)).toEqual([ev.query, ev.exit, ev.profile]);
  view.setClasses(ALL_CLASSES & ~classBit(EventClass.Registry) & ~classBit(EventClass.Profiling));
  expect(eventsOf(view)).toEqual([ev.open, ev.exit]);
  view.setClasses(ALL_CLASSES);
  expect(eventsOf(view)).toEqual([ev.open, ev.query, ev.exit, ev.profile]);
  expect(view.generation).toBe(3);
  view.setClasses(ALL_CLASSES);
  expect(view.generation).toBe(3);
});

test('a class without a toggle is never hidden', () => {
  const { capture, ev } = captureFromText(`
    operation
    Events Lost  #lost
    ReadFile     #read
  `);
  const view = new View(capture, { classes: 0 });
  expect(eventsOf(view)).toEqual([ev.lost]);
});

test('losses are shown whatever rules and toggles say, also when they become known late', async () => {
  const { test, capture, ev } = captureFromText(TABLE);
  const { store } = capture;
  const loss = (event: number) => ({ event: eventNo(event), time: 0 as RelTicks, count: 5, cause: 'full' });
  store.addLoss(loss(ev.read!));
  const view = new View(capture);
  await view.setFilter([include('processName', 'is', 'nobody')]);
  expect(eventsOf(view)).toEqual([ev.read]);
  view.setClasses(0);
  expect(eventsOf(view)).toEqual([ev.read]);
  // One whose event was tested before, one whose event is yet to come.
  store.addLoss(loss(ev.exit!));
  store.addLoss(loss(store.end));
  expect(view.update()).toBe(true);
  expect(eventsOf(view)).toEqual([ev.read, ev.exit]);
  const later = test.append({ process: 'late.exe' });
  expect(view.update()).toBe(true);
  expect(eventsOf(view)).toEqual([ev.read, ev.exit, later]);
  view.setClasses(ALL_CLASSES);
  expect(eventsOf(view)).toEqual([ev.read, ev.exit, later]);
  await view.setFilter([include('processName', 'is', 'nobody')]);
  expect(eventsOf(view)).toEqual([ev.read, ev.exit, later]);
});

test('new events come with the next update; rows before them keep their numbers', async () => {
  const { test, capture, ev } = captureFromText(TABLE);
  const view = new View(capture);
  await view.setFilter([include('result', 'is', 'SUCCESS')]);
  const { generation, length } = view;
  const added = test.append({ process: 'app.exe', result: 'SUCCESS' });
  test.append({ process: 'app.exe', result: 'ACCESS DENIED' });
  expect(view.length).toBe(length);
  expect(view.update()).toBe(true);
  expect(eventsOf(view)).toEqual([ev.open, ev.send, ev.exit, ev.profile, added]);
  expect(view.generation).toBe(generation);
  expect(view.update()).toBe(false);
});

test('dropped events take their rows with them', async () => {
  const test = new TestCapture();
  const view = new View(test.capture);
  await view.setFilter([include('pid', 'is', '1')]);
  for (let i = 0; i < 10; i++) test.append({ pid: i % 2 });
  test.store.seal();
  for (let i = 0; i < 10; i++) test.append({ pid: i % 2 });
  view.update();
  const { generation } = view;
  test.store.setHistory({ events: 5 });
  expect(view.update()).toBe(true);
  expect(eventsOf(view)).toEqual([11, 13, 15, 17, 19]);
  expect(view.generation).toBe(generation + 1);
  test.store.clear();
  expect(view.update()).toBe(true);
  expect(view.length).toBe(0);
  const event = test.append({ pid: 1 });
  view.update();
  expect(eventsOf(view)).toEqual([event]);
});

test('rows come and go when more becomes known of a process', async () => {
  const { test, capture, ev } = captureFromText(TABLE);
  const view = new View(capture);
  await view.setFilter([exclude('user', 'is', 'SYSTEM')]);
  const { generation } = view;
  test.replaceProcess({ process: 'svc.exe', pid: 500 }, { user: test.store.epoch.strings.intern('system') });
  expect(view.update()).toBe(true);
  expect(eventsOf(view)).toEqual([ev.open, ev.query, ev.exit, ev.profile]);
  expect(view.generation).toBe(generation + 1);
  test.replaceProcess(
    { process: 'svc.exe', pid: 500 },
    { commandLine: test.store.epoch.strings.intern('x') },
  );
  expect(view.update()).toBe(false);
});

test('several views of one capture do not disturb each other', async () => {
  const { test, capture, ev } = captureFromText(TABLE);
  const files = new View(capture);
  const registry = new View(capture);
  await Promise.all([
    files.setFilter([include('operation', 'ends with', 'File')]),
    registry.setFilter([include('operation', 'begins with', 'Reg')]),
  ]);
  registry.setClasses(WITHOUT_FILES);
  const late = test.append({ operation: 'WriteFile' });
  files.update();
  expect(eventsOf(files)).toEqual([ev.open, ev.read, late]);
  expect(eventsOf(registry)).toEqual([ev.query]);
  files.close();
  expect(files.length).toBe(0);
  expect(files.update()).toBe(false);
  expect(eventsOf(registry)).toEqual([ev.query]);
});

test('the row of an event, or the nearest when it is not shown', async () => {
  const test = new TestCapture();
  for (let i = 0; i < 20; i++) test.append({ pid: i % 10 === 3 ? 1 : 0 });
  const view = new View(test.capture);
  await view.setFilter([include('pid', 'is', '1')]);
  const rowOf = (event: number) => view.rowOf(eventNo(event));
  expect(eventsOf(view)).toEqual([3, 13]);
  expect(rowOf(13)).toEqual({ row: 1, exact: true });
  expect(rowOf(0)).toEqual({ row: 0, exact: false });
  expect(rowOf(7)).toEqual({ row: 0, exact: false });
  expect(rowOf(8)).toEqual({ row: 1, exact: false });
  expect(rowOf(19)).toEqual({ row: 1, exact: false });
  expect(rowOf(1000)).toEqual({ row: 1, exact: false });
  await view.setFilter([include('pid', 'is', '2')]);
  expect(rowOf(3)).toBeUndefined();
});

test('there is no event at a row outside', () => {
  const view = new View(captureFromText(TABLE).capture);
  expect(() => view.eventAt(viewRow(6))).toThrow(RangeError);
});

describe('find', () => {
  test('finds the next and the previous row that match, only among those shown', async () => {
    const { capture, ev } = captureFromText(TABLE);
    const view = new View(capture, { cells: UTC });
    await view.setFilter([exclude('operation', 'is', 'TCP Send')]);
    const row = (event: number | undefined) => view.rowOf(eventNo(event ?? NaN))!.row;
    const success = rulesPredicate([include('result', 'is', 'SUCCESS')]);
    expect(await view.find(success, row(ev.open), 1)).toBe(row(ev.exit));
    expect(await view.find(success, row(ev.exit), 1)).toBe(row(ev.profile));
    expect(await view.find(success, row(ev.profile), 1)).toBeUndefined();
    expect(await view.find(success, row(ev.exit), -1)).toBe(row(ev.open));
    expect(await view.find(success, row(ev.open), -1)).toBeUndefined();
    expect(await view.find(success, undefined, 1)).toBe(row(ev.open));
    expect(await view.find(success, undefined, -1)).toBe(row(ev.profile));
  });

  test('goes over segments, hidden classes and formatted columns in both directions', async () => {
    const test = new TestCapture();
    for (let i = 0; i < 5000; i++) {
      if (i % 1500 === 0) test.store.seal();
      test.append({
        operation: i % 2 === 0 ? 'ReadFile' : 'RegSetValue',
        detail: i % 1000 < 2 ? 'needle' : 'hay',
      });
    }
    const view = new View(test.capture, { classes: WITHOUT_FILES });
    const needle = rulesPredicate([include('detail', 'contains', 'NEEDLE')]);
    const found: (number | undefined)[] = [];
    let row = await view.find(needle, viewRow(0), 1);
    for (; row !== undefined; row = await view.find(needle, row, 1)) found.push(view.eventAt(row));
    expect(found).toEqual([1001, 2001, 3001, 4001]);
    const last = viewRow(view.length - 1);
    expect(await view.find(needle, last, -1)).toBe(view.rowOf(eventNo(4001))!.row);
    expect(await view.find(needle, viewRow(view.length + 100), -1)).toBe(view.rowOf(eventNo(4001))!.row);
  });

  test('follows the event when the view changes while it searches', async () => {
    const test = longCapture(3);
    const wanted = test.append({ pid: 1, operation: 'ReadFile', detail: 'needle' });
    const view = new View(test.capture);
    const found = view.find(rulesPredicate([include('detail', 'is', 'needle')]), viewRow(0), 1);
    await view.setFilter([include('pid', 'is', '1')]);
    expect(view.eventAt((await found)!)).toBe(wanted);
  });

  test('ends when it is aborted', async () => {
    const view = new View(longCapture(3).capture);
    const controller = new AbortController();
    const found = view.find(rulesPredicate([include('detail', 'is', 'needle')]), viewRow(0), 1, {
      signal: controller.signal,
    });
    controller.abort();
    expect(await found).toBeUndefined();
  });

  test('ends when the events it has yet to look at are dropped', async () => {
    const test = longCapture(3);
    const view = new View(test.capture);
    const last = viewRow(view.length - 1);
    const found = view.find(rulesPredicate([include('detail', 'is', 'needle')]), last, -1);
    test.store.clear();
    expect(await found).toBeUndefined();
  });
});

describe('a scan that takes time', () => {
  const DEAR = [include('detail', 'contains', '7')];

  test('lets other work through, reports progress, and shows the old rows meanwhile', async () => {
    const test = longCapture(3);
    const view = new View(test.capture);
    await view.setFilter([include('pid', 'is', '3')]);
    const before = view.length;
    const progress: { done: number; total: number }[] = [];
    let turns = 0;
    const timer = setInterval(() => {
      turns++;
      expect([view.length, view.generation]).toEqual([before, 1]);
    }, 1);
    const scan = view.setFilter(DEAR, { onProgress: (now) => progress.push({ ...now }) });
    expect(await scan).toBe('done');
    clearInterval(timer);
    expect(turns).toBeGreaterThan(0);
    expect(view.length).toBe(eventsWithSeven(3 * SEGMENT_EVENTS));
    for (const { done, total } of progress) {
      expect(total).toBe(3 * SEGMENT_EVENTS);
      expect(done).toBeLessThanOrEqual(total);
    }
  });

  test('the latest filter wins', async () => {
    const view = new View(longCapture(2).capture);
    const outcomes = await Promise.all([
      view.setFilter(DEAR),
      view.setFilter([include('detail', 'contains', '8')]),
      view.setFilter([include('pid', 'is', '5')]),
    ]);
    expect(outcomes).toEqual(['cancelled', 'cancelled', 'done']);
    expect(view.rules).toEqual([include('pid', 'is', '5')]);
  });

  test('an aborted filter changes nothing', async () => {
    const view = new View(longCapture(2).capture);
    await view.setFilter([include('pid', 'is', '3')]);
    const { length, generation, rules } = view;
    const controller = new AbortController();
    const scan = view.setFilter(DEAR, { signal: controller.signal });
    controller.abort();
    expect(await scan).toBe('cancelled');
    expect([view.length, view.generation, view.rules]).toEqual([length, generation, rules]);
    expect(await view.setFilter(DEAR, { signal: controller.signal })).toBe('cancelled');
  });

  test('closing the view cancels it', async () => {
    const view = new View(longCapture(2).capture);
    const scan = view.setFilter(DEAR);
    view.close();
    expect(await scan).toBe('cancelled');
    expect(view.length).toBe(0);
    expect(await view.setFilter([])).toBe('cancelled');
  });

  test('events and toggles that come while it runs are in its rows', async () => {
    const test = longCapture(2);
    const view = new View(test.capture);
    const scan = view.setFilter(DEAR);
    test.store.seal();
    const added = test.append({ operation: 'RegSetValue', detail: '77' });
    view.setClasses(WITHOUT_FILES);
    view.update();
    expect(await scan).toBe('done');
    view.update();
    expect(eventsOf(view)).toEqual([added]);
  });

  test('segments dropped while it runs are left out', async () => {
    const test = longCapture(3);
    const view = new View(test.capture);
    const scan = view.setFilter(DEAR);
    test.store.setHistory({ events: SEGMENT_EVENTS });
    expect(await scan).toBe('done');
    expect(view.eventAt(viewRow(0))).toBeGreaterThanOrEqual(2 * SEGMENT_EVENTS);
  });
});
