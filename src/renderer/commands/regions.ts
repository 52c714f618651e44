import { isInMenus } from './menu-bar-keys.ts';
import { focusContent } from '../shell/focus-content.ts';
import type { App } from '../state/app-context.ts';

/** The parts of the window in reading order. */
const REGIONS = ['.toolbar', '.filter-bar', '.content', '.notice', '.find-bar', '.status-bar'] as const;

const FOCUSABLE = 'a[href], button:not(:disabled), input:not(:disabled), [tabindex]';

/** F6 walks the parts of the window, Shift+F6 walks back, Esc goes to the list. */
export function installRegionKeys(app: App): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.altKey || event.metaKey || app.store.getState().dialog !== undefined) return;
    if (event.key === 'F6') {
      event.preventDefault();
      walk(app, event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape' && !event.defaultPrevented && !isInMenus(document.activeElement)) {
      focusContent(app);
    }
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}

function walk(app: App, direction: 1 | -1): void {
  const parts = REGIONS.flatMap((selector) => document.querySelector<HTMLElement>(selector) ?? []);
  const current = parts.findIndex((part) => part.contains(document.activeElement));
  const start = current < 0 ? (direction === 1 ? -1 : parts.length) : current;
  for (let step = 1; step <= parts.length; step++) {
    const part = parts[(start + direction * step + parts.length * 2) % parts.length];
    if (part !== undefined && enter(app, part)) return;
  }
}

function enter(app: App, part: HTMLElement): boolean {
  if (part.classList.contains('content') && app.table.current !== null) {
    app.table.current.focus();
    return true;
  }
  const stop = Array.from(part.querySelectorAll<HTMLElement>(FOCUSABLE)).find(
    (element) => element.tabIndex === 0 && element.getClientRects().length > 0,
  );
  // A part without controls is entered itself, so that it can be read.
  const target = stop ?? (part.hasAttribute('tabindex') ? part : undefined);
  target?.focus();
  return target !== undefined;
}
