import { Menu } from '@base-ui/react/menu';
import type { ComponentProps, JSX, ReactNode } from 'react';
import { focusContent } from '../shell/focus-content.ts';
import type { App } from '../state/app-context.ts';
import { isPopupOpening } from '../controls/held-keys.ts';
import { chooseByMnemonic } from './menu-mnemonics.ts';

export interface MenuPopupProps extends Pick<
  ComponentProps<typeof Menu.Positioner>,
  'anchor' | 'side' | 'align' | 'sideOffset' | 'alignOffset'
> {
  readonly label?: string | undefined;
  /** Where the focus goes when the menu is left; a menu within a menu gives it back to that one. */
  readonly finalFocus?: (() => boolean) | undefined;
  readonly children: ReactNode;
}

/** The box of a menu: inside the window, and scrolled when it is higher than that. */
export function MenuPopup({ label, finalFocus, children, ...place }: MenuPopupProps): JSX.Element {
  return (
    <Menu.Portal container={document.querySelector<HTMLElement>('.bands')}>
      <Menu.Positioner className="popup-layer" collisionPadding={4} {...place}>
        <Menu.Popup
          className="menu command-menu"
          aria-label={label}
          onKeyDownCapture={chooseByMnemonic}
          finalFocus={finalFocus ?? true}
        >
          {children}
        </Menu.Popup>
      </Menu.Positioner>
    </Menu.Portal>
  );
}

/** The focus after a menu of which something was chosen: at what the command opened, else at the list. */
export function focusAfterCommand(app: App): boolean {
  // A menu that was left goes from the page somewhat later, and the next one may be opening by then.
  if (isPopupOpening()) return false;
  const { dialog, isFindOpen } = app.store.getState();
  const isInFind = isFindOpen && isWithin(document.activeElement, '.find-bar');
  if (dialog === undefined && !isInFind) focusContent(app);
  return false;
}

function isWithin(element: Element | null, selector: string): boolean {
  return element !== null && element.closest(selector) !== null;
}
