import { expect, test } from '@playwright/test';
import { startDesktop } from '../support/desktop.ts';
import type { DesktopApp } from '../support/desktop.ts';

test.describe('a hostile page', () => {
  let app: DesktopApp;
  test.beforeAll(async () => void (app = await startDesktop()));
  test.afterAll(() => app.close());

  test('has no way to Node or Electron', async () => {
    const found = await app.page.evaluate(() =>
      ['require', 'process', 'module', 'Buffer', 'electron', 'ipcRenderer', 'global'].filter(
        (name) => name in window,
      ),
    );
    expect(found).toEqual([]);
  });

  test('is not listened to by the main process', async () => {
    const channels = await app.electron.evaluate(({ ipcMain }) => ipcMain.eventNames().map(String));
    expect(channels.filter((name) => name !== 'error')).toEqual([]); // that one is Electron's own
  });

  test('cannot navigate', async () => {
    const { page } = app;
    const before = page.url();
    expect(before).toBe('procscope://app/index.html');
    for (const target of [
      'https://example.com/',
      'file:///etc/passwd',
      'data:text/html,x',
      'procscope://other/index.html',
    ]) {
      await page.evaluate((address) => {
        location.href = address;
      }, target);
      await page.evaluate((address) => {
        const link = document.createElement('a');
        link.href = address;
        document.body.append(link);
        link.click();
        link.remove();
      }, target);
    }
    await page.waitForTimeout(300);
    expect(page.url()).toBe(before);
    // Playwright's own assertions would wait for the end of a navigation that was refused.
    expect(await page.evaluate(() => [location.href, document.querySelector('h1')?.textContent])).toEqual([
      before,
      'No events yet',
    ]);
  });

  test('cannot open windows', async () => {
    const opened = await app.page.evaluate(() =>
      ['https://example.com/', 'procscope://app/index.html?window=properties', 'about:blank'].filter(
        (address) => window.open(address) !== null,
      ),
    );
    expect(opened).toEqual([]);
    expect(app.electron.windows()).toHaveLength(1);
  });

  test('is granted nothing', async () => {
    const answers = await app.page.evaluate(async () => {
      const names: readonly PermissionName[] = ['notifications', 'geolocation', 'midi', 'persistent-storage'];
      const states = await Promise.all(
        names.map(async (name) => (await navigator.permissions.query({ name })).state),
      );
      const camera = await navigator.mediaDevices?.getUserMedia({ video: true }).then(
        () => 'granted',
        () => 'denied',
      );
      const asked = async (question: () => Promise<unknown> | undefined): Promise<string> => {
        try {
          return (await question()) === undefined ? 'denied' : 'granted';
        } catch {
          return 'denied';
        }
      };
      const others = await Promise.all([
        asked(() => navigator.mediaDevices?.getDisplayMedia()),
        asked(() => navigator.clipboard?.readText()),
        asked(async () => ((await Notification.requestPermission()) === 'granted' ? true : undefined)),
        asked(() => navigator.serviceWorker?.register('./main.js')),
        asked(async () => ((await navigator.storage?.persist()) ? true : undefined)),
        asked(() => navigator.wakeLock?.request()),
      ]);
      return [...states, camera ?? 'denied', ...others];
    });
    expect(new Set(answers)).toEqual(new Set(['denied']));
  });

  test('cannot run text as code, load from elsewhere, or read files', async () => {
    const { page } = app;
    const results = await page.evaluate(async () => {
      const outcome = async (job: () => unknown): Promise<string> => {
        // What is refused before it begins tells nobody.
        const silence = new Promise((_resolve, reject) => setTimeout(reject, 2000));
        try {
          await Promise.race([job(), silence]);
          return 'done';
        } catch {
          return 'refused';
        }
      };
      const load = (source: string): Promise<unknown> =>
        new Promise((resolve, reject) => {
          const script = document.createElement('script');
          script.onload = resolve;
          script.onerror = reject;
          script.setAttribute('src', source);
          document.head.append(script);
        });
      return {
        markup: await outcome(() => void (document.createElement('div').innerHTML = '<b>x</b>')),
        remote: await outcome(() => load('https://example.com/x.js')),
        outside: await outcome(() => load('procscope://app/../main/main.js')),
        fetched: await outcome(() => fetch('procscope://app/index.html')),
        file: await outcome(() => fetch('file:///etc/passwd')),
        request: await outcome(() => {
          const request = new XMLHttpRequest();
          request.open('GET', 'file:///etc/passwd', false);
          request.send();
        }),
        socket: await outcome(
          () =>
            new Promise((resolve, reject) => {
              const socket = new WebSocket('wss://example.com/');
              socket.onopen = resolve;
              socket.onerror = reject;
            }),
        ),
        worker: await outcome(
          () =>
            new Promise((resolve, reject) => {
              const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)'])));
              worker.onmessage = resolve;
              worker.onerror = reject;
            }),
        ),
        picture: await outcome(
          () =>
            new Promise((resolve, reject) => {
              const image = new Image();
              image.onload = resolve;
              image.onerror = reject;
              image.src = 'https://example.com/x.png';
            }),
        ),
        frame: await outcome(
          () =>
            new Promise((resolve, reject) => {
              const frame = document.createElement('iframe');
              frame.src = 'file:///etc/passwd';
              frame.onload = () => {
                // The empty page that a frame has at first loads as well.
                const text = frame.contentDocument?.body.textContent ?? '';
                if (text !== '') resolve(text);
              };
              frame.onerror = reject;
              document.body.append(frame);
            }),
        ),
      };
    });
    const done = Object.entries(results).filter(([, outcome]) => outcome !== 'refused');
    expect(done).toEqual([]);
  });
});
