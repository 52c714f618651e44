import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { grid } from '../support/app.ts';
import { startDesktop } from '../support/desktop.ts';
import type { DesktopApp } from '../support/desktop.ts';
import { calls, hello, sendRaw, takePorts } from '../support/raw-ports.ts';
import { smallLog } from '../../support/small-log.ts';

const SHOWN = { rules: [], classes: 63 };

/** Code that got into the page: it has the page's ports and may say over them what it likes. */
test.describe('over the ports of its page, hostile code', () => {
  test.describe.configure({ mode: 'serial' });
  let folder = '';
  let app: DesktopApp;
  test.beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'procscope-e2e-hostile-'));
    writeFileSync(join(folder, 'first.pml'), smallLog(3));
    writeFileSync(join(folder, 'secret.txt'), 'The secret.');
    app = await startDesktop({ file: join(folder, 'first.pml') });
  });
  test.afterAll(async () => {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  });
  test.beforeEach(() => takePorts(app.page));

  /** What a row of calls was answered with: the codes of the errors, `ok` for success. */
  async function outcomes(
    port: 'engine' | 'shell',
    ...wanted: readonly (readonly [string, unknown])[]
  ): Promise<string[]> {
    const contract = port === 'engine' ? 'viewer' : 'shell';
    const { messages, closed } = await sendRaw(
      app.page,
      port,
      [hello(contract), ...calls(...wanted)],
      wanted.length,
    );
    expect(closed).toBe(false);
    return messages
      .toSorted((a, b) => (a.id ?? 0) - (b.id ?? 0))
      .map(({ ok, error }) => (ok === true ? 'ok' : (error?.code ?? 'nothing')));
  }

  const MESSAGES = {
    'a text': 'open /etc/passwd',
    nothing: null,
    'a list': [1, 2, 3],
    'an unknown kind': { kind: 'eval', seq: 0, code: '1' },
    'a call before the hello': { kind: 'call', seq: 0, id: 0, call: 'shell/info', input: {} },
    'a hello of another contract': hello('host'),
    'a hello of another version': { ...hello('shell'), protocol: 2 },
    'a number out of order': { ...hello('shell'), seq: 7 },
    'a name that is too long': { kind: 'call', seq: 0, id: 0, call: 'x'.repeat(1e6), input: {} },
  };
  for (const port of ['engine', 'shell'] as const) {
    for (const [name, message] of Object.entries(MESSAGES)) {
      test(`is cut off by ${name} to the ${port}`, async () => {
        const { messages, closed } = await sendRaw(app.page, port, [message]);
        expect(closed).toBe(true);
        expect(messages.map(({ kind, error }) => [kind, error?.code])).toEqual([['close', 'api/protocol']]);
      });
    }
  }

  test('cannot call what is the host’s, or any object’s', async () => {
    const path = join(folder, 'secret.txt');
    const names: readonly (readonly [string, unknown])[] = [
      ['capture/open', { path }],
      ['capture/save', { path, format: 'csv', columns: ['pid'] }],
      ['capture/close', {}],
      ['recovery/list', { folder }],
      ['recovery/discard', { path }],
      ['engine/shutdown', {}],
      ['constructor', {}],
      ['__proto__', {}],
      ['toString', {}],
      ['', {}],
    ];
    expect(new Set(await outcomes('engine', ...names))).toEqual(new Set(['api/unknown-call']));
    await takePorts(app.page);
    expect(new Set(await outcomes('shell', ...names))).toEqual(new Set(['api/unknown-call']));
    expect(readFileSync(path, 'utf8')).toBe('The secret.');
  });

  test('cannot name a path, or a token that it was not given', async () => {
    const path = join(folder, 'secret.txt');
    const save = { format: 'csv', columns: ['pid'], shown: SHOWN };
    const madeUp = 'A'.repeat(22);
    expect(
      await outcomes(
        'shell',
        ['file/open', { file: path }],
        ['file/open', { file: '../secret.txt' }],
        ['file/open', { file: madeUp }],
        ['file/open', { path }],
        ['file/save', { file: path, ...save }],
        ['file/save', { file: madeUp, ...save }],
        ['file/discard-recoverable', { file: path }],
        ['file/discard-recoverable', { file: madeUp }],
        ['file/forget-recent', { file: madeUp }],
        ['file/choose-target', { name: '../../x', format: 'csv' }],
        ['file/choose-target', { name: '/etc/cron.d/x', format: 'csv' }],
        ['file/target', { name: 'x.csv', replace: true }],
        ['file/list', {}],
      ),
    ).toEqual([
      'api/bad-request',
      'api/bad-request',
      'file/unknown-token',
      'api/bad-request',
      'api/bad-request',
      'file/unknown-token',
      'api/bad-request',
      'file/unknown-token',
      'file/unknown-token',
      'api/bad-request',
      'api/bad-request',
      'shell/unsupported',
      'shell/unsupported',
    ]);
    expect(readFileSync(path, 'utf8')).toBe('The secret.');
  });

  test('cannot write over or delete what it may open', async () => {
    const file = join(folder, 'first.pml');
    const before = readFileSync(file);
    const recent = await sendRaw(app.page, 'shell', [hello('shell'), ...calls(['file/recent', {}])]);
    const told = JSON.stringify(recent.messages);
    const token = /"file":"([\w-]+)"/.exec(told)?.[1] ?? '';
    expect(token).toMatch(/^[\w-]{22}$/);
    await takePorts(app.page);
    expect(
      await outcomes(
        'shell',
        ['file/save', { file: token, format: 'native', columns: [] }],
        ['file/discard-recoverable', { file: token }],
        ['file/list', { folder: token }],
      ),
    ).toEqual(['file/unknown-token', 'file/unknown-token', 'shell/unsupported']);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test('is refused values of wrong shapes, and the window goes on', async () => {
    expect(
      await outcomes(
        'shell',
        ['settings/change', { change: { theme: 'pink' } }],
        ['settings/change', { change: { columns: [] } }],
        ['settings/change', { change: { columns: [{ name: 'pid', width: 1e9 }] } }],
        ['settings/change', { change: { classes: -1 } }],
        ['settings/change', null],
        ['window/properties', { event: 0, tab: 'event', owner: 'a&window=main' }],
        ['window/properties', { event: 0.5, tab: 'event', owner: 'a' }],
        ['window/properties', { event: 0, tab: '../', owner: 'a' }],
        ['clipboard/write', { text: { toString: 'x' } }],
        ['menu/show', { menus: [] }],
      ),
    ).toEqual([...Array.from({ length: 9 }, () => 'api/bad-request'), 'shell/unsupported']);
    await takePorts(app.page);
    expect(
      await outcomes(
        'engine',
        ['view/open', { rules: 'x' }],
        ['view/rows', { view: 99, first: 0, count: 1, columns: ['pid'] }],
        ['view/rows', { view: 0, first: 0, count: 1e12, columns: ['pid'] }],
        ['event/properties', { event: 1e15 }],
        ['event/properties', { event: -1 }],
        ['icon', { index: 1e9 }],
      ),
    ).toEqual([
      'api/bad-request',
      'view/unknown',
      'api/bad-request',
      'api/bad-request',
      'api/bad-request',
      'api/bad-request',
    ]);
    expect(existsSync(join(app.profile, 'settings.json.unreadable'))).toBe(false);
  });

  test('in an Event Properties window cannot touch files', async () => {
    const { messages } = await sendRaw(app.page, 'shell', [
      hello('shell'),
      ...calls(['window/properties', { event: 0, tab: 'event', owner: 'a' }]),
    ]);
    expect(messages.map(({ ok }) => ok)).toEqual([true]);
    await expect.poll(() => app.electron.windows().length).toBe(2);
    const properties = app.electron.windows().find((page) => page.url().includes('window=properties'));
    if (properties === undefined) throw new Error('There is no Event Properties window.');
    await takePorts(properties);
    const names = ['file/recent', 'file/recoverable', 'file/choose', 'file/close', 'file/list'];
    const wanted = calls(...names.map((name) => [name, {}] as const));
    const answer = await sendRaw(properties, 'shell', [hello('shell'), ...wanted], names.length);
    expect(answer.messages.map(({ error }) => error?.code)).toEqual(names.map(() => 'shell/unsupported'));
    await properties.close();
    await expect.poll(() => app.electron.windows().length).toBe(1);
  });

  test('opens no more than so many windows', async () => {
    const wanted = Array.from(
      { length: 22 },
      () => ['window/properties', { event: 0, tab: 'event', owner: 'a' }] as const,
    );
    const results = await outcomes('shell', ...wanted);
    expect(results).toEqual([...Array.from({ length: 20 }, () => 'ok'), 'api/busy', 'api/busy']);
    await expect.poll(() => app.electron.windows().length).toBe(21);
    for (const page of app.electron.windows()) await page.waitForLoadState();
    await app.electron.evaluate(({ BrowserWindow }) => {
      for (const window of BrowserWindow.getAllWindows())
        if (window.getParentWindow() !== null) window.close();
    });
    await expect.poll(() => app.electron.windows().length).toBe(1);
  });

  test('leaves an app that its user can go on with', async () => {
    // Of what the tests before did, nothing is left but a page that has lost its ports.
    const again = await startDesktop({
      profile: mkdtempSync(join(folder, 'profile-')),
      file: join(folder, 'first.pml'),
    });
    await expect(grid(again.page)).toHaveAttribute('aria-rowcount', '4');
    await again.close();
  });
});

