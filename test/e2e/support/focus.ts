import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';

/**
 * What is wrong with the focus, so that somebody without a mouse would not know where they are; undefined when it can be
 * seen: as a ring around the element, its field or the part of it that it points to, as a menu that has just opened, or as the
 * highlight of its item.
 */
export function focusFault(page: Page): Promise<string | undefined> {
  return page.evaluate(() => {
    const isPainted = (colour: string): boolean => !/^(?:transparent|rgba\(.*, 0\))$/.test(colour);
    const isInView = (element: Element): boolean => {
      const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
      return (
        width > 0 &&
        height > 0 &&
        right > 0 &&
        bottom > 0 &&
        left < window.innerWidth &&
        top < window.innerHeight
      );
    };
    const isMarked = (element: Element): boolean => {
      const { outlineStyle, outlineWidth, outlineColor, backgroundColor } = getComputedStyle(element);
      const hasRing = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 1 && isPainted(outlineColor);
      return (
        isInView(element) &&
        (hasRing || (element.matches('[data-highlighted]') && isPainted(backgroundColor)))
      );
    };
    const isMenu = (element: Element): boolean => element.matches('[role="menu"]') && isInView(element);
    const { activeElement } = document;
    if (activeElement === null || activeElement === document.body) return 'nothing has the focus';
    const pointed = document.getElementById(activeElement.getAttribute('aria-activedescendant') ?? '');
    const places = [
      activeElement,
      activeElement.closest('.field'),
      pointed,
      pointed?.closest('[role="row"]'),
    ];
    if (places.some((place) => place instanceof Element && (isMarked(place) || isMenu(place))))
      return undefined;
    return `the focus cannot be seen on ${activeElement.outerHTML.slice(0, 160)}`;
  });
}

/** Presses keys one after the other; after each of them the focus must be somewhere where it is seen. */
export async function pressVisibly(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await page.keyboard.press(key);
    // Some keys move the focus with the next frame.
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    await expect.poll(() => focusFault(page), { message: `after ${key}` }).toBeUndefined();
  }
}

/** Opens a menu by its letter with Alt and chooses what is in it, menu within menu, by the letters that are underlined. */
export async function chooseByLetters(
  page: Page,
  menu: string,
  ...letters: readonly string[]
): Promise<void> {
  await page.keyboard.press(`Alt+${menu}`);
  for (const [depth, letter] of letters.entries()) {
    const isEntered = (): Promise<boolean> =>
      page.evaluate((count) => {
        const menus = [...document.querySelectorAll('[role="menu"]')];
        return menus.length === count && menus.at(-1)?.contains(document.activeElement) === true;
      }, depth + 1);
    await expect.poll(isEntered, { message: `menu ${depth + 1} before ${letter}` }).toBe(true);
    await page.keyboard.press(letter);
  }
  await expect.poll(() => focusFault(page), { message: `after ${letters.join(', ')}` }).toBeUndefined();
}
