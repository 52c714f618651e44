import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { BrowserHost } from '../../../src/cli/serve/browser-host.ts';
import { ServedFolder } from '../../../src/cli/serve/served-folder.ts';
import { connect } from '../../../src/shared/api/client.ts';
import type { Client } from '../../../src/shared/api/client.ts';
import { SHELL_CONTRACT } from '../../../src/shared/api/shell-contract.ts';
import type { FileToken } from '../../../src/shared/api/shell-contract.ts';
import { VIEWER_CONTRACT } from '../../../src/shared/api/viewer-contract.ts';
import { webSocketTransport } from '../../../src/shared/api/web-socket.ts';
import { describeWithCapture, helperForTests } from '../../native/linux/support/native-test.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { ask, cookieOf } from './support/ask.ts';

interface Pages {
  readonly shell: Client<typeof SHELL_CONTRACT>;
  readonly viewer: Client<typeof VIEWER_CONTRACT>;
  readonly folder: string;
}

/** A host that may capture, with a folder that has a program in it, and a page. */
async function serving(): Promise<Pages> {
  const top = temporaryFolder();
  const [page, folder] = [join(top, 'page'), join(top, 'captures')];
  for (const each of [page, folder]) mkdirSync(each);
  writeFileSync(join(page, 'index.html'), '<p>');
  writeFileSync(join(folder, 'greet'), '#!/bin/sh\nread line\necho "$GREETING $1" > greeting.txt\nexit 7\n');
  chmodSync(join(folder, 'greet'), 0o755);
  const host = await BrowserHost.start({
    listen: { host: '127.0.0.1', port: 0 },
    ...{ page, settings: join(top, 'settings'), sample: join(top, 'none'), mayCapture: true },
    files: await ServedFolder.open(folder),
    log: () => undefined,
  });
  const { origin, host: name } = new URL(host.address);
  const headers = { origin, cookie: cookieOf(await ask(host.address)) };
  const sockets = ['shell', 'viewer'].map((each) => new WebSocket(`ws://${name}/api/${each}`, { headers }));
  onTestFinished(async () => {
    for (const socket of sockets) socket.close();
    await host.close();
  });
  const [shell, viewer] = sockets.map((socket) => webSocketTransport(socket));
  if (shell === undefined || viewer === undefined) throw new Error('There are two sockets');
  return { shell: connect(SHELL_CONTRACT, shell), viewer: connect(VIEWER_CONTRACT, viewer), folder };
}

describeWithCapture('procscope serve --capture', () => {
  beforeAll(() => {
    helperForTests();
  });

  it.each([false, true])(
    'lets a page record a program of its folder (without privileges: %j)',
    async (withoutPrivileges) => {
      const { shell, viewer, folder } = await serving();
      expect(await shell.call('live/ways', {})).toMatchObject({
        system: { available: true, needsElevation: false },
        launch: { available: true, withoutPrivileges: true },
      });
      const { entries } = await shell.call('file/list', {});
      const program = entries.find(({ name }) => name === 'greet')?.file as FileToken;
      const environment: [string, string][] = [['GREETING', 'Good morning']];
      const launch = { program, arguments: '"dear reader"', environment, withoutPrivileges };
      await shell.call('live/start', { launch });
      await expect.poll(async () => (await viewer.call('capture/info', {})).live?.launched?.exit).toBe(7);
      if (!withoutPrivileges) await shell.call('live/stop', {});
      await expect
        .poll(async () => (await viewer.call('capture/info', {})).live)
        .toMatchObject({ state: 'stopped', lost: 0, source: withoutPrivileges ? 'ptrace' : 'ebpf' });
      expect((await viewer.call('capture/info', {})).events).toBeGreaterThan(20);
      // It ran in the served folder, which is what a page can look at.
      const after = await shell.call('file/list', {});
      expect(after.entries.map(({ name }) => name)).toEqual(['greet', 'greeting.txt']);
      expect(JSON.stringify(after)).not.toContain(folder);
    },
  );
});
