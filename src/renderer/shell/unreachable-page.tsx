import type { JSX } from 'react';
import { Button } from '../controls/button.tsx';
import { servesOverSockets } from '../host/connect-host.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';

/** Stands in place of everything else when the host did not answer when the page was loaded. */
export function UnreachablePage(): JSX.Element {
  const { messages } = locale;
  const { files } = messages;
  const isBrowser = servesOverSockets();
  return (
    <main className="page">
      <div className="page-column page-column-failure">
        <div role="alert">
          <Icon id="error-circle-20-filled" edge={20} className="failure-icon" />
          <h1>{isBrowser ? files.hostLostTitle : messages.lostTitle}</h1>
          <p className="lead">{isBrowser ? files.hostLostSentence : messages.lostSentence}</p>
        </div>
        <div className="page-buttons">
          <Button kind="primary" onClick={() => location.reload()}>
            {files.reload}
          </Button>
        </div>
      </div>
    </main>
  );
}
