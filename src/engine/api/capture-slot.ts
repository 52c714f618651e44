import { mkdir } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { ProcscopeError, cancelled, isCancelled } from '../../shared/errors.ts';
import { MAX_WARNINGS } from '../../shared/api/viewer-contract.ts';
import type { CaptureInfo, CaptureState } from '../../shared/api/viewer-contract.ts';
import { toErrorInfo } from '../../shared/api/envelope.ts';
import { eventNo } from '../../shared/units.ts';
import type { Capture, OpenOptions, OpeningCapture, Progress } from '../capture/capture.ts';
import type { OwnMachine } from '../capture/own-machine.ts';
import { CellFormatter } from '../cells/cell-formatter.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { ColumnValues } from '../values/column-values.ts';
import { EventCounter } from '../values/event-counter.ts';
import { LiveSession } from '../live/live-session.ts';
import type { LiveSessionOptions } from '../live/live-session.ts';
import { LogFile } from '../live/log-file.ts';
import type { LiveRequest } from '../live/start-helper.ts';
import { startingState } from '../live/starting-state.ts';
import { ClassCounts } from './class-counts.ts';

export interface CaptureSlotOptions {
  readonly openCapture: (path: string, options: OpenOptions) => Promise<OpeningCapture>;
  /** Bytes of events kept in memory; the default is the event store's. */
  readonly memoryBudget?: number | undefined;
  readonly ownMachine?: OwnMachine | undefined;
  readonly cells?: CellOptions | undefined;
  /** Another capture, or none, is there. What still uses the old one must let go of it before this returns. */
  readonly onReplaced: () => void;
  /** Something else of the state changed. */
  readonly onChanged: () => void;
  readonly log: (what: string, error: unknown) => void;
}

/** The capture that is open. */
export interface OpenedCapture {
  readonly name: string;
  /** The file that it was opened from. */
  readonly path: string;
  readonly capture: Capture;
  readonly cells: CellFormatter;
  /** How cells are formatted, for those who make formatters of their own. */
  readonly cellOptions: CellOptions;
  readonly counter: EventCounter;
  readonly values: ColumnValues;
}

interface Current extends OpenedCapture {
  /** Undefined for captures that were opened from a file. */
  readonly live: LiveSession | undefined;
  readonly classes: ClassCounts;
  readonly controller: AbortController;
  state: 'opening' | 'ready' | 'failed';
  progress: Progress | undefined;
  error: unknown;
  warnings: readonly ProcscopeError[];
  /** Jobs that read the capture and must end before it is closed. */
  readonly jobs: Set<Promise<unknown>>;
  /** Reads to its end, or until the reading is given up; never rejects. */
  reading: Promise<void>;
  readonly jobsEnd: AbortController;
}

interface Attempt {
  readonly name: string;
  readonly path: string;
  readonly controller: AbortController;
  progress: Progress | undefined;
  error: unknown;
}

/** Holds the capture that is open, and opens others in its place. */
export class CaptureSlot {
  readonly #options: CaptureSlotOptions;
  #current: Current | undefined;
  #attempt: Attempt | undefined;
  /** A live capture that is being started. */
  #starting: LiveRequest | undefined;
  /** Settled when captures that are no longer open have let go of their files. Never rejects. */
  #closing: Promise<unknown> = Promise.resolve();
  #no = 0;

  constructor(options: CaptureSlotOptions) {
    this.#options = options;
  }

  /** Undefined while nothing is open. */
  get current(): OpenedCapture | undefined {
    return this.#current;
  }

