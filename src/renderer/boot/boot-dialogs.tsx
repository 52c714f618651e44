import type { JSX } from 'react';
import { ConfigTargetDialog } from '../configuration/config-target-dialog.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { BootDialog } from './boot-dialog.tsx';
import { BootDiscardDialog } from './boot-discard-dialog.tsx';
import { collectTo, suggestedName } from './boot-flows.ts';
import { BootLogsDialog } from './boot-logs-dialog.tsx';

const { boot: texts } = locale.messages;

/** The dialog about boot logging that is open. */
export function BootDialogs(): JSX.Element | null {
  const app = useApp();
  const dialog = useAppState((state) => state.dialog);
  switch (dialog?.kind) {
    case 'boot':
      return <BootDialog />;
    case 'boot-logs':
      return <BootLogsDialog wanted={dialog.log} />;
    case 'boot-discard':
      return <BootDiscardDialog log={dialog.log} />;
    case 'boot-target':
      return (
        <ConfigTargetDialog
          title={texts.targetTitle}
          name={suggestedName(dialog.log)}
          action={texts.saveHere}
          onChosen={(target) => void collectTo(app, dialog.log, dialog.discard, target)}
          onClose={() => app.store.getState().dialogClosed()}
        />
      );
    default:
      return null;
  }
}
