import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DATA_COLUMNS } from '../../../src/engine/export/data-columns.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import { exportLog } from '../../support/export-log.ts';
import { exportedText } from '../../support/exported.ts';
import { schemaErrors } from '../../support/json-schema.ts';
import { openLog, writeLog } from '../../support/opened-log.ts';
import { describeWithData } from '../../support/test-data.ts';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../../../docs/events.schema.json', import.meta.url), 'utf8'),
) as {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, { description: string }>>;
};

/** What is wrong with the lines of an export, each by its number. */
function linesWithErrors(text: string): readonly string[] {
  const lines = text.split('\n').slice(0, -1);
  expect(lines.length).toBeGreaterThan(0);
  return lines.flatMap((line, i) =>
    schemaErrors({ ...SCHEMA }, JSON.parse(line)).map((error) => `line ${i + 1}: ${error}`),
  );
}

describe('docs/events.schema.json', () => {
  it('has the keys of the export in their order, each column of the window among them', async () => {
    const keys = DATA_COLUMNS.map(({ key }) => key);
    expect(SCHEMA.required).toEqual(keys);
    expect(Object.keys(SCHEMA.properties)).toEqual(keys);
    const columns = DATA_COLUMNS.flatMap((column) => ('column' in column ? [column.column] : []));
    // Time of Day is the same moment as Date & Time.
    expect([...columns, 'timeOfDay'].sort()).toEqual([...COLUMN_NAMES].sort());
    const { capture } = await openLog(writeLog(exportLog()));
    const [line] = (await exportedText(capture, { format: 'jsonl' })).split('\n');
    expect(Object.keys(JSON.parse(line ?? '') as object)).toEqual(keys);
  });

  it('describes what is written, lost events included', async () => {
    const { capture } = await openLog(writeLog(exportLog()));
    const [segment] = capture.store.segments;
    if (segment === undefined) throw new Error('The log has events');
    const event = (segment.first + 2) as typeof segment.first;
    capture.store.addLoss({ event, time: segment.minTime as never, count: 12, cause: 'The buffer was full' });
    expect(linesWithErrors(await exportedText(capture, { format: 'jsonl' }))).toEqual([]);
  });

  it('refuses what is not', async () => {
    const { capture } = await openLog(writeLog(exportLog()));
    const [line] = (await exportedText(capture, { format: 'jsonl' })).split('\n');
    const event = JSON.parse(line ?? '') as Record<string, unknown>;
    const change = (key: string, value: unknown): number =>
      schemaErrors({ ...SCHEMA }, { ...event, [key]: value }).length;
    expect(change('pid', '4')).toBe(1);
    expect(change('time', '2020-07-12 01:17:45')).toBe(1);
    expect(change('detail', { Length: null })).toBe(1);
    expect(change('more', 1)).toBe(1);
    expect(schemaErrors({ ...SCHEMA }, {})).toHaveLength(1);
  });
});

describeWithData('docs/events.schema.json on logs of Process Monitor', (logs) => {
  it.each(logs)(
    'describes every event of $name',
    async ({ pmlPath }) => {
      const { capture, finished } = await openCapture(pmlPath);
      try {
        await finished;
        expect(linesWithErrors(await exportedText(capture, { format: 'jsonl' })).slice(0, 5)).toEqual([]);
      } finally {
        await capture.close();
      }
    },
    60_000,
  );
});
