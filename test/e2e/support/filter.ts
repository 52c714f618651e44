import { expect } from '@playwright/test';
import type { Locator } from '@playwright/test';
import type { App } from './app.ts';
import { grouped } from './sample.ts';

/** The filter dialog, which is open. */
export interface FilterDialog {
  readonly dialog: Locator;
  readonly value: Locator;
  readonly rules: Locator;
  /** The row of the list that has a text in it. */
  readonly rule: (text: string | RegExp) => Locator;
  /** Chooses an entry of one of the fields of a new rule. */
  readonly choose: (field: 'Column' | 'Relation' | 'Action', entry: string) => Promise<void>;
  readonly press: (button: string) => Promise<void>;
}

/** Opens the filter dialog by its key. */
export async function openFilter(app: App): Promise<FilterDialog> {
  await app.page.keyboard.press('Control+l');
  const dialog = await filterDialog(app);
  await expect(dialog.value).toBeFocused();
  return dialog;
}

/** The dialog of the filter, or that of the highlight rules, which has the same fields. */
export async function filterDialog(app: App, name: 'Filter' | 'Highlight' = 'Filter'): Promise<FilterDialog> {
  const { page } = app;
  const dialog = page.getByRole('dialog', { name });
  await expect(dialog).toBeVisible();
  const entry = dialog.getByRole('group', { name: 'New rule' });
  const rules = dialog.getByRole('treegrid', { name: 'Rules' });
  return {
    dialog,
    value: entry.getByRole('combobox', { name: 'Value' }),
    rules,
    rule: (text) => rules.getByRole('row').filter({ hasText: text }),
    choose: async (field, name) => {
      await entry.getByRole('combobox', { name: field }).click();
      await page.getByRole('option', { name, exact: true }).click();
    },
    // While values are offered, the rest is hidden from screen readers, but not from the mouse.
    press: (name) => dialog.getByRole('button', { name, exact: true, includeHidden: true }).click(),
  };
}

/** Waits until the status bar, which may stand behind a dialog, says that so many events are shown. */
export async function expectShown(app: App, shown: number, total: number): Promise<void> {
  await app.idle();
  await expect(app.page.getByRole('contentinfo', { includeHidden: true })).toContainText(
    `Showing ${grouped(shown)} of ${grouped(total)} events`,
  );
}

/** The chips of the filter bar, as they are read aloud. */
export async function chips(app: App): Promise<string[]> {
  const names = await app.page
    .getByRole('toolbar', { name: 'Active filter' })
    .getByRole('button', { name: /^Remove: / })
    .evaluateAll((buttons) => buttons.map((button) => button.getAttribute('aria-label') ?? ''));
  return names.map((name) => name.replace('Remove: ', ''));
}
