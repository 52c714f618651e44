import type { JSX } from 'react';
import { Button } from '../controls/button.tsx';
import { report } from '../files/report-failure.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';

/** The engine, or the host that serves the page, is gone. */
export function EnginePage(): JSX.Element {
  const app = useApp();
  const isBrowser = useAppState((state) => state.shell?.host === 'browser');
  const { messages } = locale;
  const { files } = messages;
  const close = (): void =>
    void app.shell.call('window/close', {}).catch((error: unknown) => report(app, error, files.failed));
  return (
    <div className="page">
      <div className="page-column page-column-failure">
        <div role="alert">
          <Icon id="error-circle-20-filled" edge={20} className="failure-icon" />
          <h1>{isBrowser ? files.hostLostTitle : messages.lostTitle}</h1>
          <p className="lead">{isBrowser ? files.hostLostSentence : messages.lostSentence}</p>
        </div>
        <div className="page-buttons">
          {isBrowser ? (
            <Button kind="primary" onClick={() => location.reload()}>
              {files.reload}
            </Button>
          ) : (
            <Button kind="primary" onClick={close}>
              {files.closeWindow}
            </Button>
          )}
        </div>
      </div>
    </div>
  );
}
