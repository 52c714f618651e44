import { useRef } from 'react';
import type { JSX, ReactNode } from 'react';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';

/** A dialog that only tells something: there is nothing to do but to close it. `width` in CSS pixels. */
export function SheetDialog({
  title,
  width,
  children,
}: {
  title: string;
  width: number;
  children: ReactNode;
}): JSX.Element {
  const { store } = useApp();
  const button = useRef<HTMLButtonElement>(null);
  const close = (): void => store.getState().dialogClosed();
  return (
    <DialogFrame
      title={title}
      width={width}
      onClose={close}
      initialFocus={button}
      footer={
        <>
          <span className="space" />
          <Button kind="primary" ref={button} onClick={close}>
            {locale.messages.commands.close}
          </Button>
        </>
      }
    >
      {children}
    </DialogFrame>
  );
}