  /** Whether events are arriving or a file is being opened: the state changes by itself. */
  get isBusy(): boolean {
    return (
      this.#current?.state === 'opening' ||
      this.#current?.live?.isRunning === true ||
      (this.#attempt !== undefined && this.#attempt.error === undefined)
    );
  }

  /**
   * Opens a file in place of what is open; resolves with the capture's number once it proves to be a capture.
   * Errors: those of opening, and 'job/cancelled'; the open capture then stays.
   */
  async open(path: string, signal: AbortSignal): Promise<number> {
    this.#attempt?.controller.abort();
    const controller = new AbortController();
    const attempt: Attempt = {
      name: basename(path),
      path: resolve(path),
      controller,
      progress: undefined,
      error: undefined,
    };
    this.#attempt = attempt;
    this.#options.onChanged();

    const onAbort = (): void => controller.abort();
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    try {
      // It may be the file of a capture that was closed a moment ago.
      await this.#closing;
      const opening = await this.#read(path, attempt);
      if (this.#attempt !== attempt || controller.signal.aborted) {
        controller.abort();
        this.#discard(opening);
        throw cancelled();
      }
      await this.#replace(attempt, opening);
      return this.#no;
    } catch (error) {
      if (this.#attempt === attempt) {
        if (isCancelled(error)) this.#attempt = undefined;
        else attempt.error = error;
        this.#options.onChanged();
      }
      throw error;
    } finally {
      // From now on the file is the engine's: the call that opened it has its answer.
      signal.removeEventListener('abort', onAbort);
    }
  }

  /**
   * Records what happens from now on: goes on with the live capture that is open, or has a new one take the place of what is
   * open. Resolves with the capture's number when the helper runs. Errors: those of `live/start`.
   */
  async startLive(request: LiveRequest, signal: AbortSignal): Promise<number> {
    const known = this.#current?.live;
    if (this.#starting !== undefined || known?.isRunning === true) {
      throw new ProcscopeError('capture/busy', 'A capture is already running.');
    }
    this.#starting = request;
    this.#options.onChanged();
    try {
      if (known !== undefined && goesOn(known, request)) {
        await known.goOn(request, signal);
        return this.#no;
      }
      await this.#closing;
      const log = await this.#openLog(request);
      const live = await LiveSession.start(request, { ...this.#liveOptions(), log }, signal);
      const { capture } = live;
      const opening = { capture, finished: Promise.resolve({ warnings: [] }) };
      const name = capture.file.isBacked ? capture.file.name : 'Live capture';
      this.#attempt?.controller.abort();
      const controller = new AbortController();
      await this.#replace({ name, path: capture.file.path, controller }, opening, live);
      return this.#no;
    } finally {
      this.#starting = undefined;
      this.#options.onChanged();
    }
  }

  /** A capture does not depend on its log. */
  async #openLog({ log }: LiveRequest): Promise<LogFile | undefined> {
    if (log === undefined) return undefined;
    try {
      await mkdir(dirname(log.file), { recursive: true });
      return await LogFile.begin(log.file, log.version);
    } catch (error) {
      this.#options.log('The log of the capture cannot be written', error);
      return undefined;
    }
  }

  /** The live capture that is open. Errors: 'live/not-live'. */
  get live(): LiveSession {
    const live = this.#current?.live;
    if (live === undefined) throw new ProcscopeError('live/not-live', 'No live capture is open.');
    return live;
  }

  /** Stops the file that is being opened or read. */
  cancelOpening(): void {
    if (this.#attempt !== undefined && this.#attempt.error === undefined) this.#attempt.controller.abort();
    else this.#current?.controller.abort();
  }

  /**
   * Closes the open capture and stops what is being opened. With `keep`, the file of a live capture stays although the user
   * did not choose it.
   */
  async close({ keep = false } = {}): Promise<void> {
    this.#attempt?.controller.abort();
    this.#attempt = undefined;
    const old = this.#current;
    this.#current = undefined;
    if (old !== undefined) this.#no++;
    if (keep) old?.live?.capture.keepFile(true);
    this.#options.onReplaced();
    if (old !== undefined) await this.#finish(old);
  }

  /**
   * Runs a job on the open capture. It is cancelled when the capture is replaced. A job that needs `all` events cannot begin
   * while the capture is being read. Errors: 'capture/none', 'capture/busy', and the job's own.
   */
  async withCapture<T>(
    needs: 'all' | 'present',
    signal: AbortSignal,
    job: (opened: OpenedCapture, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const current = this.#current;
    if (current === undefined) throw noCapture();
    if (needs === 'all' && current.state === 'opening')
      throw new ProcscopeError('capture/busy', `${current.name} is still being read.`);
    const running = job(current, AbortSignal.any([signal, current.jobsEnd.signal]));
    current.jobs.add(running);
    try {
      return await running;
    } finally {
      current.jobs.delete(running);
    }
  }

  /** The state as it is told to every client. */
  state(): CaptureState {
    const current = this.#current;
    const attempt = this.#attempt;
    const live =
      this.#starting === undefined
        ? current?.live?.state()
        : startingState(this.#starting, current?.live?.state());
    if (current === undefined) return { ...this.#emptyState(), ...attemptState(attempt), live };
    const { store, meta } = current.capture;
    return {
      state: current.state,
      capture: this.#no,
      name: current.name,
      meta: { ...meta, system: { ...meta.system } },
      events: store.length,
      first: store.first,
      progress: current.progress,
      error: current.error === undefined ? undefined : toErrorInfo(current.error),
      warnings: current.warnings.map(toErrorInfo),
      replacing:
        attempt === undefined
          ? undefined
          : {
              name: attempt.name,
              progress: attempt.progress,
              error: attempt.error === undefined ? undefined : toErrorInfo(attempt.error),
            },
      memory: store.memoryBytes,
      live,
    };
  }

  /** The state with counts by class and of processes. */
  info(): CaptureInfo {
    const uids = new Set<number>();
    for (const epoch of new Set(this.#current?.capture.store.segments.map((segment) => segment.epoch))) {
      for (const record of epoch.processes.records) uids.add(record.uid);
    }
    return { ...this.state(), classes: this.#current?.classes.now() ?? [], processes: uids.size };
  }

  #emptyState(): CaptureState {
    return { state: 'none', capture: this.#no, events: 0, first: eventNo(0), warnings: [], memory: 0 };
  }

  async #read(path: string, attempt: Attempt): Promise<OpeningCapture> {
    const { openCapture, memoryBudget, ownMachine, onChanged } = this.#options;
    return openCapture(path, {
      signal: attempt.controller.signal,
      onProgress: (progress) => {
        attempt.progress = progress;
        const current = this.#current;
        if (current?.controller === attempt.controller && current.state === 'opening')
          current.progress = progress;
        onChanged();
      },
      ...(memoryBudget === undefined ? {} : { memoryBudget }),
      ownMachine,
    });
  }

  #liveOptions(): LiveSessionOptions {
    const { memoryBudget, cells = {}, onChanged } = this.#options;
    return { memoryBudget, cells, onChanged };
  }

  async #replace(
    attempt: Pick<Attempt, 'name' | 'path' | 'controller'> & Partial<Attempt>,
    opening: OpeningCapture,
    live?: LiveSession,
  ): Promise<void> {
    const { capture } = opening;
    const old = this.#current;
    const cellOptions = this.#options.cells ?? {};
    const current: Current = {
      name: attempt.name,
      path: attempt.path,
      capture,
      live,
      cells: new CellFormatter(capture, cellOptions),
      cellOptions,
      counter: new EventCounter(capture, cellOptions),
      values: new ColumnValues(capture, cellOptions),
      classes: new ClassCounts(capture.store),
      controller: attempt.controller,
      state: live === undefined ? 'opening' : 'ready',
      progress: attempt.progress,
      error: undefined,
      warnings: [],
      jobs: new Set(),
      reading: Promise.resolve(),
      jobsEnd: new AbortController(),
    };
    this.#attempt = undefined;
    this.#current = current;
    this.#no++;
    current.reading = this.#follow(current, opening);
    this.#options.onReplaced();
    // The new capture is open whatever becomes of the old one's files.
    if (old !== undefined)
      await this.#finish(old).catch((error: unknown) => this.#options.log('A capture was not closed', error));
  }

  async #follow(current: Current, opening: OpeningCapture): Promise<void> {
    try {
      const report = await opening.finished;
      current.warnings = report.warnings.slice(0, MAX_WARNINGS);
      current.state = 'ready';
    } catch (error) {
      current.state = 'failed';
      current.error = error;
      if (!(error instanceof ProcscopeError)) this.#options.log('A capture was not read to its end', error);
    }
    current.progress = undefined;
    if (this.#current === current) this.#options.onChanged();
  }

  /** Closes a capture that is no longer the open one. Errors: those of closing its file. */
  #finish(old: Current): Promise<void> {
    const closed = closeCurrent(old);
    this.#closing = Promise.allSettled([this.#closing, closed]);
    return closed;
  }

  #discard(opening: OpeningCapture): void {
    const close = async (): Promise<void> => {
      await opening.finished.catch(() => undefined);
      await opening.capture.close();
    };
    close().catch((error: unknown) => this.#options.log('A capture was not closed', error));
  }
}

/** Whether a request is about the live capture that is open: its own file may be named. */
function goesOn({ capture }: LiveSession, { file, launch }: LiveRequest): boolean {
  return launch === undefined && (file === undefined || resolve(file) === capture.file.path);
}

/** The error of a call that needs an open capture. */
export function noCapture(): ProcscopeError {
  return new ProcscopeError('capture/none', 'No capture is open.');
}

async function closeCurrent(old: Current): Promise<void> {
  old.controller.abort();
  old.jobsEnd.abort();
  await Promise.allSettled([old.reading, ...old.jobs]);
  await (old.live ?? old.capture).close();
}

/** What an attempt says where no capture is open beside it. */
function attemptState(attempt: Attempt | undefined): Partial<CaptureState> {
  if (attempt === undefined) return {};
  const { name, progress, error } = attempt;
  if (error === undefined) return { state: 'opening', name, progress };
  return { state: 'failed', name, error: toErrorInfo(error) };
}
