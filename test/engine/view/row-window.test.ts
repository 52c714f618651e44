import { expect, test } from 'vitest';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { rowWindow } from '../../../src/engine/view/row-window.ts';
import { View } from '../../../src/engine/view/view.ts';
import { MAX_WINDOW_ROWS, RowTone } from '../../../src/shared/api/row-window.ts';
import { EventClass } from '../../../src/shared/event-class.ts';
import { viewRow } from '../../../src/shared/units.ts';
import type { RelTicks } from '../../../src/shared/units.ts';
import { captureFromText } from '../../support/capture-from-text.ts';
import { UTC, exclude, include } from '../../support/filters.ts';
import { TestCapture } from '../../support/test-capture.ts';

test('gives the cells of the rows that are shown, column by column, with what colours them', async () => {
  const { capture, ev } = captureFromText(`
    time  duration  process  operation    path       result
    0     10        app.exe  CreateFile   C:\\a.txt  SUCCESS
    110   10        app.exe  ReadFile     C:\\a.txt  END OF FILE     #read
    220   -         svc.exe  RegOpenKey   HKLM\\a    -               #open
    330   10        svc.exe  RegOpenKey   HKLM\\b    NAME NOT FOUND  #miss
    440   0         svc.exe  Events Lost  -          -               #lost
  `);
  capture.store.addLoss({ event: ev.lost!, time: 440 as RelTicks, count: 3, cause: 'full' });
  const view = new View(capture);
  await view.setFilter([exclude('operation', 'is', 'CreateFile')]);
  await view.setHighlight([include('processName', 'is', 'svc.exe'), include('result', 'is not', '')]);
  const window = rowWindow(view, new CellFormatter(capture, UTC), viewRow(0), 100, [
    'sequence',
    'timeOfDay',
    'processName',
    'path',
    'result',
  ]);
  const { FileSystem, Registry, Lost } = EventClass;
  expect(window).toEqual({
    generation: view.generation,
    first: 0,
    event: Float64Array.of(ev.read!, ev.open!, ev.miss!, ev.lost!),
    eventClass: Uint8Array.of(FileSystem, Registry, Registry, Lost),
    tone: Uint8Array.of(RowTone.Failure, RowTone.Pending, RowTone.Miss, RowTone.Lost),
    icon: Uint32Array.of(0, 1, 1, 1),
    highlighted: Uint8Array.of(0, 0, 1, 0),
    cells: [
      ['1', '2', '3', '4'],
      ['1:18:20.9427468 AM', '1:18:20.9427578 AM', '1:18:20.9427688 AM', '1:18:20.9427798 AM'],
      ['app.exe', 'svc.exe', 'svc.exe', 'svc.exe'],
      ['C:\\a.txt', 'HKLM\\a', 'HKLM\\b', ''],
      ['END OF FILE', '', 'NAME NOT FOUND', ''],
    ],
  });
});

test('gives the part that the view has, and never more rows than a window holds', () => {
  const test = new TestCapture();
  for (let i = 0; i < 3000; i++) test.append({ path: String(i) });
  const view = new View(test.capture);
  const cells = new CellFormatter(test.capture, UTC);
  const part = rowWindow(view, cells, viewRow(2998), 100, ['path', 'sequence']);
  expect(part.cells).toEqual([
    ['2998', '2999'],
    ['2999', '3000'],
  ]);
  expect(rowWindow(view, cells, viewRow(3000), 100, ['path']).cells).toEqual([[]]);
  expect(rowWindow(view, cells, viewRow(0), 5000, ['path']).event).toHaveLength(MAX_WINDOW_ROWS);
});

test('rows of dropped events are empty until the view is brought up to date', () => {
  const test = new TestCapture();
  test.append({ path: 'old' });
  test.store.seal();
  test.append({ path: 'new' });
  const view = new View(test.capture);
  test.store.setHistory({ events: 1 });
  const cells = new CellFormatter(test.capture, UTC);
  expect(rowWindow(view, cells, viewRow(0), 10, ['path', 'operation']).cells).toEqual([
    ['', 'new'],
    ['', ''],
  ]);
  view.update();
  expect(rowWindow(view, cells, viewRow(0), 10, ['path']).cells).toEqual([['new']]);
});
