import type { JSX } from 'react';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import type { AppState } from '../state/app-store.ts';
import { pageOf } from './page.ts';

/** The gravest thing to be said about what is shown; undefined when there is nothing. */
export function noticeOf(state: AppState): string | undefined {
  if (pageOf(state) !== 'events') return undefined;
  const { messages } = locale;
  const { capture } = state;
  if (capture.replacing?.error !== undefined) {
    return messages.notOpened(capture.replacing.name, capture.replacing.error.sentence);
  }
  if (capture.state === 'failed' && capture.error !== undefined) {
    return capture.error.code === 'job/cancelled'
      ? messages.readingCancelled(locale.number(capture.events), capture.events)
      : messages.readingStopped(capture.error.sentence);
  }
  const [first, ...others] = capture.warnings;
  return first === undefined ? undefined : messages.warning(first.sentence, others.length);
}

/** A strip above the status bar, one at a time: it takes the bottom row, and the list does not move. */
export function Notice(): JSX.Element | null {
  const { store } = useApp();
  const notice = useAppState(noticeOf);
  const isDismissed = useAppState((state) => noticeOf(state) === state.dismissed);
  if (notice === undefined || isDismissed) return null;
  return (
    <div className="notice" role="alert">
      <Icon id="warning-16-filled" edge={16} />
      <p>{notice}</p>
      <button
        type="button"
        className="tool-button"
        aria-label={locale.messages.dismiss}
        title={locale.messages.dismiss}
        onClick={() => store.getState().noticeDismissed(notice)}
      >
        <Icon id="dismiss-16-regular" edge={16} />
      </button>
    </div>
  );
}
