import type { JSX } from 'react';
import type { CaptureState } from '../../shared/api/viewer-contract.ts';
import { cutMiddle } from '../commands/cut-middle.ts';
import { HeldCells, LiveCells, LostCells, StartingJob } from '../live/live-cells.tsx';
import { documentName, isRunning, openLive } from '../live/open-live.ts';
import { locale } from '../messages/locale.ts';
import { useAppState } from '../state/app-context.ts';
import { useOpening } from './opening.ts';
import { pageOf } from './page.ts';
import { machineName, timeZoneName } from './machine.ts';
import { FilterJob, HighlightJob, OpeningJob, OtherJob, isOpeningOrConnecting } from './status-jobs.tsx';

const { messages } = locale;

/** Longest file name that is shown, in characters. */
const NAME_LENGTH = 36;

/**
 * What is shown and what is under way at the left; what the capture is at the right. Cells that have no room are left out
 * whole, the least important first: at the right from the left, at the left from the right.
 */
export function StatusBar(): JSX.Element {
  const isCapture = useAppState((state) => pageOf(state) === 'events');
  // While a file is read, its own count stands beside the progress.
  const opening = useOpening();
  const isOpening = opening !== undefined && opening.other === undefined;
  return (
    <footer className="status-bar" tabIndex={-1} aria-label={messages.commands.statusBar}>
      <div className="status-left">
        <StartingJob />
        <OpeningJob />
        <OtherJob />
        <FilterJob />
        <HighlightJob />
        {isCapture ? <LiveCells /> : null}
        {isCapture && !isOpening ? <Shown /> : null}
        {isCapture ? <LostCells /> : null}
        {isCapture ? null : <NoCapture />}
        <SelectionCell />
      </div>
      <div className="status-right">
        <span>{timeZoneName(new Date())}</span>
        {isCapture ? <CaptureCells /> : null}
      </div>
    </footer>
  );
}

function NoCapture(): JSX.Element | null {
  const isOpening = useAppState(isOpeningOrConnecting);
  return isOpening ? null : <span>{messages.noCapture}</span>;
}

function Shown(): JSX.Element {
  const rows = useAppState((state) => state.view?.rows ?? 0);
  const total = useAppState((state) => state.view?.total ?? 0);
  const grows = useAppState(isRunning);
  const [before, count, after] = messages.showing(
    locale.number(rows),
    locale.number(total),
    locale.percent(rows, total),
  );
  return (
    // A number that changes ten times a second is looked at, not read out.
    <span role="status" aria-live={grows ? 'off' : undefined} className="shown">
      {before}
      <b>{count}</b>
      {after}
    </span>
  );
}

function SelectionCell(): JSX.Element | null {
  const count = useAppState((state) => state.selection?.count);
  const isShown = useAppState((state) => state.selection?.isShown === true);
  const isCapture = useAppState((state) => pageOf(state) === 'events');
  if (count === undefined || !isCapture) return null;
  const { selectedCount, hiddenCount } = messages.commands;
  if (!isShown && count <= 1) return <span>{messages.selectedHidden}</span>;
  return <span>{isShown ? selectedCount(locale.number(count)) : hiddenCount(locale.number(count))}</span>;
}

/** From right to left: the first is the last to be left out. */
function CaptureCells(): JSX.Element {
  const machine = useAppState((state) => machineOf(state.capture));
  const name = useAppState((state) =>
    openLive(state)?.isBacked === false ? undefined : documentName(state),
  );
  const memory = useAppState((state) => locale.bytes(state.capture.memory));
  return (
    <>
      <span>{messages.memory(memory)}</span>
      <HeldCells />
      {name === undefined ? null : (
        <span className="backing" title={messages.backedBy(name)}>
          <bdi>{messages.backedBy(cutMiddle(name, NAME_LENGTH))}</bdi>
        </span>
      )}
      {machine === '' ? null : <span className="machine">{machine}</span>}
    </>
  );
}

function machineOf(capture: CaptureState): string {
  return capture.meta === undefined ? '' : machineName(capture.meta.system, capture.meta.bitness);
}
