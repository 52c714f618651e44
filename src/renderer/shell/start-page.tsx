import { useEffect } from 'react';
import type { JSX } from 'react';
import { BootLogs } from '../boot/boot-logs.tsx';
import { openFile } from '../files/file-flows.ts';
import { listRecent, listRecoverable } from '../files/file-lists.ts';
import { RecentFiles } from '../files/recent-files.tsx';
import { RecoverableFiles } from '../files/recoverable-files.tsx';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { LaunchAction, SampleAction, ServerNote, StartAction } from '../live/start-actions.tsx';
import { canCapture } from '../live/open-live.ts';
import { openKey } from './open-key.ts';

/** Nothing is open: what can be done. */
export function StartPage(): JSX.Element {
  const app = useApp();
  const isBrowser = useAppState((state) => state.shell?.host === 'browser');
  const offersCapture = useAppState(canCapture);
  const { start, files, live } = locale.messages;
  useEffect(() => {
    // Files come and go while the window is not looked at.
    const refresh = (): void => void listRecent(app);
    refresh();
    void listRecoverable(app);
    window.addEventListener('focus', refresh);
    return () => window.removeEventListener('focus', refresh);
  }, [app]);
  return (
    <div className="page">
      <div className="page-column">
        <h1>{start.title}</h1>
        <p className="lead">{offersCapture ? live.start.lead : start.lead}</p>
        {offersCapture ? <StartAction /> : null}
        {offersCapture ? <LaunchAction /> : null}
        <button type="button" className="action" onClick={() => openFile(app)}>
          <Icon id="folder-open-20-regular" edge={20} />
          <span>
            <span className="action-name">{start.openName}</span>
            <span className="action-hint">{isBrowser ? files.openHintBrowser : start.openHint}</span>
          </span>
          <kbd>{openKey()}</kbd>
        </button>
        <SampleAction />
        <ServerNote />
        <RecentFiles />
        <BootLogs />
        <RecoverableFiles />
      </div>
    </div>
  );
}
