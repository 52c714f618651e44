import type { DropFilter, HistoryDepthChoice, LiveState } from '../../shared/api/live-contract.ts';
import { cancelled } from '../../shared/errors.ts';
import type { ProcscopeError } from '../../shared/errors.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { HelperState, ProgramState } from '../wire/wire-format.ts';
import type { WireMessage } from '../wire/wire-messages.ts';
import { DropStage } from './drop-stage.ts';
import { helperNotice } from './helper-errors.ts';
import type { HelperProcess } from './helper-process.ts';
import { LiveCapture } from './live-capture.ts';
import { HELPER_ENDED } from './loss-causes.ts';
import { recordedSystem } from './recorded-system.ts';
import { SessionLog } from './session-log.ts';
import type { LogSink } from './session-log.ts';
import { SessionSources } from './session-sources.ts';
import { SessionStatus } from './session-status.ts';
import { canServe, startHelper } from './start-helper.ts';
import type { LiveRequest, StartedHelper } from './start-helper.ts';

/** Milliseconds between two looks at what is due. */
const LOOK_MS = 20;
/** Looks between two looks at what changes slowly, such as the size of the file. */
const SLOW_LOOKS = 25;

export interface LiveSessionOptions {
  readonly cells: CellOptions;
  readonly memoryBudget?: number | undefined;
  /** The capture's file may not grow beyond this many pages: writing then fails as on a full disk. */
  readonly maxPages?: number | undefined;
  /** Events that are recorded; what comes beyond is left out. Default: no bound. */
  readonly mostEvents?: number | undefined;
  /** Where the capture's log goes; it is closed with the session, or when no session comes of it. */
  readonly log?: LogSink | undefined;
  /** Something of the state changed. */
  readonly onChanged: () => void;
}

/** A live capture and the helper that records it: starts, stops, goes on, and says how it is. */
export class LiveSession {
  readonly capture: LiveCapture;
  readonly #options: LiveSessionOptions;
  readonly #status: SessionStatus;
  readonly #log: SessionLog;
  #helper: HelperProcess;
  readonly #sources: SessionSources;
  #timer: NodeJS.Timeout | undefined;
  #looks = 0;
  #closing: Promise<void> | undefined;

  private constructor(
    capture: LiveCapture,
    helper: HelperProcess,
    status: SessionStatus,
    log: SessionLog,
    options: LiveSessionOptions,
  ) {
    this.capture = capture;
    this.#options = options;
    this.#status = status;
    this.#log = log;
    this.#helper = helper;
    const { mostEvents = Infinity } = options;
    this.#sources = new SessionSources(helper, { capture, status, log, mostEvents });
    this.#watchHelper(helper);
  }

  /**
   * Begins a capture. Errors: those of `live/start`; nothing is left then.
   */
  static async start(
    request: LiveRequest,
    options: LiveSessionOptions,
    signal: AbortSignal,
  ): Promise<LiveSession> {
    const log = new SessionLog(options.log);
    try {
      return await LiveSession.#start(request, options, log, signal);
    } catch (error) {
      log.addLast(`The capture did not begin: ${error instanceof Error ? error.message : String(error)}`);
      await log.close();
      throw error;
    }
  }

