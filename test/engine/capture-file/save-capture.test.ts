import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openCaptureFile } from '../../../src/engine/capture-file/open-capture-file.ts';
import { saveCapture } from '../../../src/engine/capture-file/save-capture.ts';
import type { Capture } from '../../../src/engine/capture/capture.ts';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import { eventNo } from '../../../src/shared/units.ts';
import type { RelTicks } from '../../../src/shared/units.ts';
import { openLog, temporaryFolder } from '../../support/opened-log.ts';
import { describeWithData } from '../../support/test-data.ts';
import {
  actualEvent,
  appendNumbered,
  everyNth,
  expectedEvent,
  firstWrong,
  numberedCapture,
  numberedStore,
} from './numbered-events.ts';

async function reopen(path: string): Promise<Capture> {
  const { capture, finished } = await openCaptureFile(path);
  onTestFinished(() => capture.close());
  expect((await finished).warnings).toEqual([]);
  return capture;
}

/** All cells and the stack of every third event. */
function* rendered(capture: Capture): Generator<string> {
  const cells = new CellFormatter(capture);
  for (const segment of capture.store.segments) {
    for (let i = 0; i < segment.length; i += 3) {
      cells.at(segment, i);
      yield `${COLUMN_NAMES.map((name) => cells.text(name)).join('|')}|${capture.payloads.stack(segment, i).join(' ')}`;
    }
  }
}

describeWithData('sample logs', (logs) => {
  it.each(logs)(
    'saves $name so that every cell and stack stays as it was',
    { timeout: 120_000 },
    async ({ pmlPath }) => {
      const { capture } = await openLog(pmlPath);
      const target = join(temporaryFolder(), 'saved.procscope');
      expect(await saveCapture(capture, target)).toEqual({ events: capture.store.length });
      const saved = await reopen(target);
      expect(saved.meta).toEqual({ ...capture.meta, format: 'native' });
      expect(saved.icons).toEqual(capture.icons);
      expect(saved.hosts).toEqual(capture.hosts);
      expect(saved.ports).toEqual(capture.ports);
      const rows = rendered(saved);
      let different = 0;
      for (const row of rendered(capture)) if (rows.next().value !== row) different++;
      expect(different).toBe(0);
      expect(rows.next().done).toBe(true);
    },
  );
});

it('saves a native capture again as it is', async () => {
  const store = numberedStore();
  appendNumbered(store, 66_000);
  store.beginEpoch();
  appendNumbered(store, 500);
  const folder = temporaryFolder();
  const [first, second] = [join(folder, 'a.procscope'), join(folder, 'b.procscope')];
  await saveCapture(numberedCapture(store), first);
  const capture = await reopen(first);
  await saveCapture(capture, second);
  // Over the very file that it is read from, too.
  await saveCapture(capture, first);
  for (const path of [first, second]) {
    const again = await reopen(path);
    expect(firstWrong(again, 0, 66_500, 3)).toBeUndefined();
    expect(again.store.end).toBe(66_500);
  }
  expect(firstWrong(capture, 0, 66_500, 3)).toBeUndefined();
  expect(readdirSync(folder).sort()).toEqual(['a.procscope', 'b.procscope']);
});

it('saves chosen events under new numbers and nothing of the others', async () => {
  const store = numberedStore();
  appendNumbered(store, 66_000);
  store.beginEpoch();
  appendNumbered(store, 66_000);
  store.addLoss({ event: eventNo(5000), time: 1 as RelTicks, count: 3, cause: 'in' });
  store.addLoss({ event: eventNo(5001), time: 1 as RelTicks, count: 3, cause: 'out' });
  const target = join(temporaryFolder(), 'a.procscope');
  const capture = numberedCapture(store);
  expect(await saveCapture(capture, target, { events: everyNth(2500, store.end) })).toEqual({ events: 53 });
  const saved = await reopen(target);
  for (let row = 0; row < 53; row++) expect(actualEvent(saved, row)).toEqual(expectedEvent(row * 2500));
  expect(saved.store.losses).toEqual([{ event: 2, time: 1, count: 3, cause: 'in' }]);
  const texts = saved.store.segments.map((segment) => segment.epoch.strings.size);
  expect(Math.max(...texts)).toBeLessThan(50);
});

it('leaves nothing when it is cancelled or fails, and what was there before', async () => {
  const store = numberedStore();
  appendNumbered(store, 400_000);
  const capture = numberedCapture(store);
  const folder = temporaryFolder();
  const target = join(folder, 'a.procscope');
  writeFileSync(target, 'old');
  const stop = new AbortController();
  const saving = saveCapture(capture, target, {
    signal: stop.signal,
    events: everyNth(1, store.end),
    onProgress: () => stop.abort(),
  });
  await expect(saving).rejects.toMatchObject({ code: 'job/cancelled' });
  await expect(saveCapture(capture, target, { maxPages: 100 })).rejects.toMatchObject({
    code: 'file/disk-full',
  });
  await expect(saveCapture(capture, target, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'job/cancelled',
  });
  expect(readFileSync(target, 'utf8')).toBe('old');
  mkdirSync(join(folder, 'd'));
  await expect(saveCapture(capture, join(folder, 'd'))).rejects.toMatchObject({ code: 'file/is-directory' });
  await expect(saveCapture(capture, join(folder, 'none', 'a'))).rejects.toMatchObject({
    code: 'file/not-found',
  });
  expect(readdirSync(folder).sort()).toEqual(['a.procscope', 'd']);
  await saveCapture(capture, target);
  expect(existsSync(`${target}.partial`)).toBe(false);
  expect((await reopen(target)).store.end).toBe(400_000);
});

it('saves what a capture in progress holds at the beginning', async () => {
  const store = numberedStore();
  appendNumbered(store, 300_000);
  const target = join(temporaryFolder(), 'a.procscope');
  const saving = saveCapture(numberedCapture(store), target);
  appendNumbered(store, 100_000);
  const { events } = await saving;
  expect(events).toBe(300_000);
  const saved = await reopen(target);
  expect(saved.store.end).toBe(300_000);
  expect(firstWrong(saved, 0, 300_000, 11)).toBeUndefined();
});
