import type { JSX } from 'react';
import { useAppState } from '../state/app-context.ts';
import { AboutDialog } from './about-dialog.tsx';
import { CommandLineDialog } from './command-line-dialog.tsx';
import { GoToDialog } from './go-to-dialog.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';

/** The dialogs of commands that are no other part's. */
export function CommandDialogs(): JSX.Element | null {
  const kind = useAppState((state) => state.dialog?.kind);
  switch (kind) {
    case 'go-to':
      return <GoToDialog />;
    case 'shortcuts':
      return <ShortcutsDialog />;
    case 'command-line':
      return <CommandLineDialog />;
    case 'about':
      return <AboutDialog />;
    default:
      return null;
  }
}
