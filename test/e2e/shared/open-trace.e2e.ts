import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { BUILT_RAW, buildEtl, compactRecord } from '../../support/etl-builder.ts';
import { cells, grid, row, shows, startApp } from '../support/app.ts';
import type { App } from '../support/app.ts';
import { expectOpen, openFile } from '../support/files.ts';
import { propertiesAfter, value } from '../support/properties.ts';

const TICKS_PER_MS = 10_000;
/** Place of the Operation column among those that are shown; path and result follow. */
const OPERATION = 4;

/** The opening of a registry key, which took a tenth of a millisecond and ended at this one. */
function openKey(ms: number, name: string): Buffer {
  const time = BUILT_RAW + BigInt(ms * TICKS_PER_MS);
  const head = Buffer.alloc(24);
  head.writeBigInt64LE(time - 1000n, 0);
  const payload = Buffer.concat([head, Buffer.from(`\\REGISTRY\\MACHINE\\${name}\0`, 'utf16le')]);
  return compactRecord({ group: 9, opcode: 11, version: 2, time, pid: 100, tid: 104, payload });
}

/** A connection of this machine with itself. */
function connect(ms: number): Buffer {
  const time = BUILT_RAW + BigInt(ms * TICKS_PER_MS);
  const payload = Buffer.alloc(52);
  payload.writeUInt32LE(100, 0);
  payload.set([127, 0, 0, 1], 8);
  payload.set([127, 0, 0, 1], 12);
  payload.writeUInt16BE(443, 16);
  payload.writeUInt16BE(50_123, 18);
  return compactRecord({ group: 6, opcode: 12, version: 2, time, pid: 0, tid: 0, payload });
}

/** Two processors, whose buffers stand in another order than their events; events were lost in between. */
const TRACE = buildEtl({
  eventsLost: 3,
  buffers: [
    { cpu: 1, records: [openKey(20, 'SOFTWARE\\Second'), openKey(40, 'SOFTWARE\\Fourth')] },
    {
      cpu: 0,
      flags: 2,
      records: [openKey(10, 'SOFTWARE\\First'), openKey(30, 'SOFTWARE\\Third'), connect(50)],
    },
  ],
});

test.describe('an event trace of Windows', () => {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-trace-'));
  const path = join(folder, 'run.etl');
  let app: App;
  test.beforeAll(async () => {
    writeFileSync(path, TRACE);
    app = await startApp({ folder });
  });
  test.afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true });
  });

  test('opens like a log, in order of time, with a row where events were lost', async () => {
    const { page } = app;
    await openFile(app, path);
    await expectOpen(app, 'run.etl');
    await expect(grid(page)).toHaveAttribute('aria-rowcount', '7');
    const rows = await Promise.all([1, 2, 3, 4, 5].map((number) => cells(page, number)));
    const [first, loss, ...rest] = rows;
    expect([first, ...rest].map((texts) => texts?.slice(OPERATION, OPERATION + 3).join(' '))).toEqual([
      'RegOpenKey HKLM\\SOFTWARE\\First SUCCESS',
      'RegOpenKey HKLM\\SOFTWARE\\Second SUCCESS',
      'RegOpenKey HKLM\\SOFTWARE\\Third SUCCESS',
      'RegOpenKey HKLM\\SOFTWARE\\Fourth SUCCESS',
    ]);
    // It has no number: it is no event.
    expect(loss).toContain('Events Lost');
    expect(shows(loss?.at(-1), 'Lost: 3, Cause: Windows had no buffer free')).toBe(true);
    await expect(page.getByRole('contentinfo')).toContainText('Backed by run.etl');
  });

  test("shows the kernel's path of an event, and what addresses are called when it is asked to", async () => {
    const { page } = app;
    await row(page, 1).getByRole('gridcell').nth(OPERATION).click();
    const window = await propertiesAfter(app, () => page.keyboard.press('Enter'));
    await expect(value(window, 'Path')).toHaveText('HKLM\\SOFTWARE\\First');
    await expect(value(window, 'Kernel path')).toHaveText('\\REGISTRY\\MACHINE\\SOFTWARE\\First');
    const ask = window.getByRole('button', { name: 'Look up names of the addresses' });
    await expect(ask).toHaveCount(0);
    await window.close();

    await row(page, 6).getByRole('gridcell').nth(OPERATION).click();
    const other = await propertiesAfter(app, () => page.keyboard.press('Enter'));
    await expect(value(other, 'Path')).toHaveText('127.0.0.1:50123 -> 127.0.0.1:443');
    await expect(value(other, 'Kernel path')).toHaveCount(0);
    await other.getByRole('button', { name: 'Look up names of the addresses' }).click();
    // Whether the address has a name is the machine's own affair.
    const names = other.locator('.value').filter({ has: other.locator('dt', { hasText: /^Name$/ }) });
    await expect(names).toHaveCount(2);
    await expect(names.first()).toContainText('127.0.0.1:');
    await other.close();
  });
});
