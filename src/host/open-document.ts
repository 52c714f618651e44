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
type SaveInput = CallInput<typeof HOST_CONTRACT, 'capture/save'>;
type SaveOutcome = CallOutput<typeof HOST_CONTRACT, 'capture/save'>;
type Recoverable = CallOutput<typeof HOST_CONTRACT, 'recovery/list'>['files'][number];

interface Opened {
  readonly path: string;
  /** The engine's number of the capture. */
  readonly capture: number;
  /** It lies in the folder of sessions: it was captured or recovered, and nobody gave it a place of their own. */
  readonly isSession: boolean;
  /** Milliseconds since 1970. */
  readonly since: number;
  isRemembered: boolean;
  isSaved: boolean;
}

export interface OpenDocumentOptions {
  readonly engine: EngineClient;
  readonly recent: RecentFiles;
  /** Folder of captures that nobody has saved. */
  readonly sessions: string;
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
      this.#remember();
    });
  }

  /** Whether a capture is open or being opened. */
  get isOpen(): boolean {
    return this.#opened !== undefined || this.#opening > 0;
  }

  /** Where the open capture lies; undefined when none is open. */
  get path(): string | undefined {
    return this.#opened?.path;
  }

  /** The file that was to be opened last, also when it could not be. */
  get lastAsked(): string | undefined {
    return this.#lastAsked;
  }

  get state(): DocumentState {
    return { isUnsaved: this.#opened?.isSession === true && !this.#opened.isSaved };
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
    this.#opened = { path, capture, isSession, since: Date.now(), isRemembered: false, isSaved: false };
    this.#remember();
    this.#tell();
    await this.#letGo(before);
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
      const outcome = await engine.call('capture/save', input, { signal });
      const { events } = outcome;
      if (canBeOpened(input.format)) recent.add({ path: input.path, events, opened: Date.now() });
      // Another format, or a part of the events, does not keep all that was captured.
      if (input.format === 'native' && input.shown === undefined && saved !== undefined) saved.isSaved = true;
      this.#tell();
      return outcome;
    } finally {
      stopListening();
      this.#isSaving = false;
    }
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

  /** A file is remembered when all of it was read: only then is known how many events there are. */
  #remember(): void {
    const opened = this.#opened;
    const state = this.#engineState;
    if (opened === undefined || opened.isSession || opened.isRemembered) return;
    if (state?.capture !== opened.capture || state.state !== 'ready') return;
    opened.isRemembered = true;
    this.#options.recent.add({ path: opened.path, events: state.events, opened: opened.since });
  }

  /** A session's file goes when the capture is closed: it was saved elsewhere, or its user gave it up. */
  async #letGo(before: Opened | undefined): Promise<void> {
    if (before?.isSession !== true || before.path === this.#opened?.path) return;
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

/** Whether files of a format are captures, which the list of recent files is for. */
function canBeOpened(format: SaveFormat): boolean {
  return format === 'native' || format === 'pml';
}
