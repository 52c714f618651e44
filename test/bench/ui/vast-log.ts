import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { CaptureRecorder } from '../../../src/engine/capture-file/capture-recorder.ts';
import { BENCH_FOLDER } from '../logs.ts';
import { expect } from '@playwright/test';
import { cells, grid, rowsInView } from '../../e2e/support/app.ts';
import { FarList } from '../../e2e/support/far-list.ts';
import { grouped, percentile, timed } from '../measure.ts';
import type { Measure } from '../measure.ts';
import { startMeasuredApp } from './measured-app.ts';
import {
  BATCH_EVENTS,
  SyntheticEvents,
  distinctPaths,
  syntheticCapture,
  syntheticStore,
} from '../synthetic-events.ts';

/** Events that the window is made for. */
const VAST_EVENTS = 100_000_000;
const OPENING_TIMEOUT = 120_000;

interface VastLog {
  readonly path: string;
  readonly events: number;
  /** What is in it, for the report. */
  readonly input: string;
}

/**
 * A capture file of at least {@link VAST_EVENTS} synthetic events, recorded as a live capture is: some 730 MB, which takes a
 * minute or more. Kept for the next run.
 */
async function vastLog(): Promise<VastLog> {
  await mkdir(BENCH_FOLDER, { recursive: true });
  const path = join(BENCH_FOLDER, `synthetic-${VAST_EVENTS}.procscope`);
  const events = Math.ceil(VAST_EVENTS / BATCH_EVENTS) * BATCH_EVENTS;
  if (!existsSync(path)) {
    process.stderr.write(`recording ${grouped(events)} events ...\n`);
    await record(`${path}.partial`, events);
    renameSync(`${path}.partial`, path);
  }
  return {
    path,
    events,
    input: `synthetic, ${grouped(events)} events, ${grouped(Math.round(statSync(path).size / 1e6))} MB`,
  };
}

/**
 * Opens the vast log in the window and goes through its list in every way, to both its ends and into its middle. Errors:
 * throws where a row is not reached or has the number of another.
 */
export async function throughVastLog(milliseconds: number): Promise<readonly Measure[]> {
  const { path, events, input } = await vastLog();
  process.stderr.write('through 100,000,000 events ...\n');
  const start = performance.now();
  const app = await startMeasuredApp(path);
  try {
    const { page } = app;
    // Some of the events would be excluded by default.
    await page.getByRole('button', { name: 'Switch the default exclusions off' }).click();
    const rowCount = String(events + 1);
    await expect(grid(page)).toHaveAttribute('aria-rowcount', rowCount, { timeout: OPENING_TIMEOUT });
    const opening = performance.now() - start;
    const list = new FarList(page, events, async () => {
      const { first, last } = await rowsInView(page);
      for (const number of [first, last]) expect((await cells(page, number))[0]).toBe(grouped(number));
    });
    const reached = await timed(async () => {
      await list.byKeys();
      await list.byWheel();
      await list.byScrollBar();
      await list.byGoTo();
    });
    const work: Measure[] = [];
    for (const gesture of ['wheel', 'drag', 'page-down'] as const) {
      const measured = await app.measure(gesture, milliseconds);
      work.push({
        name: `${gesture}: own work a frame, median`,
        input,
        value: percentile(measured.work, 0.5),
        unit: 'ms',
        most: 4,
      });
    }
    return [
      { name: 'start until all events are open', input, value: opening / 1000, unit: 's' },
      { name: 'to both ends by keys, wheel, bar and Go To', input, value: reached / 1000, unit: 's' },
      ...work,
      { name: "renderer's script memory", input, value: (await app.memory()).heap, unit: 'MiB' },
    ];
  } finally {
    await app.close();
  }
}

async function record(path: string, events: number): Promise<void> {
  rmSync(path, { force: true });
  const source = new SyntheticEvents(distinctPaths(events));
  const store = syntheticStore();
  const recorder = await CaptureRecorder.start(store, path, { meta: syntheticCapture(store).meta });
  while (store.end < events) {
    source.appendBatch(store);
    await recorder.ready();
    await setImmediate();
  }
  await recorder.finish();
}
