import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { PlayedBoot } from '../../engine/boot/support/played-boot.ts';
import type { PlayedSystem } from '../../engine/boot/support/scripted-boot-helper.ts';
import type { App } from './app.ts';
import { appWithHelper } from './played-app.ts';

/** The built app in a folder, whose helper plays a system's boot logging. */
export function playedBootApp(
  folder: string,
  system: Partial<PlayedSystem> = {},
): { root: string; boot: PlayedBoot } {
  const boot = new PlayedBoot(join(folder, 'system'), system);
  return { root: appWithHelper(folder, boot.command, 'boot'), boot };
}

/** The toolbar's toggle. */
export function bootToggle(page: Page): Locator {
  return page.getByRole('button', { name: 'Enable boot logging' });
}

/** A dialog about boot logging that is open. */
export function bootDialog(page: Page, name: string): Locator {
  return page.getByRole('dialog', { name }).or(page.getByRole('alertdialog', { name }));
}

/** Has the page look at the system again, as when its window comes to the front. */
export async function lookAgain({ page }: App): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('focus')));
}
