import type { JSX } from 'react';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { usePropertiesState } from './properties-context.ts';
import { standstill } from './properties-state.ts';
import type { PropertiesState } from './properties-state.ts';

/** What the user must be told, the gravest first: a strip above the footer. */
export function PropertiesNotice(): JSX.Element | null {
  const sentence = usePropertiesState(noticeOf);
  if (sentence === undefined) return null;
  return (
    <div className="notice" role="status">
      <Icon id="warning-16-filled" edge={16} />
      <p>{sentence}</p>
    </div>
  );
}

function noticeOf(state: PropertiesState): string | undefined {
  const texts = locale.messages.properties;
  if (state.said === 'copy-failed') return texts.copyFailed;
  switch (standstill(state)) {
    case 'engine-lost':
      return texts.engineLost;
    case 'other-capture':
      return texts.otherCapture;
    case 'owner-away':
      return texts.ownerAway;
    case undefined:
      return state.failure === undefined ? undefined : texts.failed(state.failure);
  }
}
