/** From File > Open to the first window of rows, on a log of 1 GB. */
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { rowWindow } from '../../../src/engine/view/row-window.ts';
import { View } from '../../../src/engine/view/view.ts';
import { DEFAULT_COLUMNS } from '../../../src/shared/columns.ts';
import { viewRow } from '../../../src/shared/units.ts';
import { MODERN_SAMPLE, largeLog } from '../logs.ts';
import { grouped, report } from '../measure.ts';

const log = await largeLog(MODERN_SAMPLE, 2_400_000);
const abort = new AbortController();
const start = performance.now();
const opening = await openCapture(log.path, { signal: abort.signal });
const view = new View(opening.capture);
view.update();
const window = rowWindow(view, new CellFormatter(opening.capture), viewRow(0), 50, DEFAULT_COLUMNS);
const elapsed = performance.now() - start;
if (window.event.length !== 50) throw new Error('There were no rows to show');
abort.abort();
await opening.finished.catch(() => undefined);
report([
  {
    name: 'first rows of a 1 GB log',
    input: `${log.origin} repeated, ${grouped(log.bytes / 1e6)} MB`,
    value: elapsed,
    unit: 'ms',
    most: 1000,
  },
]);
view.close();
await opening.capture.close();
