import type { DialectName } from '../../shared/capture-info.ts';
import { toggleClasses } from '../../shared/event-class.ts';
import type { ToggleClass } from '../../shared/event-class.ts';
import type { AppState } from '../state/app-store.ts';

/** The system whose events the window shows; while no capture is open, the one on which it can capture. */
export function shownDialect({ capture, shell }: AppState): DialectName {
  return capture.meta?.dialect ?? (shell?.platform === 'linux' ? 'linux' : 'pml');
}

/** Whether a class has a toggle now: captures of some systems can never have events of it. */
export function hasToggle(state: AppState, eventClass: ToggleClass): boolean {
  return toggleClasses(shownDialect(state)).includes(eventClass);
}
