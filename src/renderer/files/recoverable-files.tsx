import { useState } from 'react';
import type { JSX } from 'react';
import { Button } from '../controls/button.tsx';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { openToken } from './file-flows.ts';
import { momentText } from './file-texts.ts';

/** Captures of sessions that did not end, to be recovered or discarded. */
export function RecoverableFiles(): JSX.Element | null {
  const app = useApp();
  const recoverable = useAppState((state) => state.recoverable);
  const [now] = useState(Date.now);
  const { files } = locale.messages;
  if (recoverable === undefined || recoverable.length === 0) return null;
  return (
    <section aria-labelledby="recoverable-files">
      <h2 id="recoverable-files">{files.found}</h2>
      <ul className="file-list">
        {recoverable.map(({ file, modified, events }) => {
          const when = momentText(modified, now, locale);
          const count = events === undefined ? undefined : locale.number(events);
          const sentence = files.recoverable(when, count, events ?? 0);
          return (
            <li key={file} className="recoverable-row">
              <Icon id="warning-16-regular" edge={16} />
              <span>{sentence}</span>
              <Button
                kind="text"
                aria-label={`${files.recover}: ${when}`}
                onClick={() => openToken(app, file, files.recovered)}
              >
                {files.recover}
              </Button>
              <Button
                kind="text"
                aria-label={`${files.discard} ${when}`}
                onClick={() =>
                  app.store.getState().dialogOpened({ kind: 'discard-recoverable', file, modified })
                }
              >
                {files.discard}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
