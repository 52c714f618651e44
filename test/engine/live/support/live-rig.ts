import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { LiveSession } from '../../../../src/engine/live/live-session.ts';
import type { LiveSessionOptions } from '../../../../src/engine/live/live-session.ts';
import type { LiveRequest } from '../../../../src/engine/live/start-helper.ts';
import { temporaryFolder } from '../../../support/opened-log.ts';
import type { HelperScript } from './scripted-helper.ts';

/** A command that plays a helper. */
export function scripted(script: HelperScript = {}): LiveRequest['helper'] {
  return {
    command: process.execPath,
    args: [join(import.meta.dirname, 'scripted-helper.ts'), JSON.stringify(script)],
  };
}

/** A session that is closed when the test has ended, and the folder of its file. */
export async function startSession(
  request: Partial<LiveRequest> & Pick<LiveRequest, 'helper'>,
  options: Partial<LiveSessionOptions> = {},
): Promise<{ session: LiveSession; folder: string }> {
  const folder = request.folder ?? join(temporaryFolder(), 'captures');
  const session = await LiveSession.start(
    { folder, ...request },
    { cells: {}, onChanged: () => undefined, ...options },
    new AbortController().signal,
  );
  onTestFinished(() => session.close());
  return { session, folder };
}

/** Waits until something holds. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(5);
}

/** Names of the files in a folder. */
export function filesOf(folder: string): string[] {
  return readdirSync(folder).sort();
}

/** The first number of `from`..`to` whose event is not the scripted helper's with that number; undefined when all are. */
export function firstWrongNumber(
  { capture }: Pick<LiveSession, 'capture'>,
  from: number,
  to: number,
): number | undefined {
  const { store } = capture;
  for (let no = from; no < to; no++) {
    const segment = store.segmentOf(no);
    if (segment === undefined) return no;
    const row = no - segment.first;
    const path = segment.epoch.strings.get(store.column(segment, 'path')[row] as never);
    if (store.column(segment, 'tid')[row] !== no || path !== `/numbered/${no % 1000}`) return no;
  }
  return undefined;
}
