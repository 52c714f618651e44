import { dirname, resolve } from 'node:path';
import type { Client } from '../shared/api/client.ts';
import type { CallInput, CallOutput } from '../shared/api/contract.ts';
import type { HOST_CONTRACT } from '../shared/api/host-contract.ts';
import type { DocumentState, SaveFormat } from '../shared/api/shell-contract.ts';
import type { CaptureState } from '../shared/api/viewer-contract.ts';
import { ProcscopeError } from '../shared/errors.ts';
import type { Log } from './json-file.ts';
import type { RecentFiles } from './recent-files.ts';

export type EngineClient = Client<typeof HOST_CONTRACT>;
type HostInput = CallInput<typeof HOST_CONTRACT, 'live/start'>;
/** What is to be captured, and how. */
export type LiveInput = Omit<HostInput, 'folder'>;
type SaveInput = CallInput<typeof HOST_CONTRACT, 'capture/save'>;
type SaveOutcome = CallOutput<typeof HOST_CONTRACT, 'capture/save'>;
type Recoverable = CallOutput<typeof HOST_CONTRACT, 'recovery/list'>['files'][number];

interface Opened {
  /** Undefined for a live capture that its user gave no file: the engine makes one and deletes it. */
  readonly path: string | undefined;
  /** The engine's number of the capture. */
  readonly capture: number;
  /**
   * `session`: it lies in the folder of sessions: it was recovered, and nobody gave it a place of their own. `live`: it is
   * being captured, or was.
   */
  readonly kind: 'file' | 'session' | 'live';
  /** Milliseconds since 1970. */
  readonly since: number;
  isRemembered: boolean;
  isSaved: boolean;
  /** Of a live capture: how many events had been recorded when it was saved. */
  savedEvents: number | undefined;
}

export interface OpenDocumentOptions {
  readonly engine: EngineClient;
  readonly recent: RecentFiles;
  /** Folder of captures that nobody has saved. */
  readonly sessions: string;
  /** A capture that comes with the app: it is not remembered as one of the user's. */
  readonly sample?: string | undefined;
  readonly log: Log;
}

/** The capture that is open, as its user sees it: where it came from, and whether closing it would lose it. */
export class OpenDocument {
  readonly #options: OpenDocumentOptions;
  readonly #sessions: string;
  readonly #listeners = new Set<(state: DocumentState) => void>();
  readonly #openingListeners = new Set<(path: string) => void>();
  #lastAsked: string | undefined;
  #opened: Opened | undefined;
  #opening = 0;
  #isSaving = false;
  #toldUnsaved = false;
  #engineState: CaptureState | undefined;

  constructor(options: OpenDocumentOptions) {
    this.#options = options;
    this.#sessions = resolve(options.sessions);
    options.engine.on('capture/changed', (state) => {
      this.#engineState = state;
      this.#adoptLive(state);
      this.#remember();
      this.#tell();
    });
  }

  /** Whether a capture is open or being opened. */
  get isOpen(): boolean {
    return this.#opened !== undefined || this.#opening > 0;
  }

  /** Where the open capture lies; undefined when none is open, and for live captures that their user gave no file. */
  get path(): string | undefined {
    return this.#opened?.path;
  }

  /** The file that was to be opened last, also when it could not be. */
  get lastAsked(): string | undefined {
    return this.#lastAsked;
  }

