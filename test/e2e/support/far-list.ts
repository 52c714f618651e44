import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { grid, row, rowsInView } from './app.ts';
import { untilIdle } from './start-options.ts';

/** Looks at the rows that are in view: at their texts, which only the caller knows. */
export type LookAtRows = () => Promise<void>;

/** Ways through a list of very many rows, each to both its ends and to places between them. */
export class FarList {
  readonly #page: Page;
  readonly #rows: number;
  readonly #look: LookAtRows;

  /** `rows`: how many the list has. `look` is called wherever the list has arrived. */
  constructor(page: Page, rows: number, look: LookAtRows) {
    this.#page = page;
    this.#rows = rows;
    this.#look = look;
  }

  async byKeys(): Promise<void> {
    const list = grid(this.#page);
    const page = await this.#pageRows();
    await list.press('End');
    await this.#expectLast(this.#rows);
    await this.#expectCurrent(this.#rows);
    await this.#look();
    await list.press('PageUp');
    await this.#expectCurrent(this.#rows - page);
    await list.press('PageUp');
    await list.press('ArrowUp');
    await this.#expectCurrent(this.#rows - 2 * page - 1);
    await this.#look();
    // There is nothing behind the last row.
    for (const key of ['PageDown', 'PageDown', 'ArrowDown', 'ArrowDown', 'PageDown']) await list.press(key);
    await this.#expectCurrent(this.#rows);
    await this.#expectLast(this.#rows);
    await this.#look();
    await list.press('Home');
    await this.#expectFirst(1);
    await this.#expectCurrent(1);
    await this.#look();
    await list.press('PageDown');
    await this.#expectCurrent(1 + page);
  }

  async byWheel(): Promise<void> {
    const height = await this.#rowHeight();
    const list = await grid(this.#page).boundingBox();
    if (list === null) throw new Error('There is no list.');
    const { mouse } = this.#page;
    await mouse.move(list.x + list.width / 2, list.y + list.height / 2);
    await grid(this.#page).press('Home');
    await this.#expectFirst(1);
    await mouse.wheel(0, 2 * height);
    await this.#expectFirst(3);
    await this.#look();
    await mouse.wheel(0, -50 * height);
    await this.#expectFirst(1);
    await grid(this.#page).press('End');
    await this.#expectLast(this.#rows);
    await mouse.wheel(0, -50 * height);
    await this.#expectLast(this.#rows - 50);
    await this.#look();
    await mouse.wheel(0, height);
    await this.#expectLast(this.#rows - 49);
    await mouse.wheel(0, 1000 * height);
    await this.#expectLast(this.#rows);
    await this.#look();
  }

  async byScrollBar(): Promise<void> {
    await grid(this.#page).press('Home');
    await this.#expectFirst(1);
    const bar = this.#page.getByRole('scrollbar', { name: 'Scroll through the events' });
    const track = await bar.boundingBox();
    const thumb = await bar.locator('.thumb').boundingBox();
    if (track === null || thumb === null) throw new Error('The list has no scroll bar.');
    const way = track.height - thumb.height;
    const x = thumb.x + thumb.width / 2;
    const y = thumb.y + thumb.height / 2;
    const { mouse } = this.#page;
    await mouse.move(x, y);
    await mouse.down();
    for (const part of [0.25, 0.5, 0.9, 0.5]) {
      await mouse.move(x, y + way * part, { steps: 4 });
      // Each pixel of the pointer's way stands for the same part of the list.
      await expect
        .poll(async () => Math.abs((await this.#inView()).first / this.#rows - part) * way)
        .toBeLessThan(1.5);
      await this.#look();
    }
    await mouse.move(x, track.y + track.height + 100, { steps: 4 });
    await this.#expectLast(this.#rows);
    await mouse.up();
    await this.#look();
    const { first } = await this.#inView();
    await expect(bar).toHaveAttribute('aria-valuenow', String(first - 1));
    // A press beside the thumb goes by one page, far as that is from where it is.
    await mouse.click(x, track.y + 10);
    await this.#expectLast(this.#rows - (await this.#pageRows()));
    await this.#look();
    await mouse.move(x, track.y + 5);
  }

  async byGoTo(): Promise<void> {
    for (const number of [this.#rows - 1, Math.floor(this.#rows / 3), this.#rows, 2, 1]) {
      await this.goTo(number);
      await this.#expectCurrent(number);
      await expect(row(this.#page, number)).toHaveAttribute('aria-selected', 'true');
      await this.#look();
    }
  }

  /** Goes to a row by its number, counted from 1, in the dialog. */
  async goTo(number: number): Promise<void> {
    await this.#page.keyboard.press('Control+g');
    const dialog = this.#page.getByRole('dialog');
    await dialog.getByRole('textbox').fill(String(number));
    await this.#page.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
    await expect(row(this.#page, number)).toBeVisible();
  }

  async #inView(): Promise<{ first: number; last: number }> {
    await untilIdle(this.#page);
    return rowsInView(this.#page);
  }

  async #expectFirst(number: number): Promise<void> {
    await expect.poll(async () => (await this.#inView()).first).toBe(number);
  }

  async #expectLast(number: number): Promise<void> {
    await expect.poll(async () => (await this.#inView()).last).toBe(number);
  }

  /** The keyboard is in a row, which is in view. */
  async #expectCurrent(number: number): Promise<void> {
    await expect
      .poll(async () => {
        await untilIdle(this.#page);
        const id = await grid(this.#page).getAttribute('aria-activedescendant');
        return this.#page
          .locator(`[id="${id ?? ''}"]`)
          .evaluate((element) => Number(element.closest('.row')?.getAttribute('aria-rowindex')) - 1);
      })
      .toBe(number);
  }

  async #rowHeight(): Promise<number> {
    const box = await this.#page.locator('.row:not([hidden])').first().boundingBox();
    if (box === null) throw new Error('The list has no rows.');
    return box.height;
  }

  /** Whole rows in view. */
  async #pageRows(): Promise<number> {
    const body = await this.#page.locator('.rows').boundingBox();
    if (body === null) throw new Error('There is no list.');
    return Math.floor(body.height / (await this.#rowHeight()));
  }
}