  static async #start(
    request: LiveRequest,
    options: LiveSessionOptions,
    log: SessionLog,
    signal: AbortSignal,
  ): Promise<LiveSession> {
    const started = await startHelper(request, undefined, signal);
    const { helper } = started;
    const status = new SessionStatus(request.source ?? 'ebpf', options.onChanged);
    let session: LiveSession | undefined;
    let capture: LiveCapture | undefined;
    try {
      capture = await LiveCapture.create({
        folder: request.folder,
        file: request.file,
        system: recordedSystem(helper.hello),
        memoryBudget: options.memoryBudget,
        maxPages: options.maxPages,
        history: request.history,
        onNotice: (error) => {
          status.notice(error);
          log.add(error.message);
        },
      });
      if (signal.aborted) throw cancelled();
      session = new LiveSession(capture, helper, status, log, options);
      session.setDrop(request.drop);
      await session.#record(started);
      return session;
    } catch (error) {
      started.launched?.cancel();
      if (session !== undefined) session.#stopLooking();
      await helper.shutdown();
      capture?.keepFile(false);
      await capture?.close();
      throw error;
    }
  }

  /** The process that was started to record; with an elevating command in front of the helper, that. */
  get helperPid(): number | undefined {
    return this.#helper.pid;
  }

  get isRunning(): boolean {
    return this.#status.state === 'running';
  }

  /** Whether as many events are recorded as may be. */
  get isFull(): boolean {
    return this.#sources.counts().recorded >= (this.#options.mostEvents ?? Infinity);
  }

  /** Goes on with a capture that was stopped or whose helper ended. Errors: those of `live/start`; it then stays as it is. */
  async goOn(request: LiveRequest, signal: AbortSignal): Promise<void> {
    // Before a password is asked for: a filter that cannot be used needs none.
    const stage = this.#makeStage(request.drop);
    const known = canServe(this.#helper, request) ? this.#helper : undefined;
    const started = await startHelper(request, known, signal);
    try {
      if (this.#closing !== undefined) throw cancelled();
      if (started.helper !== this.#helper) await this.#changeHelper(started.helper, request);
      this.#setStage(stage);
      if (request.history !== undefined) this.capture.setHistory(request.history);
      await this.#record(started);
    } catch (error) {
      started.launched?.cancel();
      if (this.#closing !== undefined) await started.helper.shutdown();
      throw error;
    }
  }

  /** Ends recording: everything recorded so far is there when it resolves. Never rejects. */
  async stop(): Promise<void> {
    if (!this.isRunning) return;
    try {
      await this.#helper.stop();
      this.#finishRecording('as it was asked to');
    } catch {
      // The helper ended meanwhile: the state says how.
      await this.#helper.ended;
    }
    if (this.#closing === undefined) await this.capture.file.flush();
  }

  clear(): void {
    this.#sources.current.drain();
    this.capture.clear();
    this.#options.onChanged();
  }

  setHistory(history: HistoryDepthChoice): void {
    this.capture.setHistory(history);
    this.#options.onChanged();
  }

  /** Changes which events are recorded from now on. Errors: 'filter/bad-rule'. */
  setDrop(drop: DropFilter | undefined): void {
    this.#setStage(this.#makeStage(drop));
  }

  /** Ends the helper and closes the capture. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  state(): LiveState {
    return this.#status.toState(this.#sources.counts(), this.capture.file, this.#helper.hello);
  }

  async #record({ helper, launched, scopes, stacks }: StartedHelper): Promise<void> {
    this.#log.begin(helper.hello, stacks);
    this.#sources.current.setScopes?.(scopes);
    helper.setReader({
      take: (message) => this.#take(message),
      chunkEnd: () => this.#chunkEnd(),
    });
    await helper.record({ stacks });
    if (this.#closing !== undefined) throw cancelled();
    if (launched === undefined) return;
    try {
      this.#status.follow(await launched.release());
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** To be called with the helper's word that it records: a short program's end may come with it. */
  #begin(): void {
    if (this.isRunning || this.#closing !== undefined) return;
    this.#status.run();
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  #take(message: WireMessage): void {
    this.#log.take(message);
    switch (message.type) {
      case 'error':
        this.#status.notice(helperNotice(message));
        return;
      case 'state':
        if (message.state === HelperState.Running) this.#begin();
        // No command's answer: the system ended what was recorded.
        if (message.state === HelperState.Stopped && message.token === 0) this.#end();
        return;
      case 'program':
        this.#status.takeProgram(message);
        if (message.state === ProgramState.TreeEnded) void this.stop();
        return;
      default:
        this.#sources.current.take(message);
    }
  }

  #chunkEnd(): Promise<void> | undefined {
    this.#sources.current.look();
    return this.capture.file.ready();
  }

  #look(): void {
    this.#sources.current.look();
    this.capture.sealWhenDue();
    if (this.#looks++ % SLOW_LOOKS === 0) this.#note();
  }

  #note(): void {
    const { size } = this.capture.file;
    this.capture.holdToDisk(size);
    this.#status.note(this.#sources.counts().recorded, size);
  }

  #watchHelper(helper: HelperProcess): void {
    void helper.ended.then((error) => {
      if (helper !== this.#helper || error === undefined || this.#closing !== undefined) return;
      // While it only waits to be used again, its end is of no matter.
      if (!this.isRunning) return;
      this.#sources.current.addGap(HELPER_ENDED);
      this.#finishRecording(error.message, error);
      void this.capture.file.flush();
    });
  }

  /** The helper records no more, and says why among its notices: it can be asked to again. */
  #end(): void {
    this.#finishRecording('the system or the capture helper ended it');
    void this.capture.file.flush();
  }

  #finishRecording(how: string, error?: ProcscopeError): void {
    if (!this.isRunning) return;
    this.#sources.current.finish();
    this.capture.sealWhenDue();
    this.#stopLooking();
    this.#status.end(error);
    this.#log.end(how, this.#sources.counts());
    this.#note();
  }

  #stopLooking(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #close(): Promise<void> {
    this.#stopLooking();
    const helper = this.#helper;
    // What it still says of its end.
    helper.setReader({ take: (message) => this.#log.take(message), chunkEnd: () => undefined });
    await helper.shutdown();
    this.#sources.current.finish();
    if (this.isRunning) this.#log.end('the capture was closed', this.#sources.counts());
    await this.#log.close();
    await this.capture.close();
  }

  /** Another helper records from now on. What is counted goes on, and so do processes that still run. */
  async #changeHelper(helper: HelperProcess, { source = 'ebpf' }: LiveRequest): Promise<void> {
    const old = this.#helper;
    this.#helper = helper;
    this.#status.setSource(source);
    this.#sources.change(helper);
    this.#watchHelper(helper);
    await old.shutdown();
  }

  #makeStage(drop: DropFilter | undefined): DropStage | undefined {
    if (drop === undefined) return undefined;
    const { meta, dialect, accountOf } = this.capture;
    return new DropStage(drop, { meta, dialect, accountOf, cells: this.#options.cells });
  }

  #setStage(stage: DropStage | undefined): void {
    this.#sources.current.drain();
    this.#sources.current.setStage(stage);
    this.#options.onChanged();
  }
}
