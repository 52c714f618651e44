import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { EngineSession } from '../../../src/engine/index.ts';
import type { Desk } from '../../../src/host/desk.ts';
import { serveShell } from '../../../src/host/serve-shell.ts';
import type { ShellPage } from '../../../src/host/serve-shell.ts';
import { ShellService, sessionsFolder } from '../../../src/host/shell-service.ts';
import { Session } from '../../../src/renderer/engine/session.ts';
import { installFileFlows } from '../../../src/renderer/files/file-flows.ts';
import { Shell } from '../../../src/renderer/host/shell.ts';
import type { App } from '../../../src/renderer/state/app-context.ts';
import { createAppStore } from '../../../src/renderer/state/app-store.ts';
import type { AppState } from '../../../src/renderer/state/app-store.ts';
import { connect } from '../../../src/shared/api/client.ts';
import { HOST_CONTRACT } from '../../../src/shared/api/host-contract.ts';
import { inProcessPair } from '../../../src/shared/api/in-process.ts';

/** A page's app without its page: everything behind it is real, but for what the desk does. */
export interface HostedApp {
  readonly app: App;
  readonly service: ShellService;
  /** The page, seen from its host. */
  readonly page: ShellPage;
  /** Folder of captures that nobody has saved. */
  readonly sessions: string;
  /** An empty folder for the test's own files. */
  readonly folder: string;
  /** Resolves when the app's state is as wanted. Fails the test when that takes too long. */
  until(isWanted: (state: AppState) => boolean): Promise<AppState>;
  close(): Promise<void>;
}

/** How long a state is waited for, in ms; everything runs within this process. */
const PATIENCE_MS = 10_000;

export async function hostApp(desk: Partial<Desk> = {}): Promise<HostedApp> {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-files-'));
  const engine = new EngineSession();
  const log = (): void => undefined;
  const [host, hostEnd] = inProcessPair();
  engine.serveHost(hostEnd);
  const client = connect(HOST_CONTRACT, host);
  const service = new ShellService({ folder: join(folder, 'settings'), engine: client, log });
  const [viewer, viewerEnd] = inProcessPair();
  engine.serveViewer(viewerEnd);
  const [shellEnd, serverEnd] = inProcessPair();
  const page = serveShell(service, serverEnd, {
    info: { host: 'desktop', platform: 'linux', version: '0.0.0', runtime: [] },
    mayUseFiles: true,
    ...desk,
  });
  const store = createAppStore();
  const shell = new Shell(shellEnd, store);
  await shell.start();
  const session = new Session(viewer, store);
  await session.opened;
  const app: App = { store, session, shell, table: { current: null } };
  const stop = installFileFlows(app);
  return {
    app,
    service,
    page,
    sessions: sessionsFolder(join(folder, 'settings')),
    folder,
    until: (isWanted) => whenState(app, isWanted),
    close: async () => {
      stop();
      await service.flush();
      await engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function whenState({ store }: App, isWanted: (state: AppState) => boolean): Promise<AppState> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      stop();
      const { capture, document, dialog, message } = store.getState();
      reject(new Error(`The state never came: ${inspect({ capture, document, dialog, message })}`));
    }, PATIENCE_MS);
    const check = (state: AppState): void => {
      if (!isWanted(state)) return;
      clearTimeout(timer);
      stop();
      resolve(state);
    };
    const stop = store.subscribe(check);
    check(store.getState());
  });
}
