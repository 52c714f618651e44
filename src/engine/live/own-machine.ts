import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { z } from '../../shared/api/zod.ts';
import type { OwnMachine } from '../capture/own-machine.ts';
import type { VolumeName } from '../etw/state/volumes.ts';
import { toldDrives } from './told-drives.ts';

const run = promisify(execFile);

/** The helper answers at once; a file that waits for it must open in any case. In ms. */
const ANSWER_MS = 10_000;

const answer = z.object({ drives: toldDrives });

/**
 * This machine, whose volumes the helper of Windows knows, without any rights; undefined on other systems. `helpers`: where the
 * helper may be, the first that is there is asked. One that is missing or fails is an error of asking.
 */
export function ownMachine(
  helpers: readonly string[],
  platform: NodeJS.Platform = process.platform,
): OwnMachine | undefined {
  if (platform !== 'win32') return undefined;
  return { name: hostname(), volumes: (signal) => askHelper(helpers, signal) };
}

async function askHelper(helpers: readonly string[], signal: AbortSignal): Promise<readonly VolumeName[]> {
  const helper = helpers.find((path) => existsSync(path));
  if (helper === undefined) throw new Error('The capture helper is not there');
  const { stdout } = await run(helper, ['drives'], { signal, timeout: ANSWER_MS, windowsHide: true });
  return answer.parse(JSON.parse(stdout)).drives;
}
