import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { DesktopApp } from './desktop.ts';
import { palettePng } from './palette-png.ts';

const PICTURES = join(import.meta.dirname, '..', '..', '..', 'assets', 'screenshots');

/** Of a window in the pictures of the README, in pixels. */
export const WIDTH = 1440;
export const HEIGHT = 900;

/** Waits until nothing moves any more. */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-idle', 'true');
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
  );
}

/** Takes what the screen shows of the main window, with the buttons that the system draws and what lies over it. */
export async function takeWindow(app: DesktopApp, name: string): Promise<void> {
  await settled(app.page);
  // The screen shows a frame somewhat later than the page has drawn it.
  await app.page.waitForTimeout(400);
  const pixels = await app.electron.evaluate(async ({ BrowserWindow, desktopCapturer, screen }) => {
    const { size } = screen.getPrimaryDisplay();
    const [source] = await desktopCapturer.getSources({ types: ['screen'], thumbnailSize: size });
    const bounds = BrowserWindow.getAllWindows()
      .map((window) => window.getContentBounds())
      .reduce((largest, other) => (other.width > largest.width ? other : largest));
    return source?.thumbnail.crop(bounds).toBitmap().toString('base64') ?? '';
  });
  writePicture(name, pixels, WIDTH, HEIGHT);
}

/** Writes a picture of the README; `pixels` are as Electron gives them, in base64. */
export function writePicture(name: string, pixels: string, width: number, height: number): void {
  const bytes = Uint8Array.from(Buffer.from(pixels, 'base64'));
  expect(bytes.length).toBe(width * height * 4);
  const picture = palettePng({ width, height, colours: new Uint32Array(bytes.buffer) });
  mkdirSync(PICTURES, { recursive: true });
  writeFileSync(join(PICTURES, `${name}.png`), picture);
}
