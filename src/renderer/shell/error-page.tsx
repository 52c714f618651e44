import type { JSX } from 'react';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useAppState } from '../state/app-context.ts';
import { openKey } from './open-key.ts';
import { pageError } from './page.ts';

/** A file could not be opened and nothing else is: what happened in plain words, then the facts. */
export function ErrorPage(): JSX.Element | null {
  const name = useAppState((state) => pageError(state)?.name);
  const error = useAppState((state) => pageError(state)?.error);
  if (error === undefined) return null;
  const { messages } = locale;
  const facts = Object.entries(error.facts).filter(([key]) => key !== 'file' && key !== 'path');
  return (
    <div className="page">
      <div className="page-column" role="alert">
        <Icon id="error-circle-20-filled" edge={20} className="failure-icon" />
        <h1>{messages.errorTitles[error.code] ?? messages.errorTitle}</h1>
        <p className="lead">{error.sentence}</p>
        <dl className="facts">
          {name === undefined ? null : <Fact name={messages.facts.file} value={name} />}
          <Fact
            name={messages.facts.reason}
            value={[error.code, ...facts.map(([key, value]) => `${key} ${value}`)].join(', ')}
            isCode
          />
        </dl>
        <p className="advice">{messages.openAnother(openKey())}</p>
      </div>
    </div>
  );
}

function Fact({
  name,
  value,
  isCode = false,
}: {
  name: string;
  value: string;
  isCode?: boolean;
}): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd className={isCode ? 'mono' : ''}>
        <bdi>{value}</bdi>
      </dd>
    </>
  );
}
