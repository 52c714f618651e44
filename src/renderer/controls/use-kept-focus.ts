import { useEffect } from 'react';
import type { RefObject } from 'react';

/** What may have the focus beside the dialog: what opens from it, and the ends between which Tab goes round. */
const ALLOWED = '.popup-layer, .dialog-layer, [data-base-ui-focus-guard]';

/**
 * Brings the focus back into an element when it gets to something else of the page, or goes with what had it: under a quick Tab,
 * a list of options that closes takes the focus along.
 */
export function useKeptFocus(element: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let last: HTMLElement | undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const giveBack = (): void => (last?.isConnected === true ? last : element.current)?.focus();
    const onFocusIn = ({ target }: FocusEvent): void => {
      if (!(target instanceof HTMLElement)) return;
      if (element.current?.contains(target) === true) last = target;
      else if (target.closest(ALLOWED) === null) giveBack();
    };
    const onFocusOut = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (document.activeElement === null || document.activeElement === document.body) giveBack();
      }, 0);
    };
    document.addEventListener('focusin', onFocusIn);
    document.addEventListener('focusout', onFocusOut);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('focusin', onFocusIn);
      document.removeEventListener('focusout', onFocusOut);
    };
  }, [element]);
}