  get state(): DocumentState {
    const opened = this.#opened;
    if (opened?.kind === 'live') return { isUnsaved: this.#isLiveUnsaved(opened) };
    return { isUnsaved: opened?.kind === 'session' && !opened.isSaved };
  }

  /** Calls `listener` after every change of the state until the returned function is called. */
  onChanged(listener: (state: DocumentState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Calls `listener` with the path of every file that is to be opened, until the returned function is called. */
  onOpening(listener: (path: string) => void): () => void {
    this.#openingListeners.add(listener);
    return () => void this.#openingListeners.delete(listener);
  }

  /**
   * Opens a file in place of what is open; what is open and not saved is lost. Resolves with the engine's number of the
   * capture when the file proves to be one. Errors: as the engine's; what is open then stays.
   */
  async open(path: string, signal?: AbortSignal): Promise<{ capture: number }> {
    this.#opening++;
    this.#lastAsked = path;
    for (const listener of this.#openingListeners) listener(path);
    const { capture } = await this.#options.engine
      .call('capture/open', { path }, { signal })
      .finally(() => this.#opening--);
    const before = this.#opened;
    const isSession = dirname(resolve(path)) === this.#sessions;
    this.#opened = newlyOpened(path, capture, isSession ? 'session' : 'file');
    this.#remember();
    this.#tell();
    await this.#letGo(before);
    return { capture };
  }

  /**
   * Captures from now on: goes on with a live capture that has ended, or in place of what is open, which is lost when it is
   * not saved. Resolves with the engine's number of the capture when events come. Errors: those of `live/start`.
   */
  async startCapture(input: LiveInput, signal: AbortSignal): Promise<{ capture: number }> {
    const { engine } = this.#options;
    const { capture } = await engine.call('live/start', { ...input, folder: this.#sessions }, { signal });
    await this.#openLive(capture, input.file);
    return { capture };
  }

  /** Closes the capture; what is not saved is lost. */
  async close(): Promise<void> {
    await this.#options.engine.call('capture/close', {});
    const before = this.#opened;
    this.#opened = undefined;
    this.#tell();
    await this.#letGo(before);
  }

  /**
   * Writes events to a file. `onProgress` is told of events written and to be written.
   * Errors: as the engine's; 'api/busy' while another save is under way.
   */
  async save(
    input: SaveInput,
    onProgress: (progress: { done: number; total: number }) => void,
    signal: AbortSignal,
  ): Promise<SaveOutcome> {
    const { engine, recent } = this.#options;
    if (this.#isSaving) throw new ProcscopeError('api/busy', 'Something else is being saved already.');
    this.#isSaving = true;
    const stopListening = engine.on('capture/saving', onProgress);
    const saved = this.#opened;
    try {
      // What is recorded while it is being saved may not be in the file.
      const recorded = (await engine.call('capture/info', {}).catch(() => undefined))?.live?.recorded;
      const outcome = await engine.call('capture/save', input, { signal });
      const { events } = outcome;
      if (canBeOpened(input.format)) recent.add({ path: input.path, events, opened: Date.now() });
      // Another format, or a part of the events, does not keep all that was captured.
      if (input.format === 'native' && input.shown === undefined && saved !== undefined) {
        saved.isSaved = true;
        saved.savedEvents = recorded;
      }
      this.#tell();
      return outcome;
    } finally {
      stopListening();
      this.#isSaving = false;
    }
  }

  /** Puts a capture that was just written, and is complete, on the list of recent files. */
  remember(path: string, events: number): void {
    this.#options.recent.add({ path, events, opened: Date.now() });
  }

  /** Captures of sessions that nobody has saved, without the one that is open. */
  async recoverable(): Promise<readonly Recoverable[]> {
    const { files } = await this.#options.engine.call('recovery/list', { folder: this.#sessions });
    return files.filter(({ path }) => path !== this.#opened?.path);
  }

  /** Deletes such a capture. Errors: as the engine's; 'capture/busy' when it is open. */
  async discard(path: string): Promise<void> {
    if (path === this.#opened?.path) throw new ProcscopeError('capture/busy', 'This capture is open.');
    await this.#options.engine.call('recovery/discard', { path });
  }

  /** A live capture is there that nobody waits for: the call that started it was given up too late. */
  #adoptLive(state: CaptureState): void {
    const { live, capture } = state;
    if (live === undefined || live.state === 'starting' || this.#opened?.capture === capture) return;
    void this.#openLive(capture, undefined);
  }

  /** A live capture is open; it went on when it has the number of the one that is open. */
  async #openLive(capture: number, file: string | undefined): Promise<void> {
    const before = this.#opened;
    if (before?.capture === capture && (file === undefined || before.path === file)) return;
    this.#opened = newlyOpened(file, capture, 'live');
    this.#tell();
    await this.#letGo(before);
  }

  /** Whether closing a live capture would lose events. */
  #isLiveUnsaved(opened: Opened): boolean {
    const state = this.#engineState;
    if (state?.capture !== opened.capture || state.live === undefined) return false;
    const { isBacked, file, recorded } = state.live;
    // A file that cannot be written any more has no name here.
    const isKept = isBacked && file !== undefined;
    // More than was saved: word of what was recorded may come behind that of the saving, but it never counts back.
    return !isKept && state.events > 0 && recorded > (opened.savedEvents ?? -1);
  }

  /** A file is remembered when all of it was read or recorded: only then is known how many events there are. */
  #remember(): void {
    const opened = this.#opened;
    const state = this.#engineState;
    if (opened?.path === undefined || opened.kind === 'session' || opened.isRemembered) return;
    if (opened.path === this.#options.sample) return;
    if (state?.capture !== opened.capture || state.state !== 'ready') return;
    if (state.live?.state === 'running' || state.live?.state === 'starting') return;
    opened.isRemembered = true;
    this.#options.recent.add({ path: opened.path, events: state.events, opened: opened.since });
  }

  /** A session's file goes when the capture is closed: it was saved elsewhere, or its user gave it up. */
  async #letGo(before: Opened | undefined): Promise<void> {
    if (before?.kind !== 'session' || before.path === undefined || before.path === this.#opened?.path) return;
    await this.discard(before.path).catch((error: unknown) =>
      this.#options.log('The file of a session could not be deleted', error),
    );
  }

  #tell(): void {
    const { isUnsaved } = this.state;
    if (isUnsaved === this.#toldUnsaved) return;
    this.#toldUnsaved = isUnsaved;
    for (const listener of this.#listeners) listener({ isUnsaved });
  }
}

function newlyOpened(path: string | undefined, capture: number, kind: Opened['kind']): Opened {
  return {
    ...{ path, capture, kind, since: Date.now() },
    ...{ isRemembered: false, isSaved: false, savedEvents: undefined },
  };
}

/** Whether files of a format are captures, which the list of recent files is for. */
function canBeOpened(format: SaveFormat): boolean {
  return format === 'native' || format === 'pml';
}
