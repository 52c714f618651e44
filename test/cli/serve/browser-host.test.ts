import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { BrowserHost } from '../../../src/cli/serve/browser-host.ts';
import { ServedFolder } from '../../../src/cli/serve/served-folder.ts';
import { connect } from '../../../src/shared/api/client.ts';
import type { Client } from '../../../src/shared/api/client.ts';
import { packMessage } from '../../../src/shared/api/message-pack.ts';
import { SHELL_CONTRACT } from '../../../src/shared/api/shell-contract.ts';
import type { FileToken } from '../../../src/shared/api/shell-contract.ts';
import { VIEWER_CONTRACT } from '../../../src/shared/api/viewer-contract.ts';
import { webSocketTransport } from '../../../src/shared/api/web-socket.ts';
import type { EventNo } from '../../../src/shared/units.ts';
import { smallLog } from '../../support/small-log.ts';
import { ask, cookieOf } from './support/ask.ts';

let top = '';
let host: BrowserHost;
const logged: string[] = [];
const sockets: WebSocket[] = [];
let headers: Record<string, string> = {};

beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), 'procscope-host-'));
  const page = join(top, 'page');
  mkdirSync(page);
  writeFileSync(join(page, 'index.html'), '<p>');
  const captures = join(top, 'captures');
  mkdirSync(join(captures, 'old'), { recursive: true });
  writeFileSync(join(captures, 'small.pml'), smallLog(7));
  writeFileSync(join(captures, 'notes.txt'), 'Remember the milk.');
  writeFileSync(join(top, 'secret.pml'), smallLog(1));
  symlinkSync(top, join(captures, 'out'));
  host = await BrowserHost.start({
    listen: { host: '127.0.0.1', port: 0 },
    page,
    settings: join(top, 'settings'),
    files: await ServedFolder.open(captures),
    mayCapture: false,
    sample: join(top, 'sample.procscope'),
    log: (what) => logged.push(what),
  });
  const origin = new URL(host.address).origin;
  headers = { origin, cookie: cookieOf(await ask(host.address)) };
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(async () => {
  await host.close();
  rmSync(top, { recursive: true, force: true });
});

function socketTo(name: 'viewer' | 'shell'): WebSocket {
  const { host: name_ } = new URL(host.address);
  const socket = new WebSocket(`ws://${name_}/api/${name}`, { headers });
  sockets.push(socket);
  return socket;
}

const shell = (): Client<typeof SHELL_CONTRACT> =>
  connect(SHELL_CONTRACT, webSocketTransport(socketTo('shell')));
const viewer = (): Client<typeof VIEWER_CONTRACT> =>
  connect(VIEWER_CONTRACT, webSocketTransport(socketTo('viewer')));

async function tokenOf(name: string, client = shell()): Promise<FileToken> {
  const { entries } = await client.call('file/list', {});
  const file = entries.find((entry) => entry.name === name)?.file;
  if (file === undefined) throw new Error(`There is no ${name}`);
  return file;
}

