import { useEffect } from 'react';
import type { JSX } from 'react';
import { locale } from '../messages/locale.ts';
import { useAppState } from '../state/app-context.ts';
import { EventTable } from '../table/event-table.tsx';
import { EnginePage } from './engine-page.tsx';
import { ErrorPage } from './error-page.tsx';
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
  const name = useAppState((state) => state.capture.name);
  useEffect(() => {
    const { messages } = locale;
    document.title = name === undefined ? messages.program : messages.windowTitle(name);
  }, [name]);
  return (
    <>
      <TitleBar />
      <Toolbar />
      <main className="content">
        <LoadLine />
        {page === 'events' ? <EventTable /> : null}
        {page === 'start' ? <StartPage /> : null}
        {page === 'error' ? <ErrorPage /> : null}
        {page === 'lost' ? <EnginePage /> : null}
      </main>
      <Notice />
      <StatusBar />
    </>
  );
}
