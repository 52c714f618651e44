import { useState } from 'react';
import type { JSX } from 'react';
import { Button } from '../controls/button.tsx';
import { Icon } from '../icons/icon.tsx';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { openBoot, waitingLogs } from './boot-flows.ts';
import { logMoment, logSentence } from './log-words.ts';

const { logs: texts } = locale.messages.boot;

/** On the start page: the logs of starts of this computer that nobody has saved, and why there is none that was wanted. */
export function BootLogs(): JSX.Element | null {
  const app = useApp();
  const status = useAppState((state) => state.boot?.status);
  const [now] = useState(Date.now);
  const logs = waitingLogs(status);
  const failed = status?.failed;
  if (logs.length === 0 && failed === undefined) return null;
  return (
    <section aria-labelledby="boot-logs">
      <h2 id="boot-logs">{texts.heading}</h2>
      <ul className="file-list">
        {logs.map((log) => (
          <li key={log.id} className="recoverable-row">
            <Icon id="power-20-regular" edge={20} />
            <span>{logSentence(log, log === status?.recording, now)}</span>
            <Button
              kind="text"
              aria-label={texts.saveOf(logMoment(log, now))}
              onClick={() => app.store.getState().dialogOpened({ kind: 'boot-logs', log: log.id })}
            >
              {texts.save}
            </Button>
            <Button
              kind="text"
              aria-label={texts.discardOf(logMoment(log, now))}
              onClick={() => app.store.getState().dialogOpened({ kind: 'boot-discard', log })}
            >
              {texts.discard}
            </Button>
          </li>
        ))}
        {failed === undefined ? null : (
          <li className="recoverable-row">
            <Icon id="warning-16-regular" edge={16} />
            <span>{texts.failed(errorSentence(failed))}</span>
            <Button kind="text" onClick={() => void openBoot(app)}>
              {texts.open}
            </Button>
          </li>
        )}
      </ul>
    </section>
  );
}