describe('the browser host', () => {
  it('says what it is and whose files it serves', async () => {
    const info = await shell().call('shell/info', {});
    expect(info).toMatchObject({
      host: 'browser',
      folder: 'captures',
      runtime: [`Node ${process.versions.node}`],
    });
  });

  it('opens a file for every page, the second one included', async () => {
    const [first, second] = [viewer(), viewer()];
    await shell().call('file/open', { file: await tokenOf('small.pml') });
    for (const client of [first, second]) {
      await expect.poll(async () => (await client.call('capture/info', {})).events).toBe(7);
      expect((await client.call('capture/info', {})).name).toBe('small.pml');
    }
  });

  it('lists what is in its folder, and tells no path', async () => {
    const listing = await shell().call('file/list', {});
    expect(listing.entries.map(({ name }) => name)).toEqual(['old', 'notes.txt', 'small.pml']);
    expect(JSON.stringify(listing)).not.toContain(top);
  });

  it('names files without their folders when something is wrong with them', async () => {
    const client = shell();
    await expect(client.call('file/open', { file: await tokenOf('notes.txt', client) })).rejects.toSatisfy(
      (error: Error) => error.message.includes('"notes.txt"') && !error.message.includes(top),
    );
  });

  it('writes below its folder, under tokens that are good for nothing else', async () => {
    const client = shell();
    const file = await tokenOf('small.pml', client);
    await client.call('file/open', { file });
    const folder = await tokenOf('old', client);
    const target = await client.call('file/target', { folder, name: 'copy.csv', replace: false });
    await expect(client.call('file/open', target)).rejects.toMatchObject({ code: 'file/unknown-token' });
    await expect(client.call('file/save', { file, format: 'csv', columns: ['pid'] })).rejects.toMatchObject({
      code: 'file/unknown-token',
    });
    await expect
      .poll(() => client.call('file/save', { file: target.file, format: 'csv', columns: ['pid'] }))
      .toEqual({ name: 'copy.csv', events: 7 });
    await expect(
      client.call('file/target', { folder, name: 'copy.csv', replace: false }),
    ).rejects.toMatchObject({ code: 'file/exists' });
  });

  it.each(['', '.', '..', '../x.csv', 'old/x.csv', '/etc/x.csv', 'a\\b', 'a\0b', '.hidden'])(
    'writes nowhere else: %j',
    async (name) => {
      await expect(shell().call('file/target', { name, replace: true })).rejects.toMatchObject({
        code: 'api/bad-request',
      });
    },
  );

  it('knows no token that it did not give', async () => {
    const made = 'A'.repeat(22) as FileToken;
    const client = shell();
    for (const call of [
      client.call('file/open', { file: made }),
      client.call('file/list', { folder: made }),
      client.call('file/target', { folder: made, name: 'x', replace: true }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'file/unknown-token' });
    }
  });

  it('has no dialogs, no windows, no clipboard of its own', async () => {
    const client = shell();
    for (const call of [
      client.call('file/choose', {}),
      client.call('file/choose-target', { name: 'x', format: 'csv' }),
      client.call('window/properties', { event: 0 as EventNo, tab: 'event', owner: 'x' }),
      client.call('window/close', {}),
      client.call('clipboard/write', { text: 'x' }),
      client.call('menu/show', { menus: [] }),
    ]) {
      await expect(call).rejects.toMatchObject({ code: 'shell/unsupported' });
    }
  });
});

describe('the browser host, unless it may capture,', () => {
  it('records nothing, and launches nothing', async () => {
    const client = shell();
    const { system, launch } = await client.call('live/ways', {});
    expect([system.available, launch.available, launch.withoutPrivileges]).toEqual([false, false, false]);
    expect(system.error?.sentence).toContain('procscope serve --capture');
    const program = await tokenOf('notes.txt', client);
    for (const input of [{}, { launch: { program, arguments: '', environment: [] } }]) {
      await expect(client.call('live/start', input)).rejects.toMatchObject({ code: 'shell/unsupported' });
    }
  });
});

describe('a page that does not keep the contract', () => {
  it.each([
    ['a text', 'hello'],
    ['no message at all', Buffer.from([0xc1])],
    ['another shape', packMessage({ hello: 'world' })],
    ['a list', packMessage([1, 2, 3])],
    ['too much', Buffer.alloc(33 * 1024 * 1024)],
  ])('is hung up on, and only that: %s', async (_what, data) => {
    const other = shell();
    await other.call('shell/info', {});
    for (const name of ['shell', 'viewer'] as const) {
      const socket = socketTo(name);
      const closed = new Promise((resolve) => socket.on('close', resolve));
      socket.on('error', () => undefined);
      socket.on('open', () => socket.send(data));
      await closed;
    }
    expect(await other.call('shell/info', {})).toMatchObject({ host: 'browser' });
  });

  it('gets no answer from the contract of the host', async () => {
    const transport = webSocketTransport(socketTo('viewer'));
    const closed = new Promise<string | undefined>((resolve) =>
      transport.start({ message: () => undefined, closed: resolve }),
    );
    transport.send({
      contract: 'host',
      kind: 'call',
      id: 0,
      call: 'capture/open',
      input: { path: '/etc/passwd' },
    });
    await closed;
    expect((await viewer().call('capture/info', {})).name).not.toBe('passwd');
  });
});
