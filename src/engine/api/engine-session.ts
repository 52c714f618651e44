import { basename, resolve } from 'node:path';
import { HOST_CONTRACT } from '../../shared/api/host-contract.ts';
import type { Handlers } from '../../shared/api/contract.ts';
import { serve } from '../../shared/api/server.ts';
import type { ServerConnection } from '../../shared/api/server.ts';
import type { Transport } from '../../shared/api/transport.ts';
import type { CaptureState } from '../../shared/api/viewer-contract.ts';
import { ProcscopeError } from '../../shared/errors.ts';
import type { OpenOptions, OpeningCapture } from '../capture/capture.ts';
import type { OwnMachine } from '../capture/own-machine.ts';
import { openCapture } from '../open-capture.ts';
import { discardRecoverable, listRecoverable } from '../capture-file/recovery.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { BootCollector } from './boot-collector.ts';
import { CaptureSlot } from './capture-slot.ts';
import { saveEvents } from './save-events.ts';
import { ViewerConnection } from './viewer-connection.ts';

/** Time between two looks at what changed, in ms: clients are told at most ten times a second. */
const BEAT_MS = 100;

export interface EngineSessionOptions {
  /** How files are opened; the default reads every format that Procscope knows. */
  readonly openCapture?: (path: string, options: OpenOptions) => Promise<OpeningCapture>;
  /** Bytes of events kept in memory; the default is the event store's. */
  readonly memoryBudget?: number;
  readonly cells?: CellOptions;
  /** Is asked for what only it knows of traces that were made on it. Default: nobody is. */
  readonly ownMachine?: OwnMachine | undefined;
  /** Is given what clients are not told: unexpected exceptions with their stack. The default writes nothing. */
  readonly log?: (what: string, error: unknown) => void;
}

/** A connection that can be ended from this side. */
export interface Served {
  close(): void;
}

/** One engine: the capture that is open, and the hosts and viewers that use it. */
export class EngineSession {
  readonly #slot: CaptureSlot;
  readonly #boot = new BootCollector();
  readonly #log: (what: string, error: unknown) => void;
  readonly #viewers = new Set<ViewerConnection>();
  readonly #hosts = new Set<ServerConnection<typeof HOST_CONTRACT>>();
  #timer: NodeJS.Timeout | undefined;
  /** Of the last beat, in ms. */
  #lastBeat = -Infinity;
  #captureChanged = false;
  #toldEvents = 0;
  #resolveShutdown: () => void = () => undefined;

  /** Resolves when a host has asked the engine to shut down and the capture is closed. */
  readonly whenShutDown: Promise<void>;

