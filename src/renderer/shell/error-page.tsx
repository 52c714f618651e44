import { useEffect, useRef, useState } from 'react';
import type { JSX } from 'react';
import { Button } from '../controls/button.tsx';
import { errorFacts, errorText } from '../files/error-details.ts';
import { closeFile, openFile, openToken } from '../files/file-flows.ts';
import { report } from '../files/report-failure.ts';
import { writeClipboard } from '../host/clipboard.ts';
import { Icon } from '../icons/icon.tsx';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { pageError } from './page.ts';

/** A file could not be opened and nothing else is: what happened in plain words, the facts, and what can be done. */
export function ErrorPage(): JSX.Element | null {
  const app = useApp();
  const name = useAppState((state) => pageError(state)?.name);
  const error = useAppState((state) => pageError(state)?.error);
  const asked = useAppState((state) => state.asked);
  const [copied, setCopied] = useState<object>();
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // Where nothing else has the focus, Enter does what is most likely wanted.
    if (document.activeElement === document.body) first.current?.focus();
  }, [error]);
  if (error === undefined) return null;
  const { messages } = locale;
  const { files } = messages;
  const title = messages.errorTitles[error.code] ?? messages.errorTitle;
  const copyDetails = (): void =>
    void writeClipboard(app, errorText(title, name, error)).then(
      () => setCopied(error),
      (failure: unknown) => report(app, failure, files.failed),
    );
  return (
    <div className="page">
      <div className="page-column page-column-failure">
        <div role="alert">
          <Icon id="error-circle-20-filled" edge={20} className="failure-icon" />
          <h1>{title}</h1>
          <p className="lead">{errorSentence(error)}</p>
        </div>
        <dl className="facts">
          {errorFacts(name, error).map((fact) => (
            <div key={fact.name}>
              <dt>{fact.name}</dt>
              <dd className={fact.isCode ? 'mono' : undefined}>
                <bdi>{fact.value}</bdi>
              </dd>
            </div>
          ))}
        </dl>
        <div className="page-buttons">
          <Button ref={first} kind="primary" onClick={() => openFile(app)}>
            {files.openAnother}
          </Button>
          {asked === undefined || asked.name !== name ? null : (
            <Button onClick={() => openToken(app, asked.file, asked.name)}>{files.tryAgain}</Button>
          )}
          <Button onClick={copyDetails}>{copied === error ? files.copied : files.copyDetails}</Button>
          <Button onClick={() => closeFile(app)}>{files.backToStart}</Button>
        </div>
      </div>
    </div>
  );
}