test.describe('a page that is not ours', () => {
  let app: DesktopApp;
  test.beforeAll(async () => void (app = await startDesktop()));
  test.afterAll(() => app.close());

  test('gets no ports, no files and no answers, even with our preload script', async () => {
    const preload = join(import.meta.dirname, '..', '..', '..', 'out', 'preload', 'preload.cjs');
    const opened = app.electron.waitForEvent('window');
    await app.electron.evaluate(async ({ BrowserWindow }, script) => {
      const window = new BrowserWindow({
        webPreferences: { preload: script, sandbox: true, contextIsolation: true },
      });
      await window.loadURL('about:blank');
    }, preload);
    const page = await opened;
    const client = await page.context().newCDPSession(page);
    const drop = { x: 100, y: 100, data: { items: [], files: ['/etc/passwd'], dragOperationsMask: 1 } };
    const got = page.evaluate(async () => {
      let messages = 0;
      window.addEventListener('message', () => messages++);
      const fetched = await fetch('procscope://app/index.html').then(
        () => 'fetched',
        () => 'refused',
      );
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return { messages, fetched, origin: location.origin, require: 'require' in window };
    });
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await client.send('Input.dispatchDragEvent', { type, ...drop });
    expect(await got).toEqual({ messages: 0, fetched: 'refused', origin: 'null', require: false });
    // The main process has not listened to the file that was dropped there.
    await expect(app.page.getByRole('heading')).toHaveText('No events yet');
    await expect(app.page.getByRole('alert')).toHaveCount(0);
    await page.close();
  });
});