  constructor(options: EngineSessionOptions = {}) {
    this.#log = options.log ?? (() => undefined);
    this.whenShutDown = new Promise((resolve) => {
      this.#resolveShutdown = resolve;
    });
    this.#slot = new CaptureSlot({
      openCapture: options.openCapture ?? openCapture,
      memoryBudget: options.memoryBudget,
      ownMachine: options.ownMachine,
      cells: options.cells,
      onReplaced: () => this.#replaced(),
      onChanged: () => this.#markChanged(),
      log: this.#log,
    });
  }

  /** Serves the viewer contract; the connection's views go with it. */
  serveViewer(transport: Transport): Served {
    const viewer: ViewerConnection = new ViewerConnection(transport, {
      slot: this.#slot,
      onChanged: () => this.#startBeating(),
      onClosed: () => this.#viewers.delete(viewer),
      log: this.#log,
    });
    this.#viewers.add(viewer);
    return viewer;
  }

  /** Serves the host contract. */
  serveHost(transport: Transport): Served {
    const host: ServerConnection<typeof HOST_CONTRACT> = serve(
      HOST_CONTRACT,
      this.#hostHandlers(),
      transport,
      {
        cancelSource: () => new AbortController(),
        log: this.#log,
        onClosed: () => this.#hosts.delete(host),
      },
    );
    this.#hosts.add(host);
    return host;
  }

  /** The state of the capture, as clients are told. */
  state(): CaptureState {
    return this.#slot.state();
  }

  /** Ends all connections and closes the capture. */
  async close(): Promise<void> {
    for (const viewer of [...this.#viewers]) viewer.close();
    for (const host of [...this.#hosts]) host.close();
    await Promise.all([this.#boot.close(), this.#slot.close()]);
    this.#stopBeating();
  }

  #hostHandlers(): Handlers<typeof HOST_CONTRACT, AbortSignal> {
    return {
      'capture/info': async () => this.#slot.info(),
      'capture/open': async ({ path }, signal) => ({ capture: await this.#slot.open(path, signal) }),
      'capture/close': async () => {
        await this.#slot.close();
        return {};
      },
      'capture/cancel-opening': async () => {
        this.#slot.cancelOpening();
        return {};
      },
      'capture/save': (request, callSignal) =>
        this.#slot.withCapture('all', callSignal, (opened, signal) => {
          const onProgress = throttled((progress: { done: number; total: number }) => {
            for (const host of this.#hosts) host.emit('capture/saving', progress);
          });
          return saveEvents(opened, request, { signal, onProgress });
        }),
      'recovery/list': async ({ folder }) => ({
        files: await listRecoverable(folder, this.#slot.current?.path),
      }),
      'recovery/discard': async ({ path }) => {
        if (this.#slot.current?.path === resolve(path)) throw isOpen(path);
        await discardRecoverable(path);
        return {};
      },
      'live/start': async (request, signal) => ({ capture: await this.#slot.startLive(request, signal) }),
      'live/stop': async () => {
        await this.#slot.live.stop();
        return {};
      },
      'live/clear': async () => {
        this.#slot.live.clear();
        return {};
      },
      'live/history': async ({ history }) => {
        this.#slot.live.setHistory(history);
        return {};
      },
      'live/drop': async ({ drop }) => {
        this.#slot.live.setDrop(drop);
        return {};
      },
      'boot/collect': (request, signal) => {
        const onProgress = throttled((progress: { done: number; total: number }) => {
          for (const host of this.#hosts) host.emit('boot/collecting', progress);
        });
        return this.#boot.collect(request, this.#slot.current?.path, { signal, onProgress });
      },
      'engine/shutdown': async ({ keep }) => {
        await Promise.all([this.#boot.close(), this.#slot.close({ keep: keep ?? false })]);
        this.#resolveShutdown();
        return {};
      },
    };
  }

  #replaced(): void {
    for (const viewer of this.#viewers) viewer.replaced();
    this.#markChanged();
  }

  #markChanged(): void {
    this.#captureChanged = true;
    this.#startBeating();
  }

  #startBeating(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#beat(), BEAT_MS).unref();
    // The first news after a quiet time, such as the first rows of a file, need not wait.
    if (performance.now() - this.#lastBeat >= BEAT_MS) setImmediate(() => this.#beat());
  }

  #stopBeating(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Tells everybody what changed; beats on while things change by themselves. */
  #beat(): void {
    this.#lastBeat = performance.now();
    const { isBusy } = this.#slot;
    const state = this.#slot.state();
    if (state.events !== this.#toldEvents) this.#captureChanged = true;
    // Also on the first beat after the last event came.
    for (const viewer of this.#viewers) viewer.beat(isBusy || this.#captureChanged);
    if (this.#captureChanged) {
      this.#captureChanged = false;
      this.#toldEvents = state.events;
      for (const viewer of this.#viewers) viewer.tell(state);
      for (const host of this.#hosts) host.emit('capture/changed', state);
    } else if (!isBusy) {
      this.#stopBeating();
    }
  }
}

function isOpen(path: string): ProcscopeError {
  return new ProcscopeError('capture/busy', `"${basename(path)}" is open.`, { path });
}

/** Passes on at most one call in {@link BEAT_MS}, and the last one of a job that reaches its total. */
function throttled(tell: (progress: { done: number; total: number }) => void): typeof tell {
  let last = -Infinity;
  return ({ done, total }) => {
    const now = performance.now();
    if (now - last < BEAT_MS && done < total) return;
    last = now;
    tell({ done, total });
  };
}
