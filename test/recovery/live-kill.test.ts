import { spawn } from 'node:child_process';
import { accessSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openCaptureFile } from '../../src/engine/capture-file/open-capture-file.ts';
import { listRecoverable } from '../../src/engine/capture-file/recovery.ts';
import type { LiveRequest } from '../../src/engine/live/start-helper.ts';
import type { Capture } from '../../src/engine/capture/capture.ts';
import { firstWrongNumber, scripted } from '../engine/live/support/live-rig.ts';
import { describeWithCapture, helperForTests } from '../native/linux/support/native-test.ts';
import { temporaryFolder } from '../support/opened-log.ts';

/** Milliseconds of which nothing may be lost. */
const PROMISED_MS = 250;

/** Threads that one after another have to be let run until an event is in the file: helper, engine, writer. */
const HANDS = 3;

/** Milliseconds of the system's monotonic clock, which the scripted helper tells too. */
const now = (): number => Number(process.hrtime.bigint()) / 1e6;

interface Killed {
  readonly capture: Capture;
  readonly warnings: readonly string[];
  readonly killed: number;
  readonly helpers: readonly number[];
  /** The longest that this process was not let run meanwhile, in ms: how much the machine had to do for others. */
  readonly starved: number;
}

/** Starts an engine that captures, kills it after `life` milliseconds, and opens what it left. `meanwhile` runs every 2 ms. */
async function killOne(
  request: Omit<LiveRequest, 'folder'>,
  life: number,
  meanwhile: () => void = () => undefined,
): Promise<Killed> {
  const folder = temporaryFolder();
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'live-child.ts'), folder, JSON.stringify(request)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise<string | null>((resolve) => child.on('exit', (_code, signal) => resolve(signal)));
  await Promise.race([new Promise<void>((resolve) => child.stdout.once('data', () => resolve())), ended]);
  let starved = 0;
  for (const end = now() + life; now() < end;) {
    meanwhile();
    const before = now();
    await setTimeout(2);
    starved = Math.max(starved, now() - before - 2);
  }
  const helpers = childrenOf(child.pid ?? 0);
  const killed = now();
  child.kill('SIGKILL');
  expect(await ended).toBe('SIGKILL');
  const [left] = await listRecoverable(folder);
  const { capture, finished } = await openCaptureFile(left!.path);
  const { warnings } = await finished;
  return { capture, warnings: warnings.map(({ message }) => message), killed, helpers, starved };
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parentOf(pid) === parent);
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/ \(.*\) \S+ (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

/** What a kill cost, and how busy the machine was. */
interface Cost {
  readonly lost: number;
  readonly starved: number;
}

function report(costs: readonly Cost[]): void {
  const sorted = costs.map(({ lost }) => lost).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] ?? 0;
  const starved = Math.max(...costs.map((cost) => cost.starved));
  console.log(
    `${costs.length} kills; lost at most ${sorted.at(-1)?.toFixed(0)} ms (median ${median.toFixed(0)} ms); longest wait for a processor ${starved.toFixed(0)} ms`,
  );
}

/** What was lost beyond the time in which nobody was let run. */
function beyondStarving({ lost, starved }: Cost): number {
  return lost - HANDS * starved;
}

it(`has all but the last ${PROMISED_MS} ms of a live capture after kill -9 of its engine at random moments`, async () => {
  const costs: Cost[] = [];
  for (let no = 0; no < 20; no++) {
    const log = join(temporaryFolder(), 'sent');
    const helper = scripted({ events: [5, 100, 500][no % 3] ?? 5, log });
    const { capture, warnings, killed, starved } = await killOne({ helper }, 300 + Math.random() * 700);
    const { store } = capture;
    expect(warnings).toEqual([]);
    expect(firstWrongNumber({ capture } as never, 0, store.end)).toBeUndefined();
    const numbers = new Float64Array(Uint8Array.from(readFileSync(log)).buffer);
    const turns = Array.from({ length: numbers.length / 2 }, (_, i) => ({
      sent: numbers[i * 2]!,
      at: numbers[i * 2 + 1]!,
    }));
    const missing = turns.find(({ sent }) => sent > store.end);
    costs.push({ lost: missing === undefined ? 0 : Math.max(0, killed - missing.at), starved });
    await capture.close();
  }
  report(costs);
  expect(Math.max(...costs.map(beyondStarving))).toBeLessThan(PROMISED_MS);
});

describeWithCapture('an engine that is killed while it captures this machine', () => {
  it(`has recorded all but the last ${PROMISED_MS} ms, and its helper ends with it`, async () => {
    const costs: Cost[] = [];
    for (let no = 0; no < 10; no++) {
      const done: number[] = [];
      const request = {
        helper: { command: helperForTests(), args: [] },
        scope: { pid: process.pid },
      };
      const { capture, warnings, killed, helpers, starved } = await killOne(
        request,
        400 + Math.random() * 800,
        () => {
          try {
            accessSync(`/marker/${no}/${done.length}`);
          } catch {
            done.push(now());
          }
        },
      );
      expect(warnings).toEqual([]);
      const found = new Set<string>();
      for (const { epoch } of capture.store.segments) {
        for (let id = 0; id < epoch.strings.limit; id++) {
          if (epoch.strings.has(id)) found.add(epoch.strings.get(id as never));
        }
      }
      const missing = done.findIndex((_, n) => !found.has(`/marker/${no}/${n}`));
      expect(found).toContain(`/marker/${no}/0`);
      costs.push({ lost: missing < 0 ? 0 : killed - done[missing]!, starved });
      await capture.close();
      expect(helpers).toHaveLength(1);
      while (helpers.some((pid) => parentOf(pid) !== undefined)) await setTimeout(10);
    }
    report(costs);
    expect(Math.max(...costs.map(beyondStarving))).toBeLessThan(PROMISED_MS);
  });
});
