import type { JSX } from 'react';
import { useAppState } from '../state/app-context.ts';
import { DiscardDialog } from './discard-dialog.tsx';
import { OpenDialog } from './open-dialog.tsx';
import { SaveDialog } from './save-dialog.tsx';
import { UnsavedDialog } from './unsaved-dialog.tsx';

/** The dialog about files that is open. */
export function FileDialogs(): JSX.Element | null {
  const dialog = useAppState((state) => state.dialog);
  switch (dialog?.kind) {
    case 'open':
      return <OpenDialog />;
    case 'save':
      return <SaveDialog then={dialog.then} />;
    case 'unsaved':
      return <UnsavedDialog intent={dialog.intent} />;
    case 'discard-recoverable':
      return <DiscardDialog file={dialog.file} modified={dialog.modified} />;
    default:
      return null;
  }
}
