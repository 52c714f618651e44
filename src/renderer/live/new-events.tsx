import type { JSX } from 'react';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import type { AppState } from '../state/app-store.ts';
import { isRunning } from './open-live.ts';

const { live: texts } = locale.messages;

/**
 * Says, while its user has scrolled up, how many events came since: a strip at the bottom edge, all of which is the button that
 * goes back to the newest event. End in the list does the same.
 */
export function NewEvents(): JSX.Element | null {
  const { store, table } = useApp();
  const count = useAppState(newEvents);
  if (count === 0) return null;
  const [number, reason] = texts.newEvents(locale.number(count), count);
  return (
    <button
      type="button"
      className="new-events"
      onClick={() => {
        store.getState().listFollowed();
        table.current?.focus();
      }}
    >
      <Icon id="arrow-down-16-regular" edge={16} />
      <b>{number}</b>
      <span>{reason}</span>
      <span className="space" />
      <span className="new-events-follow">{texts.follow}</span>
      <kbd>End</kbd>
    </button>
  );
}

/** Events that came since the list stands still; 0 while it follows them. */
function newEvents(state: AppState): number {
  const { heldAt, capture, settings } = state;
  if (heldAt === undefined || !settings.autoScroll || !isRunning(state)) return 0;
  return Math.max(0, capture.first + capture.events - heldAt);
}
