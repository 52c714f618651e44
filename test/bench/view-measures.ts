import { CellFormatter } from '../../src/engine/cells/cell-formatter.ts';
import type { Capture } from '../../src/engine/capture/capture.ts';
import { rowWindow } from '../../src/engine/view/row-window.ts';
import { View } from '../../src/engine/view/view.ts';
import { DEFAULT_COLUMNS } from '../../src/shared/columns.ts';
import { ALL_CLASSES, EventClass, classBit } from '../../src/shared/event-class.ts';
import { viewRow } from '../../src/shared/units.ts';
import { medianOf, percentile, timed } from './measure.ts';
import type { Measure } from './measure.ts';
import { FOUR_RULES } from './rules.ts';

/** Rows of one window, as the bound names it. */
const WINDOW_ROWS = 100;
const WINDOWS = 2000;

/**
 * What a window does over a capture: filter, toggle, fetch rows. The filter is applied by a view that never saw it (its
 * string tests run) and then, as a second figure, again after another one.
 */
export async function viewMeasures(capture: Capture, input: string): Promise<readonly Measure[]> {
  const view = new View(capture);
  view.update();
  await view.setFilter([]);
  const first = await timed(() => view.setFilter(FOUR_RULES));
  const shown = view.length;
  const again = await medianOf(5, async () => {
    await view.setFilter(FOUR_RULES.map((rule) => ({ ...rule })));
  });
  await view.setFilter([]);
  const toggles: number[] = [];
  for (let i = 0; i < 10; i++) {
    const classes = i % 2 === 0 ? ALL_CLASSES & ~classBit(EventClass.Registry) : ALL_CLASSES;
    toggles.push(
      await timed(() => {
        view.setClasses(classes);
        return view.length;
      }),
    );
  }

  const cells = new CellFormatter(capture);
  await view.setFilter([]);
  const windows: number[] = [];
  let seed = 1;
  for (let i = 0; i < WINDOWS; i++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    const row = viewRow(Math.floor((seed / 2 ** 32) * (view.length - WINDOW_ROWS)));
    windows.push(await timed(() => rowWindow(view, cells, row, WINDOW_ROWS, DEFAULT_COLUMNS)));
  }
  view.close();
  const scale = Math.max(1, capture.store.length / 10_000_000);
  return [
    {
      name: 'filter of four rules, first time',
      input: `${input}, ${shown} shown`,
      value: first,
      unit: 'ms',
      most: 150 * scale,
    },
    { name: 'filter of four rules, again', input, value: again, unit: 'ms', most: 150 * scale },
    { name: 'toggle a class', input, value: percentile(toggles, 0.5), unit: 'ms', most: 50 * scale },
    { name: 'window of 100 rows, median', input, value: percentile(windows, 0.5), unit: 'ms' },
    {
      name: 'window of 100 rows, 99th percentile',
      input,
      value: percentile(windows, 0.99),
      unit: 'ms',
      most: 5,
    },
  ];
}
