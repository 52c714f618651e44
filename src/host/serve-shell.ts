import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { viewerErrorInfo } from '../engine/index.ts';
import type { CallName, EventData, Handlers } from '../shared/api/contract.ts';
import { serve } from '../shared/api/server.ts';
import { SHELL_CONTRACT } from '../shared/api/shell-contract.ts';
import type { FileToken, RecentFile } from '../shared/api/shell-contract.ts';
import type { Transport } from '../shared/api/transport.ts';
import { ProcscopeError } from '../shared/errors.ts';
import type { Settings, SettingsChange } from '../shared/settings.ts';
import { bootCalls } from './boot-calls.ts';
import type { BootCall } from './boot-calls.ts';
import { configCalls } from './config-calls.ts';
import type { ConfigCall } from './config-calls.ts';
import type { Desk } from './desk.ts';
import { liveCalls } from './live-calls.ts';
import type { LiveCall } from './live-calls.ts';
import type { RememberedFile } from './recent-files.ts';
import type { ShellService } from './shell-service.ts';

type ShellContract = typeof SHELL_CONTRACT;
type ShellHandlers = Handlers<ShellContract, AbortSignal>;
type FileCall = Extract<CallName<ShellContract>, `file/${string}`>;

/** One page, seen from its host. */
export interface ShellPage {
  /** Whether the page has asked who its host is, and listens. */
  readonly isReady: boolean;
  /** Tells the page that somebody wants this file opened. */
  askToOpen(path: string): void;
  /** Tells the page that its user wants to close the window. */
  askToClose(): void;
  /** Tells the page that its user chose a command in the system's menu bar. */
  command(id: string): void;
  /** Ends the connection. */
  close(): void;
}

/** Serves the shell contract to one page; with `onClosed`, tells when the connection has ended, whoever ended it. */
export function serveShell(
  service: ShellService,
  transport: Transport,
  desk: Desk,
  onClosed?: () => void,
): ShellPage {
  const calls = new ShellCalls(service, desk);
  const server = serve(SHELL_CONTRACT, calls.handlers(), transport, {
    cancelSource: () => new AbortController(),
    errorInfo: viewerErrorInfo,
    log: service.log,
    onClosed: () => {
      stopSettings();
      stopDocument();
      stopOpening();
      onClosed?.();
    },
  });
  calls.onSaving = (progress) => server.emit('file/saving', progress);
  calls.onCollecting = (progress) => server.emit('boot/collecting', progress);
  const stopSettings = service.settings.onChanged((settings) => {
    // The page that changes a setting has drawn it already; telling it would undo what it changes next.
    if (!calls.isChanging) server.emit('settings/changed', settings);
  });
  const stopDocument = desk.mayUseFiles
    ? service.document.onChanged((state) => server.emit('document/changed', state))
    : () => undefined;
  if (desk.mayUseFiles) server.emit('document/changed', service.document.state);
  const named = (path: string): EventData<ShellContract, 'file/opening'> => ({
    file: service.tokens.give('open', path),
    name: basename(path),
  });
  const tellOpening = (path: string): void => server.emit('file/opening', named(path));
  const stopOpening = desk.mayUseFiles ? service.document.onOpening(tellOpening) : () => undefined;
  if (desk.mayUseFiles && service.document.lastAsked !== undefined) tellOpening(service.document.lastAsked);

  return {
    get isReady() {
      return calls.isReady;
    },
    askToOpen: (path) => server.emit('file/asked', named(path)),
    askToClose: () => server.emit('window/closing', {}),
    command: (id) => server.emit('menu/command', { id }),
    close: () => server.close(),
  };
}

/** What one page can ask for. */
class ShellCalls {
  readonly #service: ShellService;
  readonly #desk: Desk;
  isReady = false;
  isChanging = false;
  onSaving: (progress: EventData<ShellContract, 'file/saving'>) => void = () => undefined;
  onCollecting: (progress: EventData<ShellContract, 'boot/collecting'>) => void = () => undefined;

