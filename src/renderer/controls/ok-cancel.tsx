import type { JSX, ReactNode } from 'react';
import { locale } from '../messages/locale.ts';
import { Button } from './button.tsx';

const { ok, cancel } = locale.messages.filter;

/** The footer of a dialog whose changes hold when they are accepted: an optional remark, then the two buttons. */
export function OkCancel({
  action = ok,
  onAccept,
  onClose,
  children,
}: {
  /** What the accepting button says. */
  action?: string;
  onAccept: () => void;
  onClose: () => void;
  children?: ReactNode;
}): JSX.Element {
  return (
    <>
      {children}
      <span className="space" />
      <Button kind="primary" onClick={onAccept}>
        {action}
      </Button>
      <Button onClick={onClose}>{cancel}</Button>
    </>
  );
}
