import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import { openPml } from '../../../../src/engine/formats/pml/open-pml.ts';
import { buildPml, registryDetail, u32 } from '../../../support/pml-builder.ts';
import { temporaryFolder, writeLog } from '../../../support/opened-log.ts';

const EVENTS = 400_000;

function largeLog(): string {
  const details = Array.from({ length: 100 }, (_, n) =>
    registryDetail(`HKLM\\Software\\Key ${n}`, Buffer.concat([Buffer.alloc(2), u32(144), u32(2)])),
  );
  const events = Array.from({ length: EVENTS }, (_, n) => ({
    process: n % 3,
    tid: n,
    eventClass: 2,
    operation: 5,
    detail: details[n % 100] ?? Buffer.alloc(0),
  }));
  const processes = [0, 1, 2].map((index) => ({ index, pid: 4 + index, name: `p${index}.exe` }));
  return writeLog(buildPml({ events, processes }).bytes);
}

describe('a log that does not fit the memory budget', () => {
  it('keeps within it, reads cold events back, and leaves no file behind', { timeout: 60_000 }, async () => {
    const spillFolder = temporaryFolder();
    const memoryBudget = 6 * 1024 * 1024;
    const { capture, finished } = await openPml(largeLog(), { memoryBudget, spillFolder });
    expect(await finished).toEqual({ warnings: [] });
    const { store } = capture;
    expect(store.length).toBe(EVENTS);
    await expect.poll(() => store.hasRoom(0)).toBe(true);
    expect(store.segments.filter((segment) => segment.columns === undefined).length).toBeGreaterThan(2);
    expect(readdirSync(spillFolder).length).toBeGreaterThan(0);

    const cells = new CellFormatter(capture);
    for (const event of [0, 1, 99_999, 200_001, EVENTS - 1]) {
      const segment = store.segmentOf(event);
      if (segment === undefined) throw new Error(`Event ${event} is in no segment`);
      cells.at(segment, event - segment.first);
      expect(cells.text('tid')).toBe(String(event));
      expect(cells.text('path')).toBe(`HKLM\\Software\\Key ${event % 100}`);
      expect(cells.text('processName')).toBe(`p${event % 3}.exe`);
      expect(cells.text('detail')).toBe('Length: 144');
    }
    await capture.close();
    expect(readdirSync(spillFolder)).toEqual([]);
  });
});