  constructor(service: ShellService, desk: Desk) {
    this.#service = service;
    this.#desk = desk;
  }

  handlers(): ShellHandlers {
    return {
      ...this.#windowCalls(),
      ...this.#fileCalls(),
      ...this.#configCalls(),
      ...this.#liveCalls(),
      ...this.#bootCalls(),
    };
  }

  /** A call about files: refused to a page that may not use them. */
  #ofFiles<I, O>(handler: Handler<I, O>): Handler<I, O> {
    return async (input, signal) => {
      if (!this.#desk.mayUseFiles) throw unsupported('uses no files');
      return handler(input, signal);
    };
  }

  #configCalls(): Pick<ShellHandlers, ConfigCall> {
    const calls = configCalls(this.#service, this.#desk);
    return {
      'config/choose': this.#ofFiles(calls['config/choose']),
      'config/choose-target': this.#ofFiles(calls['config/choose-target']),
      'config/read': this.#ofFiles(calls['config/read']),
      'config/write': this.#ofFiles(calls['config/write']),
      'config/kept': this.#ofFiles(calls['config/kept']),
      'config/keep': this.#ofFiles(calls['config/keep']),
    };
  }

  #liveCalls(): Pick<ShellHandlers, LiveCall> {
    const calls = liveCalls(this.#service, this.#desk);
    return {
      'live/ways': this.#ofFiles(calls['live/ways']),
      'live/start': this.#ofFiles(calls['live/start']),
      'live/stop': this.#ofFiles(calls['live/stop']),
      'live/clear': this.#ofFiles(calls['live/clear']),
      'live/history': this.#ofFiles(calls['live/history']),
      'live/drop': this.#ofFiles(calls['live/drop']),
      'live/choose-program': this.#ofFiles(calls['live/choose-program']),
      'live/choose-directory': this.#ofFiles(calls['live/choose-directory']),
      'live/choose-backing': this.#ofFiles(calls['live/choose-backing']),
    };
  }

  #bootCalls(): Pick<ShellHandlers, BootCall> {
    const calls = bootCalls(this.#service, (progress) => this.onCollecting(progress));
    return {
      'boot/status': this.#ofFiles(calls['boot/status']),
      'boot/enable': this.#ofFiles(calls['boot/enable']),
      'boot/disable': this.#ofFiles(calls['boot/disable']),
      'boot/discard': this.#ofFiles(calls['boot/discard']),
      'boot/collect': this.#ofFiles(calls['boot/collect']),
    };
  }

  #windowCalls(): Omit<ShellHandlers, FileCall | ConfigCall | LiveCall | BootCall> {
    const desk = this.#desk;
    const logClose = (error: unknown): void => this.#service.log('The capture was not closed', error);
    return {
      'shell/info': async () => {
        this.isReady = true;
        return { ...desk.info, settings: this.#service.settings.current };
      },
      'settings/change': async ({ change }) => this.#changeSettings(change),
      'window/properties': async (input) => {
        if (desk.openProperties === undefined) throw unsupported('opens no windows');
        await desk.openProperties(input);
        return {};
      },
      'window/close': async () => {
        if (desk.closeWindow === undefined) throw unsupported('closes no windows');
        // Whatever becomes of the capture, the window closes.
        if (desk.mayUseFiles) await this.#service.document.close().catch(logClose);
        await desk.closeWindow();
        return {};
      },
      'clipboard/write': async ({ text }) => {
        if (desk.writeClipboard === undefined) throw unsupported('has no clipboard');
        await desk.writeClipboard(text);
        return {};
      },
      'menu/show': async ({ menus }) => {
        if (desk.showMenus === undefined) throw unsupported('has no menu bar');
        await desk.showMenus(menus);
        return {};
      },
    };
  }

