import type { Locator, Page } from '@playwright/test';
import type { App } from './app.ts';
import { untilIdle } from './start-options.ts';

/** The Event Properties window that `open` opens. */
export async function propertiesAfter(app: App, open: () => Promise<unknown>): Promise<Page> {
  const [window] = await Promise.all([app.page.context().waitForEvent('page'), open()]);
  await untilIdle(window);
  return window;
}

/** The value beside a name, without what is said about it in secondary ink. */
export function value(window: Page, name: string): Locator {
  return window
    .locator('.value')
    .filter({ has: window.locator('dt', { hasText: new RegExp(`^${name}$`) }) })
    .locator('dd bdi, dd .value-result');
}

/** Names and values of the Detail section, as Process Monitor writes them in one line. */
export async function detailText(window: Page): Promise<string> {
  const lines = window.locator('.section + .values .value');
  const parts = await lines.evaluateAll((elements) =>
    elements.map((element) => [
      element.querySelector('dt')?.textContent ?? '',
      element.querySelector('dd')?.textContent ?? '',
    ]),
  );
  return parts.map(([name = '', text = '']) => (name === '' ? text : `${name}: ${text}`)).join(', ');
}
