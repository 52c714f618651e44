import type { App } from './app.ts';

/** The text on the clipboard that the app writes to. */
export async function clipboardText(app: App): Promise<string> {
  if (app.host === 'desktop') return app.electron.evaluate(({ clipboard }) => clipboard.readText());
  await app.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await app.page.bringToFront();
  return app.page.evaluate(() => navigator.clipboard.readText());
}
