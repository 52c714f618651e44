import type { DialectName } from '../../shared/capture-info.ts';
import { shownDialect } from '../live/shown-classes.ts';
import { locale } from '../messages/locale.ts';
import type { AppState } from '../state/app-store.ts';
import type { LayoutSpace } from './column-layout.ts';

/** What `오전` is wider than ` AM`, in CSS pixels. */
const TIME_EXTRA_KO = 6;

/**
 * Digits of process and thread IDs where they are long: Linux counts up to 4,194,304 (PID_MAX_LIMIT in linux/threads.h).
 * Those of Windows fit the designed widths.
 */
const ID_DIGITS: Readonly<Partial<Record<DialectName, number>>> = { linux: 7 };

/** What the columns depend on: a change of it is a reason to lay them out anew. */
export function columnNeeds(state: AppState): Pick<LayoutSpace, 'rows' | 'idDigits'> {
  return {
    // The width of the numbers' column grows with the capture, not with each event.
    rows: 10 ** String(state.view?.total ?? 0).length - 1,
    idDigits: ID_DIGITS[shownDialect(state)] ?? 0,
  };
}

/** The space for a list `width` CSS pixels wide that shows the events of the open capture. */
export function layoutSpace(width: number, state: AppState): LayoutSpace {
  return {
    width,
    ...columnNeeds(state),
    timeExtra: locale.tag.toLowerCase().startsWith('ko') ? TIME_EXTRA_KO : 0,
  };
}
