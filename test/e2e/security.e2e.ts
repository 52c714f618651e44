import { expect, test } from '@playwright/test';
import { startApp } from './support/app.ts';
import type { App } from './support/app.ts';

test.describe('a hostile page', () => {
  let app: App;
  test.beforeAll(async () => void (app = await startApp()));
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
    const opened = await app.page.evaluate(() => window.open('https://example.com/') !== null);
    expect(opened).toBe(false);
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
      return [...states, camera ?? 'denied'];
    });
    expect(new Set(answers)).toEqual(new Set(['denied']));
  });

  test('cannot run text as code, load from elsewhere, or read files', async () => {
    const { page } = app;
    const results = await page.evaluate(async () => {
      const outcome = async (job: () => unknown): Promise<string> => {
        try {
          await job();
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
      };
    });
    expect(new Set(Object.values(results))).toEqual(new Set(['refused']));
  });
});
