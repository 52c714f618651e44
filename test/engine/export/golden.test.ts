import { expect, it } from 'vitest';
import { exportDialect } from '../../../src/engine/dialect/export-dialect.ts';
import type { StreamFormat } from '../../../src/engine/export/export-events.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import { exportLog } from '../../support/export-log.ts';
import { exportedText } from '../../support/exported.ts';
import { expectGolden } from '../../support/golden-file.ts';
import { openLog, writeLog } from '../../support/opened-log.ts';

const columns = COLUMN_NAMES;

it.each<[file: string, format: StreamFormat]>([
  ['procmon.csv', { format: 'csv', columns, as: 'procmon' }],
  ['plain.csv', { format: 'csv', columns, as: 'plain' }],
  ['procmon.xml', { format: 'xml', columns, as: 'procmon', stacks: true }],
  ['plain.xml', { format: 'xml', columns: ['processName', 'path', 'detail'], as: 'plain' }],
  ['events.jsonl', { format: 'jsonl' }],
])('%s is as it was', async (file, format) => {
  const { capture, warnings } = await openLog(writeLog(exportLog()));
  expect(warnings).toEqual([]);
  const as = 'as' in format && format.as === 'procmon' ? 'procmon' : 'plain';
  expectGolden(
    `export/${file}`,
    await exportedText(capture, format, { dialect: exportDialect(capture, { as }) }),
  );
});
