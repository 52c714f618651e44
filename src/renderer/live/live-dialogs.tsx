import type { JSX } from 'react';
import { useAppState } from '../state/app-context.ts';
import { BackingDialog } from './backing-dialog.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import { LaunchDialog } from './launch-dialog.tsx';

/** The dialog about live captures that is open. */
export function LiveDialogs(): JSX.Element | null {
  const kind = useAppState((state) => state.dialog?.kind);
  switch (kind) {
    case 'history-depth':
      return <HistoryDialog />;
    case 'backing':
      return <BackingDialog />;
    case 'launch':
      return <LaunchDialog />;
    default:
      return null;
  }
}
