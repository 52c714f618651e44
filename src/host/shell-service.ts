import { join } from 'node:path';
import { BootHost } from './boot-host.ts';
import { KeptConfiguration } from './config-files.ts';
import { FileTokens } from './file-tokens.ts';
import type { Log } from './json-file.ts';
import type { CaptureHost } from './live-calls.ts';
import { OpenDocument } from './open-document.ts';
import type { EngineClient } from './open-document.ts';
import { RecentFiles } from './recent-files.ts';
import { SettingsFile } from './settings-file.ts';

export interface ShellServiceOptions {
  /** Folder of the user's settings, recent files and sessions; made when it is missing. */
  readonly folder: string;
  readonly engine: EngineClient;
  /** Is given what pages are not told. */
  readonly log: Log;
  /** How this host captures; without it nothing is captured. */
  readonly capture?: CaptureHost | undefined;
  /** The sample capture. */
  readonly sample?: string | undefined;
}

/** What all pages of one host share. Pages are served by `serveShell`. */
export class ShellService {
  readonly settings: SettingsFile;
  readonly recent: RecentFiles;
  readonly tokens = new FileTokens();
  readonly document: OpenDocument;
  readonly keptConfiguration: KeptConfiguration;
  readonly log: Log;
  readonly engine: EngineClient;
  readonly capture: CaptureHost | undefined;
  /** Undefined where nothing is captured. */
  readonly boot: BootHost | undefined;
  readonly sample: string | undefined;
  /** Where the log of the last capture is. */
  readonly captureLog: string;

  constructor({ folder, engine, log, capture, sample }: ShellServiceOptions) {
    this.log = log;
    this.engine = engine;
    this.capture = capture;
    this.boot = capture === undefined ? undefined : new BootHost(capture.helper, engine);
    this.sample = sample;
    this.captureLog = join(folder, 'capture.log');
    this.settings = new SettingsFile(join(folder, 'settings.json'), log);
    this.recent = new RecentFiles(join(folder, 'recent.json'), log);
    this.keptConfiguration = new KeptConfiguration(folder, log);
    this.document = new OpenDocument({
      engine,
      recent: this.recent,
      sessions: sessionsFolder(folder),
      sample,
      log,
    });
  }

  /** Resolves when everything that the user changed is on disk. */
  async flush(): Promise<void> {
    await Promise.all([this.settings.flush(), this.recent.flush()]);
  }
}

/** Where captures live until their user saves them, in the folder of the user's settings. */
export function sessionsFolder(folder: string): string {
  return join(folder, 'sessions');
}
