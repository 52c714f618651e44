import { Dialog } from '@base-ui/react/dialog';
import { useContext, useRef } from 'react';
import type { JSX, KeyboardEvent, ReactNode, RefObject } from 'react';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { focusContent } from '../shell/focus-content.ts';
import { AppContext } from '../state/app-context.ts';
import { useKeptFocus } from './use-kept-focus.ts';

export interface DialogFrameProps {
  readonly title: string;
  /** CSS pixels; the dialog gets smaller in a window that is too small. */
  readonly width: number;
  /** CSS pixels; as high as its content when it is left out. */
  readonly height?: number | undefined;
  /** What stands in the band at the lower end: a note at the left, then a space, then the buttons. */
  readonly footer?: ReactNode;
  /** Esc and the close button; the dialog is gone when it is no longer drawn. */
  readonly onClose: () => void;
  readonly onKeyDown?: ((event: KeyboardEvent<HTMLDivElement>) => void) | undefined;
  /** What has the focus first; else the first control of the content. */
  readonly initialFocus?: RefObject<HTMLElement | null> | undefined;
  /** Class of the content's box. */
  readonly className?: string | undefined;
  /** A question that must be answered, not closed by the way. */
  readonly isAlert?: boolean | undefined;
  readonly children: ReactNode;
}

/**
 * A dialog over the window. It keeps the focus inside and gives it back to where it came from: to the event list when
 * that was a menu, which is gone by then.
 */
export function DialogFrame({
  title,
  width,
  height,
  footer,
  onClose,
  onKeyDown,
  initialFocus,
  className,
  isAlert = false,
  children,
}: DialogFrameProps): JSX.Element {
  const app = useContext(AppContext);
  const popup = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  useKeptFocus(popup);
  const before = useRef<Element | null>(null);
  before.current ??= document.activeElement;
  const focusFirst = (): HTMLElement | true =>
    initialFocus?.current ??
    body.current?.querySelector<HTMLElement>('input:not(:disabled), button:not(:disabled), [tabindex="0"]') ??
    true;
  const giveBack = (): HTMLElement | false => {
    const element = before.current;
    if (element instanceof HTMLElement && element.isConnected && element.closest('[role^="menu"]') === null) {
      return element === document.body ? toList() : element;
    }
    return toList();
  };
  const toList = (): false => {
    queueMicrotask(() => {
      if (app !== undefined) focusContent(app);
    });
    return false;
  };
  return (
    <Dialog.Root
      open
      disablePointerDismissal
      onOpenChange={(isOpen) => {
        if (!isOpen) onClose();
      }}
    >
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Viewport className="dialog-layer">
          <Dialog.Popup
            ref={popup}
            className="dialog"
            role={isAlert ? 'alertdialog' : 'dialog'}
            style={{ width, height }}
            initialFocus={focusFirst}
            finalFocus={giveBack}
            onKeyDown={onKeyDown}
          >
            <div className="dialog-header">
              <Dialog.Title className="dialog-title">{title}</Dialog.Title>
              <Dialog.Close className="tool-button" aria-label={locale.messages.filter.close}>
                <Icon id="dismiss-20-regular" edge={20} />
              </Dialog.Close>
            </div>
            <div ref={body} className={className === undefined ? 'dialog-body' : `dialog-body ${className}`}>
              {children}
            </div>
            {footer === undefined ? null : <div className="dialog-footer">{footer}</div>}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
