import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { CaptureState, ViewState } from '../../shared/api/viewer-contract.ts';
import type { ClassMask } from '../../shared/event-class.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import { eventNo } from '../../shared/units.ts';
import { createBootState } from './boot-state.ts';
import type { BootState } from './boot-state.ts';
import { createDialogState } from './dialog-state.ts';
import type { DialogState } from './dialog-state.ts';
import { createFilesState } from './files-state.ts';
import type { FilesState } from './files-state.ts';
import { createFilterState } from './filter-state.ts';
import type { FilterState } from './filter-state.ts';
import { createHighlightState } from './highlight-state.ts';
import type { HighlightState } from './highlight-state.ts';
import { createJobState } from './job-state.ts';
import type { JobState } from './job-state.ts';
import { createLiveState } from './live-state.ts';
import type { LiveUiState } from './live-state.ts';
import { createSelectionState } from './selection-state.ts';
import type { SelectionState } from './selection-state.ts';
import { createShellState } from './shell-state.ts';
import type { ShellState } from './shell-state.ts';

/** What the engine has told. */
interface CaptureViewState {
  readonly connection: 'connecting' | 'open' | 'lost';
  readonly capture: CaptureState;
  /** Undefined until the engine has answered. */
  readonly view: ViewState | undefined;
  readonly classes: ClassMask;
  /** Keys of the notices that were dismissed. */
  readonly dismissed: readonly string[];

  captureChanged(capture: CaptureState): void;
  viewChanged(view: ViewState): void;
  classesChosen(classes: ClassMask): void;
  noticeDismissed(key: string): void;
  /** A notice with such a key is shown again. */
  noticeAllowed(key: string): void;
  connectionLost(): void;
}

/** What the window shows. Rows are not here: they are read from the table's own cache, frame by frame. */
export type AppState = CaptureViewState &
  ShellState &
  FilterState &
  DialogState &
  HighlightState &
  JobState &
  FilesState &
  LiveUiState &
  BootState &
  SelectionState;

export type AppStore = StoreApi<AppState>;

const NO_CAPTURE: CaptureState = {
  state: 'none',
  capture: 0,
  events: 0,
  first: eventNo(0),
  warnings: [],
  memory: 0,
};

export function createAppStore(): AppStore {
  return createStore<AppState>()((set, get, api) => ({
    ...createShellState(set, get, api),
    ...createFilterState(set, get, api),
    ...createDialogState(set, get, api),
    ...createHighlightState(set, get, api),
    ...createJobState(set, get, api),
    ...createSelectionState(set, get, api),
    ...createFilesState(set, get, api),
    ...createLiveState(set, get, api),
    ...createBootState(set, get, api),

    connection: 'connecting',
    capture: NO_CAPTURE,
    view: undefined,
    classes: DEFAULT_SETTINGS.classes,
    dismissed: [],

    captureChanged: (capture) =>
      set((state) => ({
        capture,
        connection: state.connection === 'lost' ? 'lost' : 'open',
        // Events of another capture have the same numbers.
        selection: capture.capture === state.capture.capture ? state.selection : undefined,
        heldAt: capture.capture === state.capture.capture ? state.heldAt : undefined,
      })),
    viewChanged: (view) =>
      set((state) =>
        state.view !== undefined && view.generation < state.view.generation ? state : { view },
      ),
    classesChosen: (classes) => set({ classes }),
    noticeDismissed: (key) => set((state) => ({ dismissed: [...state.dismissed, key] })),
    noticeAllowed: (key) => set((state) => ({ dismissed: state.dismissed.filter((other) => other !== key) })),
    connectionLost: () => set({ connection: 'lost' }),
  }));
}
