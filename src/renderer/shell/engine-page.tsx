import type { JSX } from 'react';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';

/** The engine's process is gone. */
export function EnginePage(): JSX.Element {
  const { messages } = locale;
  return (
    <div className="page">
      <div className="page-column" role="alert">
        <Icon id="error-circle-20-filled" edge={20} className="failure-icon" />
        <h1>{messages.lostTitle}</h1>
        <p className="lead">{messages.lostSentence}</p>
      </div>
    </div>
  );
}
