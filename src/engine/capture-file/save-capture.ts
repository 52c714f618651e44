import { existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { ProcscopeError, cancelled } from '../../shared/errors.ts';
import type { EventNo } from '../../shared/units.ts';
import type { Capture, Progress } from '../capture/capture.ts';
import { captureFileError, busy } from './file-errors.ts';
import { CaptureSaver } from './capture-saver.ts';
import { metaEntries } from './capture-meta.ts';
import { isWritten } from './written-files.ts';
import { WriterClient } from './writer-client.ts';

export interface SaveOptions {
  readonly signal?: AbortSignal;
  /** Called at most some times a second, with events. */
  readonly onProgress?: (progress: Progress) => void;
  /**
   * Only these events, ascending; they are numbered anew from 0, and nothing of the others goes into the file. Without
   * them all events that the capture holds when saving begins are written, under their own numbers.
   */
  readonly events?: Iterable<EventNo>;
  /** The file may not grow beyond this many pages: saving then fails as on a full disk. */
  readonly maxPages?: number;
}

/** Milliseconds between two reports of progress. */
const PROGRESS_MS = 100;
/** Milliseconds of work between two looks at other work. */
const TURN_MS = 12;

/**
 * Writes a capture of any source as a capture file with payloads and stacks, and returns how many events are in it. The
 * file is written beside its target and takes its name when it is complete; a failure or a cancel leaves nothing.
 * Errors: 'job/cancelled', 'file/disk-full', 'file/...', 'capture/busy' when the target is being recorded to.
 */
export async function saveCapture(
  capture: Capture,
  target: string,
  options: SaveOptions = {},
): Promise<{ events: number }> {
  const partial = `${target}.partial`;
  const saver = new CaptureSaver(capture, options.events);
  if (options.signal?.aborted === true) throw cancelled();
  if (isWritten(target)) throw busy(target);
  if (existsSync(target) && statSync(target).isDirectory()) {
    throw new ProcscopeError('file/is-directory', `"${target}" is a folder, not a file.`, { path: target });
  }
  // The writer reads the capture's own memory.
  const release = capture.store.hold();
  try {
    await rm(partial, { force: true });
    const meta = metaEntries(capture);
    const client = await WriterClient.open({ path: partial, mode: 'save', meta, maxPages: options.maxPages });
    let events: number;
    try {
      events = await writeAll(saver, client, options);
      await client.finish();
    } catch (error) {
      await client.close();
      throw error;
    }
    await rename(partial, target);
    return { events };
  } catch (error) {
    await rm(partial, { force: true }).catch(() => undefined);
    throw nameTarget(captureFileError(error, target), partial, target);
  } finally {
    release();
  }
}

async function writeAll(saver: CaptureSaver, client: WriterClient, options: SaveOptions): Promise<number> {
  const { signal, onProgress } = options;
  let turn = performance.now();
  let reported = turn;
  for (const done of saver.steps(client)) {
    const now = performance.now();
    if (now - reported > PROGRESS_MS) {
      reported = now;
      onProgress?.({ done, total: saver.total });
    }
    const room = client.ready();
    if (room !== undefined) await room;
    else if (now - turn > TURN_MS) await setImmediate();
    else continue;
    turn = performance.now();
    if (signal?.aborted === true) throw cancelled();
    if (client.failure !== undefined) throw client.failure;
  }
  if (signal?.aborted === true) throw cancelled();
  onProgress?.({ done: saver.events, total: saver.total });
  return saver.events;
}

/** Errors speak of the file that the user named. */
function nameTarget(error: unknown, partial: string, target: string): unknown {
  if (!(error instanceof ProcscopeError) || error.facts['path'] !== partial) return error;
  return new ProcscopeError(
    error.code,
    error.message.replaceAll('.partial"', '"'),
    { ...error.facts, path: target },
    error,
  );
}
