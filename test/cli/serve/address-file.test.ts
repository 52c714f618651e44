import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rememberServer, runningServers } from '../../../src/cli/serve/address-file.ts';
import { PageServer } from '../../../src/cli/serve/page-server.ts';
import { CERTIFICATE } from './support/certificate.ts';

let top = '';
let folder = '';
const servers: PageServer[] = [];

beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'procscope-address-'));
  folder = join(top, 'run');
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
  rmSync(top, { recursive: true, force: true });
});

async function start(tls?: typeof CERTIFICATE): Promise<PageServer> {
  const server = await PageServer.start({
    folder: top,
    host: '127.0.0.1',
    port: 0,
    tls,
    onSocket: (_name, socket) => socket.close(),
  });
  servers.push(server);
  return server;
}

const remember = (pid: number, address: string, started = 1): (() => void) =>
  rememberServer({ pid, address, folder: '/captures', started }, folder);

describe('a running server', () => {
  it('is remembered for its user alone, until it is forgotten', async () => {
    const { address } = await start();
    const forget = remember(process.pid, address);
    const [name = ''] = readdirSync(folder);
    if (process.platform !== 'win32') {
      expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
      expect(statSync(folder).mode & 0o777).toBe(0o700);
    }
    expect(await runningServers(folder)).toEqual([
      { pid: process.pid, address, folder: '/captures', started: 1 },
    ]);
    forget();
    expect(await runningServers(folder)).toEqual([]);
  });

  it('does not write into a file that somebody else may read', async () => {
    const { address } = await start();
    remember(process.pid, address)();
    const file = join(folder, `serve-${process.pid}.json`);
    writeFileSync(file, '');
    chmodSync(file, 0o666);
    remember(process.pid, address);
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is found when it speaks TLS with a certificate that nobody knows', async () => {
    const { address } = await start(CERTIFICATE);
    remember(process.pid, address);
    expect(await runningServers(folder)).toHaveLength(1);
  });

  it('comes before one that was started earlier', async () => {
    const [first, second] = [await start(), await start()];
    remember(process.pid, first.address, 1);
    remember(process.ppid, second.address, 2);
    expect((await runningServers(folder)).map(({ address }) => address)).toEqual([
      second.address,
      first.address,
    ]);
  });
});

describe('what is no running server', () => {
  it('is not shown: it does not answer, or not to this token', async () => {
    const { address } = await start();
    remember(process.pid, address.replace(/token=.*/, 'token=x'));
    expect(await runningServers(folder)).toEqual([]);
    const gone = await start();
    await gone.close();
    remember(process.pid, gone.address);
    expect(await runningServers(folder)).toEqual([]);
  });

  it('is removed: its process has ended, or the file is none of ours', async () => {
    remember(2 ** 22 + 1, (await start()).address);
    writeFileSync(join(folder, 'serve-1.json'), '{"pid":1,"address":"javascript:0"}');
    writeFileSync(join(folder, 'other.json'), '');
    expect(await runningServers(folder)).toEqual([]);
    expect(readdirSync(folder)).toEqual(['other.json']);
  });

  it('is nothing where no server has ever run', async () => {
    expect(await runningServers(folder)).toEqual([]);
    expect(existsSync(folder)).toBe(false);
  });
});
