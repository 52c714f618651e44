import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { EngineSession } from '../../src/engine/index.ts';
import type { CaptureHost } from '../../src/host/live-calls.ts';
import type { Desk } from '../../src/host/desk.ts';
import { serveShell } from '../../src/host/serve-shell.ts';
import type { ShellPage } from '../../src/host/serve-shell.ts';
import { ShellService, sessionsFolder } from '../../src/host/shell-service.ts';
import { connect } from '../../src/shared/api/client.ts';
import type { Client } from '../../src/shared/api/client.ts';
import { HOST_CONTRACT } from '../../src/shared/api/host-contract.ts';
import { inProcessPair } from '../../src/shared/api/in-process.ts';
import { SHELL_CONTRACT } from '../../src/shared/api/shell-contract.ts';
import { temporaryFolder, writeLog } from '../support/opened-log.ts';
import { smallLog } from '../support/small-log.ts';

export type PageClient = Client<typeof SHELL_CONTRACT>;

/** A host with a real engine, its user's folder, and a folder of logs. */
export interface Rig {
  readonly service: ShellService;
  readonly folder: string;
  readonly sessions: string;
  readonly files: string;
  readonly logged: readonly string[];
  /** A page with a desk of which the test says what it can. */
  page(desk?: Partial<Desk>): { client: PageClient; page: ShellPage };
  /** Resolves when the open capture has been read to its end. */
  isRead(): Promise<void>;
  /** Writes a log of so many events and returns its path. */
  log(name: string, events: number): string;
}

/** Starts a host whose engine, folders and pages go when the test ends. */
export function startRig(folder: string = temporaryFolder(), capture?: CaptureHost): Rig {
  const engine = new EngineSession();
  onTestFinished(() => engine.close());
  const [near, far] = inProcessPair();
  engine.serveHost(far);
  const logged: string[] = [];
  const service = new ShellService({
    folder,
    engine: connect(HOST_CONTRACT, near),
    log: (what, error) => logged.push(`${what}: ${String(error)}`),
    capture,
  });
  onTestFinished(() => service.flush());
  const sessions = sessionsFolder(folder);
  mkdirSync(sessions, { recursive: true });
  const files = temporaryFolder();
  return {
    service,
    folder,
    sessions,
    files,
    logged,
    page: (desk = {}) => {
      const [pageEnd, hostEnd] = inProcessPair();
      const page = serveShell(service, hostEnd, {
        info: { host: 'desktop', platform: 'linux', version: '0.0.0', runtime: [] },
        mayUseFiles: true,
        ...desk,
      });
      const client = connect(SHELL_CONTRACT, pageEnd);
      onTestFinished(() => client.close());
      return { client, page };
    },
    isRead: () => until(() => engine.state().state === 'ready'),
    log: (name, events) => writeLog(smallLog(events), name, files),
  };
}

/** A capture that a session left behind: of a log, in the folder of sessions. */
export async function leaveSession(rig: Rig, name: string, events: number): Promise<string> {
  const path = join(rig.sessions, name);
  const { document } = rig.service;
  await document.open(rig.log(`of-${name}.pml`, events));
  await rig.isRead();
  const save = { path, format: 'native', columns: [] } as const;
  await document.save(save, () => undefined, new AbortController().signal);
  await until(() => rig.service.recent.all.length > 0);
  await document.close();
  rig.service.recent.clear();
  return path;
}

/** Waits until something is so; the test's own time limit ends it. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
