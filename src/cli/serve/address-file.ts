import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { runtimeFolder } from '../../host/config-folder.ts';
import { z } from '../../shared/api/zod.ts';

/** Time that a server gets to prove that it runs, in ms. */
const PROBE_MS = 2000;

const running = z.object({
  pid: z.number().int().positive(),
  /** With the token. */
  address: z.string().regex(/^https?:\/\/\S+$/),
  /** The folder whose files can be opened. */
  folder: z.string(),
  /** Milliseconds since 1970. */
  started: z.number(),
});

/** A server as it is remembered while it runs. */
export type RunningServer = z.infer<typeof running>;

/** Remembers a server, for its user's eyes alone; the returned function forgets it. */
export function rememberServer(server: RunningServer, folder = runtimeFolder()): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `serve-${server.pid}.json`);
  rmSync(file, { force: true }); // what a process of the same number left, whatever its permissions
  writeFileSync(file, `${JSON.stringify(server)}\n`, { mode: 0o600, flag: 'wx' });
  return () => rmSync(file, { force: true });
}

/** The servers of this user that answer now, the newest first. Files of those that ended are removed. */
export async function runningServers(folder = runtimeFolder()): Promise<readonly RunningServer[]> {
  const found = await Promise.all(
    filesOf(folder).map(async (file) => {
      const server = read(file);
      if (server !== undefined && isProcess(server.pid)) return (await answers(server)) ? [server] : [];
      rmSync(file, { force: true });
      return [];
    }),
  );
  return found.flat().sort((a, b) => b.started - a.started);
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^serve-\d+\.json$/.test(name))
      .map((name) => join(folder, name));
  } catch {
    return []; // no server has ever run
  }
}

function read(file: string): RunningServer | undefined {
  try {
    return running.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function isProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether the address leads to the server that made it: no other one takes its token. */
function answers({ address }: RunningServer): Promise<boolean> {
  return new Promise((resolve) => {
    const isTls = address.startsWith('https:');
    const options = { method: 'HEAD', timeout: PROBE_MS, agent: false };
    const probe = isTls
      ? // It is asked whether it takes a token that it made itself; who else listens learns one of no use.
        httpsRequest(address, { ...options, rejectUnauthorized: false })
      : httpRequest(address, options);
    probe.on('response', (response) => {
      response.resume();
      resolve(response.statusCode === 303 || response.statusCode === 200);
    });
    probe.on('timeout', () => probe.destroy());
    probe.on('error', () => resolve(false));
    probe.on('close', () => resolve(false));
    probe.end();
  });
}