  #fileCalls(): Pick<ShellHandlers, FileCall> {
    const { tokens, recent, document } = this.#service;
    const desk = this.#desk;
    return {
      'file/recent': this.#ofFiles(async () => ({ files: await this.#recentFiles() })),
      'file/forget-recent': this.#ofFiles(async ({ file }) => {
        if (file === undefined) recent.clear();
        else recent.remove(tokens.pathOf(file, 'open'));
        return {};
      }),
      'file/recoverable': this.#ofFiles(async () => {
        const files = await document.recoverable();
        return { files: files.map(({ path, ...rest }) => ({ file: tokens.give('recover', path), ...rest })) };
      }),
      'file/discard-recoverable': this.#ofFiles(async ({ file }) => {
        await document.discard(tokens.pathOf(file, 'recover'));
        tokens.take(file);
        return {};
      }),
      'file/choose': this.#ofFiles(async () => {
        if (desk.chooseFile === undefined) throw unsupported('shows no dialog for files');
        const path = await desk.chooseFile();
        return path === undefined ? {} : { file: tokens.give('open', path), name: basename(path) };
      }),
      'file/list': this.#ofFiles(async ({ folder }) => this.#listFolder(folder)),
      'file/open': this.#ofFiles(async ({ file }, signal) =>
        document.open(tokens.pathOf(file, 'open', 'recover'), signal),
      ),
      'file/choose-target': this.#ofFiles(async ({ name, format }) => {
        if (desk.chooseTarget === undefined) throw unsupported('shows no dialog for files');
        const path = await desk.chooseTarget(name, format);
        return path === undefined ? {} : { file: tokens.give('target', path), name: basename(path) };
      }),
      'file/target': this.#ofFiles(async ({ folder, name, replace }) => {
        if (desk.targetIn === undefined) throw unsupported('serves no folder');
        const inside = folder === undefined ? undefined : tokens.pathOf(folder, 'folder');
        const path = await desk.targetIn(inside, name, replace);
        return { file: tokens.give('target', path), name: basename(path) };
      }),
      'file/save': this.#ofFiles(async ({ file, ...what }, signal) => {
        const path = tokens.pathOf(file, 'target');
        const outcome = await document.save({ path, ...what }, (progress) => this.onSaving(progress), signal);
        tokens.take(file); // the user agreed to one file being written, once
        return { name: basename(path), ...outcome };
      }),
      'file/sample': this.#ofFiles(async () => {
        const { sample } = this.#service;
        if (sample === undefined || !existsSync(sample)) return {};
        return { file: tokens.give('open', sample), name: basename(sample) };
      }),
      'file/close': this.#ofFiles(async () => {
        await document.close();
        return {};
      }),
    };
  }

  #changeSettings(change: SettingsChange): Settings {
    this.isChanging = true;
    try {
      return this.#service.settings.change(change);
    } finally {
      this.isChanging = false;
    }
  }

  async #recentFiles(): Promise<RecentFile[]> {
    const files = this.#service.recent.all.filter(({ path }) => this.#desk.mayOffer?.(path) !== false);
    return Promise.all(files.map((file) => this.#recentFile(file)));
  }

  async #recentFile({ path, events, opened }: RememberedFile): Promise<RecentFile> {
    const bytes = await stat(path).then(
      (stats) => stats.size,
      () => undefined, // deleted, or on a disk that is not there now
    );
    const file = this.#service.tokens.give('open', path);
    return { file, name: basename(path), folder: dirname(path), events, bytes, opened };
  }

  async #listFolder(folder: FileToken | undefined): ReturnType<ShellHandlers['file/list']> {
    const { tokens } = this.#service;
    if (this.#desk.listFolder === undefined) throw unsupported('serves no folder');
    const listing = await this.#desk.listFolder(
      folder === undefined ? undefined : tokens.pathOf(folder, 'folder'),
    );
    return {
      path: listing.path.map(({ path, name }) => ({ file: tokens.give('folder', path), name })),
      entries: listing.entries.map(({ path, ...entry }) => ({
        file: tokens.give(entry.isFolder ? 'folder' : 'open', path),
        ...entry,
      })),
    };
  }
}

type Handler<I, O> = (input: I, signal: AbortSignal) => Promise<O>;

function unsupported(what: string): ProcscopeError {
  return new ProcscopeError('shell/unsupported', `This window ${what}.`);
}
