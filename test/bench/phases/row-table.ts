/** The baseline of filtering: one SQLite row per event, the same filter in SQL. Argument: number of events. */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { View } from '../../../src/engine/view/view.ts';
import { BENCH_FOLDER, LARGE_SAMPLE, largeLog } from '../logs.ts';
import { grouped, medianOf, report, timed } from '../measure.ts';
import { FOUR_RULES, FOUR_RULES_SQL } from '../rules.ts';

const log = await largeLog(LARGE_SAMPLE, Number(process.argv[2]));
const { capture, finished } = await openCapture(log.path);
await finished;
const input = `${log.origin} repeated, ${grouped(log.events)} events`;

mkdirSync(BENCH_FOLDER, { recursive: true });
const path = join(BENCH_FOLDER, 'row-table.db');
rmSync(path, { force: true });
const db = new Database(path);
db.pragma('journal_mode = OFF');
db.pragma('synchronous = OFF');
db.exec('CREATE TABLE event (number INTEGER PRIMARY KEY, operation TEXT, path TEXT, result TEXT)');
const insert = db.prepare('INSERT INTO event (operation, path, result) VALUES (?, ?, ?)');
const cells = new CellFormatter(capture);
const fill = await timed(() => {
  db.transaction(() => {
    for (const segment of capture.store.segments) {
      for (let i = 0; i < segment.length; i++) {
        cells.at(segment, i);
        insert.run(cells.text('operation'), cells.text('path'), cells.text('result'));
      }
    }
  })();
});
const query = db.prepare(FOUR_RULES_SQL);
let rows = 0;
const sql = await medianOf(3, () => {
  rows = (query.get() as { count: number }).count;
});
db.close();
rmSync(path, { force: true });

const view = new View(capture);
view.update();
const ours = await timed(() => view.setFilter(FOUR_RULES));
if (view.length !== rows) throw new Error(`The filter shows ${view.length} events, SQL ${rows}`);
report([
  { name: 'row table: fill', input, value: log.events / (fill / 1000), unit: 'rows/s' },
  { name: 'row table: filter of four rules', input, value: sql, unit: 'ms' },
  {
    name: 'column segments: the same filter',
    input,
    value: ours,
    unit: 'ms',
    most: 150 * Math.max(1, log.events / 10_000_000),
    baseline: { name: 'row table', ratio: sql / ours },
  },
]);
view.close();
await capture.close();
