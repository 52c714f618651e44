import type { JSX } from 'react';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { ChooseConfigDialog } from './choose-config-dialog.tsx';
import type { ChosenFile } from './chosen-file.ts';
import { ConfigTargetDialog } from './config-target-dialog.tsx';
import { ImportReportDialog } from './import-report-dialog.tsx';
import { OrganizeFiltersDialog } from './organize-filters-dialog.tsx';
import { SaveFilterDialog } from './save-filter-dialog.tsx';

/** The dialog about configurations and saved filters that is open. */
export function ConfigurationDialogs(): JSX.Element | null {
  const { store } = useApp();
  const dialog = useAppState((state) => state.dialog);
  const texts = locale.messages.configuration;
  const close = (): void => store.getState().dialogClosed();
  const closeWith =
    (then: (file: ChosenFile) => void) =>
    (file: ChosenFile): void => {
      close();
      then(file);
    };
  switch (dialog?.kind) {
    case 'choose-config': {
      const isImport = dialog.purpose === 'import';
      return (
        <ChooseConfigDialog
          title={isImport ? texts.importTitle : texts.loadTitle}
          action={isImport ? texts.import : texts.load}
          onChosen={closeWith(dialog.then)}
          onClose={close}
        />
      );
    }
    case 'config-target':
      return (
        <ConfigTargetDialog
          title={texts.exportTitle}
          name={dialog.name}
          onChosen={closeWith(dialog.then)}
          onClose={close}
        />
      );
    case 'import-report':
      return <ImportReportDialog name={dialog.name} plan={dialog.plan} />;
    case 'save-filter':
      return <SaveFilterDialog />;
    case 'organize-filters':
      return <OrganizeFiltersDialog />;
    default:
      return null;
  }
}
