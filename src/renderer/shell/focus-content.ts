import { useEffect, useRef } from 'react';
import { useApp } from '../state/app-context.ts';
import type { App } from '../state/app-context.ts';
import type { Page } from './page.ts';

const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled)';

/** Gives the focus to what fills the middle of the window: the event list, else the page's first control. */
export function focusContent(app: App): void {
  if (app.table.current !== null) app.table.current.focus();
  else document.querySelector('.content')?.querySelector<HTMLElement>(FOCUSABLE)?.focus();
}

/** Gives the focus to a page that took the place of what had it. A window that opens begins without it. */
export function useContentFocus(page: Page): void {
  const app = useApp();
  const isFirst = useRef(true);
  useEffect(() => {
    if (page === 'blank') return;
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (!isFirst.current && isLost && app.store.getState().dialog === undefined) focusContent(app);
    isFirst.current = false;
  }, [app, page]);
}
