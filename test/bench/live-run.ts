import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { LiveSession } from '../../src/engine/live/live-session.ts';
import type { LiveRequest } from '../../src/engine/live/start-helper.ts';
import { View } from '../../src/engine/view/view.ts';
import { parseFilterRule } from '../../src/shared/filter/filter-rule.ts';
import type { Play } from './frame-player.ts';
import { residentMiB } from './measure.ts';
import type { TracePlay } from './trace-player.ts';

/** Milliseconds between two looks of whoever watches a capture: the engine tells its viewers as often. */
const BEAT_MS = 100;

/** What the view of a watched capture shows. */
export const WATCH_RULES = ['Path;contains;module-7;Include', 'Operation;is;read;Include'].map((rule) =>
  parseFilterRule(rule),
);

/**
 * Events that the kernel's buffer of 64 MiB has room for: a record with its head, arguments and texts takes about 160 bytes.
 * Source: `native/linux/capture-record.h`.
 */
export const HELPER_ROOM = 400_000;

export interface LiveRun {
  readonly seconds: number;
  readonly recorded: number;
  readonly lost: number;
  readonly dropped: number;
  /** Rows that the view showed at the end. */
  readonly shown: number;
  /** Microseconds of processor time for each event, of all threads of the engine. */
  readonly processor: number;
  /** Milliseconds that 99.9 % of the engine's turns were shorter than. */
  readonly turn: number;
  /** MiB. */
  readonly memory: { readonly now: number; readonly peak: number };
}

type RunRequest = Pick<LiveRequest, 'folder' | 'file' | 'drop' | 'history'>;

interface RunOptions {
  /** With a view that is filtered and counts its rows all the time. */
  readonly isWatched?: boolean;
  readonly onBeat?: (session: LiveSession) => void;
}

/** Has an engine record what a helper of Linux is played to send. */
export function liveRun(play: Play, request: RunRequest, options?: RunOptions): Promise<LiveRun> {
  return recordedRun({ ...request, helper: player('frame-player', play) }, options);
}

/** Has an engine record what a helper of Windows is played to send. */
export function traceRun(play: TracePlay, request: RunRequest, options?: RunOptions): Promise<LiveRun> {
  return recordedRun({ ...request, source: 'etw', helper: player('trace-player', play) }, options);
}

function player(name: string, play: unknown): LiveRequest['helper'] {
  const script = join(import.meta.dirname, `${name}.ts`);
  return { command: process.execPath, args: [script, JSON.stringify(play)] };
}

async function recordedRun(request: LiveRequest, options: RunOptions = {}): Promise<LiveRun> {
  const session = await LiveSession.start(
    request,
    { cells: {}, onChanged: () => undefined },
    new AbortController().signal,
  );
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  const processorBefore = process.cpuUsage();
  const begin = performance.now();
  const view = options.isWatched === true ? new View(session.capture) : undefined;
  await view?.setFilter(WATCH_RULES);
  const beat = setInterval(() => {
    view?.update();
    options.onBeat?.(session);
  }, BEAT_MS);
  await session.stop();
  const seconds = (performance.now() - begin) / 1000;
  const { user, system } = process.cpuUsage(processorBefore);
  clearInterval(beat);
  delays.disable();
  view?.update();
  const shown = view?.length ?? 0;
  view?.close();
  const { recorded, lost, dropped, error, notices } = session.state();
  if (error !== undefined) throw new Error(error.sentence);
  if (notices.length > 0) throw new Error(notices[0]!.sentence);
  const memory = residentMiB();
  await session.close();
  return {
    ...{ seconds, recorded, lost, dropped, shown, memory },
    processor: (user + system) / (recorded + dropped),
    turn: delays.percentile(99.9) / 1e6,
  };
}
