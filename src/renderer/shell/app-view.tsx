import { useEffect } from 'react';
import type { JSX } from 'react';
import { locale } from '../messages/locale.ts';
import { useAppState } from '../state/app-context.ts';
import { DropOverlay } from '../files/drop-overlay.tsx';
import { FileDialogs } from '../files/file-dialogs.tsx';
import { ConfigurationDialogs } from '../configuration/configuration-dialogs.tsx';
import { BootDialogs } from '../boot/boot-dialogs.tsx';
import { CellMenu } from '../commands/cell-menu.tsx';
import { CommandDialogs } from '../commands/command-dialogs.tsx';
import { FindBar } from '../commands/find-bar.tsx';
import { SelectColumnsDialog } from '../columns/select-columns-dialog.tsx';
import { FilterBar } from '../filter/filter-bar.tsx';
import { FilterDialog } from '../filter/filter-dialog.tsx';
import { FontDialog } from '../highlight/font-dialog.tsx';
import { HighlightColorsDialog } from '../highlight/highlight-colors-dialog.tsx';
import { HighlightDialog } from '../highlight/highlight-dialog.tsx';
import { LiveDialogs } from '../live/live-dialogs.tsx';
import { documentName } from '../live/open-live.ts';
import { NewEvents } from '../live/new-events.tsx';
import { EventTable } from '../table/event-table.tsx';
import { EnginePage } from './engine-page.tsx';
import { ErrorPage } from './error-page.tsx';
import { useContentFocus } from './focus-content.ts';
import { LoadLine } from './load-line.tsx';
import { Notice } from './notice.tsx';
import { pageOf } from './page.ts';
import { StartPage } from './start-page.tsx';
import { StatusBar } from './status-bar.tsx';
import { TitleBar } from './title-bar.tsx';
import { Toolbar } from './toolbar.tsx';

/** The whole window, band by band. */
export function AppView(): JSX.Element {
  const page = useAppState(pageOf);
  useContentFocus(page);
  const name = useAppState(documentName);
  const isUnsaved = useAppState((state) => state.document.isUnsaved);
  useEffect(() => {
    const { messages } = locale;
    const shown = isUnsaved ? `${name} ${messages.commands.notSaved}` : name;
    document.title =
      name === undefined || shown === undefined ? messages.program : messages.windowTitle(shown);
  }, [name, isUnsaved]);
  return (
    <>
      <header className="bands">
        <TitleBar />
        <Toolbar />
        {page === 'events' ? <FilterBar /> : null}
      </header>
      <main className="content">
        <LoadLine />
        {page === 'events' ? <EventTable /> : null}
        {page === 'start' ? <StartPage /> : null}
        {page === 'error' ? <ErrorPage /> : null}
        {page === 'lost' ? <EnginePage /> : null}
      </main>
      <NewEvents />
      <Notice />
      <FindBar />
      <StatusBar />
      <CellMenu />
      <CommandDialogs />
      <FilterDialog />
      <HighlightDialog />
      <HighlightColorsDialog />
      <FontDialog />
      <SelectColumnsDialog />
      <FileDialogs />
      <ConfigurationDialogs />
      <LiveDialogs />
      <BootDialogs />
      <DropOverlay />
    </>
  );
}
