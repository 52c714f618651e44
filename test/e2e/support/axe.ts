import { AxeBuilder } from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/** What axe finds in a page as it stands, in light and in dark, a line for each element: all its rules, none left out. */
export async function violationsOf(page: Page): Promise<readonly string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // What appears or changes is see-through for a moment, and then has other colours.
    await page.evaluate(() =>
      Promise.allSettled(document.getAnimations().map((animation) => animation.finished)),
    );
    // The page forbids scripts and frames that axe would put into it otherwise.
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    for (const { id, nodes } of violations) {
      for (const { target, failureSummary } of nodes)
        found.push(`${colorScheme}: ${id}: ${target.join(' ')}: ${failureSummary ?? ''}`);
    }
  }
  return found;
}

/** Goes on when there are violations, so that one run tells all of them. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  expect.soft(await violationsOf(page), state).toEqual([]);
}
