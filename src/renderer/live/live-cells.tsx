import { useEffect, useState } from 'react';
import type { JSX } from 'react';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { PartBar } from '../shell/part-bar.tsx';
import { StatusJob } from '../shell/status-job.tsx';
import { useAfterDelay } from '../shell/use-after-delay.ts';
import { useAppState } from '../state/app-context.ts';
import { elapsedText } from './elapsed-text.ts';
import { isRunning, isStarting, openLive } from './open-live.ts';

const { live: texts } = locale.messages;

/** A helper that is there sooner is not worth a word. */
const SHOW_AFTER_MS = 100;
const SECOND_MS = 1000;

/** A capture that is being started, which may wait for a password. */
export function StartingJob(): JSX.Element | null {
  const starts = useAppState(isStarting);
  const cancel = useAppState((state) => state.cancelStart);
  const asks = useAppState((state) => state.asksPermission);
  if (!useAfterDelay(starts, SHOW_AFTER_MS)) return null;
  return <StatusJob name={asks ? texts.startingAsks : texts.starting} part={undefined} onCancel={cancel} />;
}

/** That a capture runs, since when, and how fast events come; or that it has stopped. */
export function LiveCells(): JSX.Element | null {
  const runs = useAppState(isRunning);
  const since = useAppState((state) => state.runningSince);
  const rate = useAppState((state) => openLive(state)?.rate ?? 0);
  const isOpen = useAppState((state) => openLive(state) !== undefined);
  const starts = useAppState(isStarting);
  if (!isOpen || starts) return null;
  if (!runs) {
    return (
      <>
        <span>{texts.stopped}</span>
        <ProgramCell />
      </>
    );
  }
  return (
    <>
      <span className="capturing">
        <i className="record-dot" aria-hidden="true" />
        <b role="status">{texts.capturing}</b>
        {since === undefined ? null : <Elapsed since={since} />}
      </span>
      <span className="live-rate">{texts.rate(locale.number(rate))}</span>
      <ProgramCell />
    </>
  );
}

/** Time since then; `since` in ms of `performance.now()`. */
function Elapsed({ since }: { since: number }): JSX.Element {
  const [now, setNow] = useState(() => performance.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(performance.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return <span className="elapsed">{elapsedText((now - since) / SECOND_MS)}</span>;
}

function ProgramCell(): JSX.Element | null {
  const pid = useAppState((state) => openLive(state)?.launched?.pid);
  const exit = useAppState((state) => openLive(state)?.launched?.exit);
  if (pid === undefined) return null;
  return <span>{exit === undefined ? texts.programRuns(pid) : texts.programEnded(exit)}</span>;
}

/** Events that are missing: lost by the source, or dropped because the user wanted it. */
export function LostCells(): JSX.Element | null {
  const lost = useAppState((state) => openLive(state)?.lost ?? 0);
  const dropped = useAppState((state) => openLive(state)?.dropped ?? 0);
  return (
    <>
      {lost === 0 ? null : (
        <span className="live-lost">
          <Icon id="warning-16-filled" edge={16} />
          {texts.lost(locale.number(lost))}
        </span>
      )}
      {dropped === 0 ? null : <span>{texts.dropped(locale.number(dropped))}</span>}
    </>
  );
}

/** Bytes of the file that a live capture is written to, and how full the history is. */
export function HeldCells(): JSX.Element {
  const disk = useAppState((state) => openLive(state)?.disk ?? 0);
  return (
    <>
      {disk === 0 ? null : <span className="live-disk">{texts.disk(locale.bytes(disk))}</span>}
      <HistoryCell />
    </>
  );
}

/** How many of the events that are kept at most there are. */
function HistoryCell(): JSX.Element | null {
  const most = useAppState((state) =>
    openLive(state) === undefined ? undefined : state.settings.historyDepth.events,
  );
  const kept = useAppState((state) => state.capture.events);
  if (most === undefined) return null;
  const [name, bound] = texts.historyOf(locale.number(most));
  const part = Math.min(1, kept / Math.max(1, most));
  return (
    <span className="live-history">
      {name}
      <PartBar role="meter" name={name} part={part} />
      {bound}
    </span>
  );
}
