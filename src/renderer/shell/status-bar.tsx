import { useEffect, useRef } from 'react';
import type { JSX } from 'react';
import type { CaptureState } from '../../shared/api/viewer-contract.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { setBusy } from '../state/idle.ts';
import { openingOf, useOpening } from './opening.ts';
import { pageOf } from './page.ts';
import { machineName, timeZoneName } from './machine.ts';

const { messages } = locale;

/** What is shown and what is under way at the left; what the capture is at the right. */
export function StatusBar(): JSX.Element {
  const isCapture = useAppState((state) => pageOf(state) === 'events');
  // While a file is read, its own count stands beside the progress.
  const opening = useOpening();
  const isOpening = opening !== undefined && opening.other === undefined;
  return (
    <footer className="status-bar">
      <OpeningJob />
      {isCapture && !isOpening ? <Shown /> : null}
      {isCapture ? null : <NoCapture />}
      <SelectionCell />
      <span className="space" />
      {isCapture ? <CaptureCells /> : null}
      <span>{timeZoneName(new Date())}</span>
    </footer>
  );
}

function NoCapture(): JSX.Element | null {
  const isOpening = useAppState(
    (state) => openingOf(state) !== undefined || state.connection === 'connecting',
  );
  return isOpening ? null : <span>{messages.noCapture}</span>;
}

function OpeningJob(): JSX.Element | null {
  const { session } = useApp();
  const opening = useOpening();
  const isOpening = useAppState(
    (state) => openingOf(state) !== undefined || state.connection === 'connecting',
  );
  const events = useAppState((state) => state.capture.events);
  const part = useRef({});
  useEffect(() => {
    const key = part.current;
    setBusy(key, isOpening);
    return () => setBusy(key, false);
  }, [isOpening]);
  if (opening === undefined) return null;
  const percent = locale.percent(opening.part, 1);
  const name = opening.other === undefined ? messages.opening : messages.openingOther(opening.other);
  return (
    <span className="job">
      <b>{name}</b>
      <span
        className="bar"
        role="progressbar"
        aria-label={name}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(opening.part * 100)}
      >
        <i style={{ transform: `scaleX(${opening.part})` }} />
      </span>
      <span>
        {opening.other === undefined
          ? messages.openingProgress(percent, locale.number(events), events)
          : percent}
      </span>
      <button type="button" className="text-button" onClick={() => session.cancelOpening()}>
        {messages.cancel}
      </button>
    </span>
  );
}

function Shown(): JSX.Element {
  const rows = useAppState((state) => state.view?.rows ?? 0);
  const total = useAppState((state) => state.view?.total ?? 0);
  const [before, count, after] = messages.showing(
    locale.number(rows),
    locale.number(total),
    locale.percent(rows, total),
  );
  return (
    <span role="status" className="shown">
      {before}
      <b>{count}</b>
      {after}
    </span>
  );
}

function SelectionCell(): JSX.Element | null {
  const isSelected = useAppState((state) => state.selection !== undefined);
  const isShown = useAppState((state) => state.selection?.isShown === true);
  if (!isSelected) return null;
  return <span>{isShown ? messages.selected : messages.selectedHidden}</span>;
}

function CaptureCells(): JSX.Element {
  const machine = useAppState((state) => machineOf(state.capture));
  const name = useAppState((state) => state.capture.name);
  const memory = useAppState((state) => locale.bytes(state.capture.memory));
  return (
    <>
      {machine === '' ? null : <span className="machine">{machine}</span>}
      {name === undefined ? null : (
        <span className="backing">
          <bdi>{messages.backedBy(name)}</bdi>
        </span>
      )}
      <span>{messages.memory(memory)}</span>
    </>
  );
}

function machineOf(capture: CaptureState): string {
  return capture.meta === undefined ? '' : machineName(capture.meta.system, capture.meta.bitness);
}
