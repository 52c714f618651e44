import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { BUILT_RAW, buildEtl, systemRecord } from '../../support/etl-builder.ts';
import { goldenRecords } from '../../support/golden-records.ts';
import { buildPml } from '../../support/pml-builder.ts';
import { row, startApp } from '../support/app.ts';
import { clipboardText } from '../support/clipboard.ts';
import { propertiesAfter } from '../support/properties.ts';

/** A query whose details no export of Process Monitor shows, and one whose details are proven. */
const NAMES = ['QuerySectorSizeInformationVolume', 'QuerySizeInformationVolume'];

test.describe('the bytes of an event', () => {
  let folder: string;
  let log: string;
  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'procscope-e2e-'));
    log = join(folder, 'raw.pml');
    const records = goldenRecords().flatMap(([, all]) => all);
    const { bytes } = buildPml({
      processes: [{ index: 1, pid: 2, name: 'a.exe' }],
      events: NAMES.map((name) => {
        const record = records.find(({ plain }) => plain.operation === name)!;
        const [eventClass, operation] = record.key;
        return { process: 1, eventClass, operation, detail: record.detail, extra: record.extra! };
      }),
    });
    await writeFile(log, bytes);
  });
  test.afterAll(() => rm(folder, { recursive: true }));

  test('stand beside details that are not proven, and are copied with them', async () => {
    const app = await startApp({ file: log });
    const window = await propertiesAfter(app, () => row(app.page, 1).getByRole('gridcell').nth(3).dblclick());
    const panel = window.getByRole('tabpanel', { name: 'Event' });
    await expect(panel.getByRole('heading', { level: 2 })).toHaveText(NAMES[0]!);
    await expect(panel.getByRole('heading', { name: /^Raw data/ })).toBeVisible();
    const returned = panel.getByRole('group', { name: 'Raw data, Returned' });
    await expect(returned).toHaveText(/^0000 {2}00 02 00 00 00 10 00 00/);
    // It may be wider than the window, so it is reached and moved by keys.
    await returned.focus();
    await expect(returned).toBeFocused();
    const { violations } = await new AxeBuilder({ page: window }).setLegacyMode().analyze();
    expect(violations).toEqual([]);

    await window.getByRole('button', { name: 'Copy all' }).click();
    await expect(window.getByText('Copied.')).toBeVisible();
    const text = await clipboardText(app);
    expect(text).toContain('Raw data, Returned, 28 bytes (');
    expect(text).toContain('\n0000  00 02 00 00 00 10 00 00');

    await window.getByRole('button', { name: 'Next event' }).click();
    await expect(panel.getByRole('heading', { level: 2 })).toHaveText(NAMES[1]!);
    await expect(panel.getByRole('heading', { name: /^Raw data/ })).toHaveCount(0);
    await app.close();
  });

  test('are there for what a newer version of an event of Windows adds', async () => {
    const path = join(folder, 'newer.etl');
    const known = Buffer.alloc(28);
    const record = { group: 4, opcode: 65, pid: 100, tid: 104 };
    await writeFile(
      path,
      buildEtl({
        buffers: [
          {
            records: [
              systemRecord({ ...record, version: 3, time: BUILT_RAW + 10n, payload: known }),
              systemRecord({
                ...{ ...record, version: 4, time: BUILT_RAW + 20n },
                payload: Buffer.concat([known, Buffer.from('NEW!')]),
              }),
            ],
          },
        ],
      }),
    );
    const app = await startApp({ file: path });
    const window = await propertiesAfter(app, () => row(app.page, 1).getByRole('gridcell').nth(3).dblclick());
    const panel = window.getByRole('tabpanel', { name: 'Event' });
    await expect(panel.getByRole('heading', { level: 2 })).toHaveText('CloseFile');
    await expect(panel).not.toContainText('newer than');

    await window.getByRole('button', { name: 'Next event' }).click();
    await expect(panel.getByRole('heading', { name: /^Raw data/ })).toContainText(
      'version 4 of the event, newer than 3',
    );
    await expect(panel.getByRole('group', { name: 'Raw data, Event, behind the known fields' })).toHaveText(
      /^0000 {2}4e 45 57 21 .* NEW!$/,
    );
    await app.close();
  });
});
