import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from '@playwright/test';
import { startApp } from './app.ts';
import type { App } from './app.ts';
import { closeUnasked, needsRealHelper } from './live.ts';

/** The app of one test that records this machine, and a folder that goes with it. */
export interface LiveApp {
  readonly app: App;
  readonly folder: string;
  /** A name that no other file has, so that its events are found among all others. */
  readonly token: string;
}

/** Starts the app before each test of a file and gives it to `take`; ends it afterwards, whatever is open in it. */
export function beforeEachStartLive(name: string, take: (live: LiveApp) => void): void {
  needsRealHelper();
  let live: LiveApp | undefined;
  test.beforeEach(async () => {
    const folder = mkdtempSync(join(tmpdir(), `procscope-e2e-${name}-`));
    live = { app: await startApp({ folder }), folder, token: `${basename(folder)}-seen` };
    take(live);
  });
  test.afterEach(async () => {
    if (live === undefined) return;
    await closeUnasked(live.app);
    rmSync(live.folder, { recursive: true, force: true });
    live = undefined;
  });
}

/** Does something that is recorded, in a process of its own. */
export function touch(path: string): void {
  execFileSync('touch', [path]);
}
