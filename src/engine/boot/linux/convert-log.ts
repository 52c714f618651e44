import { open, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ProcscopeError, cancelled } from '../../../shared/errors.ts';
import type { Progress } from '../../capture/capture.ts';
import { fileError } from '../../file-error.ts';
import { LinuxSystem } from '../../live/linux-system.ts';
import { LiveCapture } from '../../live/live-capture.ts';
import type { HelloMessage } from '../../wire/wire-messages.ts';
import { LogReader } from './log-reader.ts';
import type { RecordedSource } from './log-reader.ts';
import type { LogState } from './log-state.ts';
import { LogStream, brokenOff } from './log-stream.ts';

/** Milliseconds between two words of progress. */
const PROGRESS_MS = 100;

export interface ConvertOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Names of users and groups; default: this machine's. */
  readonly accounts?: ReadonlyMap<string, string> | undefined;
}

/** What came of converting a log. */
export interface ConvertedLog {
  /** Rows, those that stand for losses included. */
  readonly events: number;
  readonly lost: number;
  readonly notices: readonly ProcscopeError[];
}

/**
 * Makes a capture file of a log as `procscope-helper boot send` writes it. The file appears under its name when it is complete and
 * on its disk; nothing is left of one that does not get there.
 *
 * Errors: 'boot/failed' when what comes is no log or breaks off, 'boot/damaged' when there is no whole record in it,
 * 'job/cancelled', file errors of the target.
 */
export async function convertLog(
  chunks: AsyncIterable<Buffer>,
  target: string,
  options: ConvertOptions,
): Promise<ConvertedLog> {
  const conversion = new Conversion(target, options);
  try {
    const stream = new LogStream();
    for await (const chunk of chunks) {
      for (const item of stream.push(chunk)) {
        if (options.signal.aborted) throw cancelled();
        switch (item.type) {
          case 'state':
            conversion.begin(item.state);
            break;
          case 'piece':
            conversion.reader.beginPiece();
            break;
          case 'bytes':
            await conversion.take(item.bytes);
            break;
          case 'piece-end':
            conversion.reader.endPiece();
            break;
          case 'end':
            break;
        }
      }
      // The helper waits for an answer behind it.
      if (stream.hasEnded) break;
    }
    if (options.signal.aborted) throw cancelled();
    if (!stream.hasEnded) throw brokenOff();
    return await conversion.finish();
  } catch (error) {
    await conversion.abandon();
    throw error;
  }
}

/** One conversion: the capture that grows, in a file beside the target. */
class Conversion {
  readonly #target: string;
  readonly #beside: string;
  readonly #options: ConvertOptions;
  #state: LogState | undefined;
  #reader: LogReader | undefined;
  #capture: LiveCapture | undefined;
  #done = 0;
  #lastWord = -Infinity;

  constructor(target: string, options: ConvertOptions) {
    this.#target = target;
    this.#beside = join(dirname(target), `.${basename(target)}.${process.pid}.partial`);
    this.#options = options;
  }

  get reader(): LogReader {
    if (this.#reader === undefined) throw new Error('The state of the log has not come');
    return this.#reader;
  }

  begin(state: LogState): void {
    this.#state = state;
    this.#reader = new LogReader(state, (hello) => this.#makeSource(hello, state));
    this.#tell();
  }

  async take(bytes: Buffer): Promise<void> {
    await this.reader.take(bytes);
    this.#done += bytes.length;
    const capture = this.#capture;
    if (capture !== undefined) {
      await capture.file.ready();
      if (capture.file.failure !== undefined) throw capture.file.failure;
    }
    this.#tell();
  }

  /** Completes the file. */
  async finish(): Promise<ConvertedLog> {
    this.reader.end();
    const capture = this.#capture;
    const { source, notices } = this.reader;
    if (capture === undefined || source === undefined) throw noRecord();
    const events = capture.store.length;
    await capture.file.flush();
    if (capture.file.failure !== undefined) throw capture.file.failure;
    capture.keepFile(true);
    this.#capture = undefined;
    await capture.close();
    try {
      await makeSafe(this.#beside);
      await rename(this.#beside, this.#target);
      await makeSafe(dirname(this.#target));
    } catch (error) {
      throw fileError(error, this.#target);
    }
    this.#lastWord = -Infinity;
    this.#tell();
    return { events, lost: source.lost, notices };
  }

  /** Deletes what there is of the file. Never rejects. */
  async abandon(): Promise<void> {
    const capture = this.#capture;
    this.#capture = undefined;
    capture?.keepFile(false);
    await capture?.close().catch(() => undefined);
  }

  async #makeSource(hello: HelloMessage, state: LogState): Promise<RecordedSource> {
    const { accounts } = this.#options;
    const startUnix = state.began + state.offset;
    const system = new LinuxSystem(hello, {
      startUnix,
      ...(accounts === undefined ? {} : { accounts }),
    });
    this.#capture = await LiveCapture.create({
      folder: dirname(this.#target),
      file: this.#beside,
      system,
      // A file that cannot be written ends the conversion.
      onNotice: () => undefined,
    });
    return system.makeSource({
      store: this.#capture.store,
      hello,
      // Which time of day counts was decided before: the last that is known.
      onClockStep: () => undefined,
    });
  }

  #tell(): void {
    const now = performance.now();
    if (now - this.#lastWord < PROGRESS_MS) return;
    this.#lastWord = now;
    const total = Math.max(this.#state?.bytes ?? 0, this.#done);
    this.#options.onProgress({ done: this.#done, total });
  }
}

/** Waits until what was written is on the disk. */
async function makeSafe(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function noRecord(): ProcscopeError {
  return new ProcscopeError(
    'boot/damaged',
    'There is no whole record in the boot log: the system stopped before anything was written, or the disk is damaged. Delete it, and enable boot logging again.',
  );
}
