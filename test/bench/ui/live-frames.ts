import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { appWithHelper } from '../../e2e/support/played-app.ts';
import type { Play } from '../frame-player.ts';
import { grouped, percentile } from '../measure.ts';
import type { Measure } from '../measure.ts';
import { startMeasuredApp } from './measured-app.ts';

/** Events a second at which the window must stay fluent. */
const RATE = 500_000;
/** Events that may wait to be read: about what fits into the kernel's buffer. */
const ROOM = 500_000;
/** More than are sent while anything is measured. */
const EVENTS = 1_000_000_000;
/** Milliseconds before anything is measured. */
const WARM_UP = 4000;
/** The list shows newer events at least so often, in a second. */
const LEAST_REFRESHES = 5;

interface Watched {
  /** How often the list showed other events, in a second. */
  readonly refreshes: number;
  /** Longest time between two frames of the page's own, in ms. */
  readonly longest: number;
}

/**
 * Looks at a live capture that follows the newest of 500,000 events a second, then scrolls in it by the wheel while they go on.
 * The helper is played: what is measured is engine and window on this machine, not its kernel.
 */
export async function liveFrames(milliseconds: number): Promise<readonly Measure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-bench-live-'));
  const player = join(import.meta.dirname, '..', 'frame-player.ts');
  const play: Play = { events: EVENTS, rate: RATE, room: ROOM };
  const root = appWithHelper(folder, [process.execPath, player, JSON.stringify(play)]);
  const app = await startMeasuredApp(undefined, root);
  try {
    const { page } = app;
    process.stderr.write('live: following ...\n');
    await page.keyboard.press('Control+e');
    await page.locator('.capturing').waitFor();
    await page.waitForTimeout(WARM_UP);
    const begin = await totalOf(page);
    const since = performance.now();
    let watched: Watched = { refreshes: 0, longest: 0 };
    const following = await app.trace(async () => (watched = await watch(page, milliseconds)));
    const rate = ((await totalOf(page)) - begin) / ((performance.now() - since) / 1000);
    process.stderr.write('live: scrolling ...\n');
    await page.getByRole('grid').first().hover();
    const scrolling = await app.trace(() => scrollUp(page, milliseconds));
    const lost = await page.locator('.live-lost').count();
    const input = `a live capture, ${grouped(RATE)} events/s`;
    return [
      { name: 'live: events shown', input, value: rate, unit: 'events/s', least: RATE * 0.95 },
      { name: 'live: losses', input, value: lost, unit: '', most: 0 },
      {
        ...{ name: 'live: refreshes of the list', input },
        ...{ value: watched.refreshes, unit: '/s', least: LEAST_REFRESHES },
      },
      { name: 'live, following: longest time between frames', input, value: watched.longest, unit: 'ms' },
      ...frameMeasures('live, following', input, following),
      ...frameMeasures('live, wheel', input, scrolling),
    ];
  } finally {
    await app.electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows()) window.destroy();
    });
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function frameMeasures(
  name: string,
  input: string,
  { work, intervals }: { readonly work: readonly number[]; readonly intervals: readonly number[] },
): readonly Measure[] {
  return [
    { name: `${name}: own work a frame, median`, input, value: percentile(work, 0.5), unit: 'ms', most: 4 },
    { name: `${name}: 99th percentile`, input, value: percentile(work, 0.99), unit: 'ms', most: 12 },
    { name: `${name}: frame interval, median`, input, value: percentile(intervals, 0.5), unit: 'ms' },
    {
      name: `${name}: frame interval, 99th percentile`,
      input,
      value: percentile(intervals, 0.99),
      unit: 'ms',
    },
  ];
}

/** All events so far, as the status bar says. */
async function totalOf(page: Page): Promise<number> {
  const text = (await page.locator('.shown').textContent()) ?? '';
  return Number(/of ([\d,]+) events/.exec(text)?.[1]?.replaceAll(',', ''));
}

/** Counts for so long how often the list shows other events, and how long frames take to come. */
function watch(page: Page, milliseconds: number): Promise<Watched> {
  return page.evaluate(async (duration) => {
    const firstRow = (): string => {
      const rows = [...document.querySelectorAll('.row:not([hidden])')];
      const known = rows.filter(
        (row) => row.querySelector('[role="gridcell"]:nth-child(3)')?.textContent !== '',
      );
      return String(Math.max(...known.map((row) => Number(row.getAttribute('aria-rowindex')))));
    };
    const start = performance.now();
    let refreshes = 0;
    let longest = 0;
    let before = firstRow();
    let last = start;
    while (performance.now() - start < duration) {
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      longest = Math.max(longest, now - last);
      last = now;
      const shown = firstRow();
      if (shown !== before) refreshes++;
      before = shown;
    }
    return { refreshes: refreshes / ((performance.now() - start) / 1000), longest };
  }, milliseconds);
}

/** Turns the wheel upwards for so long. */
async function scrollUp(page: Page, milliseconds: number): Promise<void> {
  const start = performance.now();
  while (performance.now() - start < milliseconds) await page.mouse.wheel(0, -120);
}
