import { useEffect, useRef } from 'react';
import type { JSX } from 'react';
import { canCancelFilter, cancelFilter } from '../filter/filter-actions.ts';
import { stopFindingHighlighted } from '../highlight/find-highlighted.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import type { AppState } from '../state/app-store.ts';
import { setBusy } from '../state/idle.ts';
import { openingOf, useOpening } from './opening.ts';
import { StatusJob } from './status-job.tsx';
import { useAfterDelay } from './use-after-delay.ts';

/** A filter that is in force sooner is not worth a word. */
const SHOW_AFTER_MS = 100;

/** A file that is being opened. */
export function OpeningJob(): JSX.Element | null {
  const { session } = useApp();
  const { messages } = locale;
  const opening = useOpening();
  const isOpening = useAppState(isOpeningOrConnecting);
  const events = useAppState((state) => state.capture.events);
  const part = useRef({});
  useEffect(() => {
    const key = part.current;
    setBusy(key, isOpening);
    return () => setBusy(key, false);
  }, [isOpening]);
  if (opening === undefined) return null;
  const percent = locale.percent(opening.part, 1);
  return (
    <StatusJob
      name={opening.other === undefined ? messages.opening : messages.openingOther(opening.other)}
      part={opening.part}
      text={
        opening.other === undefined
          ? messages.openingProgress(percent, locale.number(events), events)
          : percent
      }
      onCancel={() => session.cancelOpening()}
    />
  );
}

/** Whether it is not yet known what the window shows. */
export function isOpeningOrConnecting(state: AppState): boolean {
  return openingOf(state) !== undefined || state.connection === 'connecting';
}

/** A file that is being written, or whatever else the user waits for. */
export function OtherJob(): JSX.Element | null {
  const job = useAppState((state) => state.job);
  if (job === undefined) return null;
  const part = job.total <= 0 ? 0 : Math.min(1, job.done / job.total);
  return <StatusJob name={job.name} part={part} onCancel={job.cancel} />;
}

/** A search for the next highlighted event: it reads events until it finds one. */
export function HighlightJob(): JSX.Element | null {
  const app = useApp();
  const isSearched = useAppState((state) => state.isHighlightSearched);
  if (!useAfterDelay(isSearched, SHOW_AFTER_MS)) return null;
  return (
    <StatusJob name={locale.messages.highlight.searching} onCancel={() => stopFindingHighlighted(app)} />
  );
}

/** A filter that is not yet in force; when it is cancelled, the one before stays. */
export function FilterJob(): JSX.Element | null {
  const app = useApp();
  const isScanning = useAppState((state) => state.view?.scanning !== undefined);
  const part = useAppState(({ view }) =>
    view?.scanning === undefined || view.scanning.total <= 0 ? 0 : view.scanning.done / view.scanning.total,
  );
  const canCancel = useAppState(canCancelFilter);
  if (!useAfterDelay(isScanning, SHOW_AFTER_MS)) return null;
  return (
    <StatusJob
      name={locale.messages.commands.filtering}
      part={Math.min(1, part)}
      onCancel={canCancel ? () => cancelFilter(app) : undefined}
    />
  );
}
