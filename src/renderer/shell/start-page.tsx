import type { JSX } from 'react';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { openKey } from './open-key.ts';

/** Nothing is open: what can be done. */
export function StartPage(): JSX.Element {
  const { start } = locale.messages;
  return (
    <div className="page">
      <div className="page-column">
        <h1>{start.title}</h1>
        <p className="lead">{start.lead}</p>
        <div className="action">
          <Icon id="folder-open-20-regular" edge={20} />
          <div>
            <div className="action-name">{start.openName}</div>
            <div className="action-hint">{start.openHint}</div>
          </div>
          <kbd>{openKey()}</kbd>
        </div>
      </div>
    </div>
  );
}
