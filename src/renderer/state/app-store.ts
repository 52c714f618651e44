import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { CaptureState, ViewState } from '../../shared/api/viewer-contract.ts';
import { ALL_CLASSES, EventClass, classBit } from '../../shared/event-class.ts';
import type { ClassMask } from '../../shared/event-class.ts';
import { eventNo } from '../../shared/units.ts';
import type { EventNo } from '../../shared/units.ts';

/** Profiling events come by the thousand and are looked at rarely: they are hidden until they are asked for. */
export const INITIAL_CLASSES: ClassMask = ALL_CLASSES & ~classBit(EventClass.Profiling);

/** The selected event, which stays selected while the filter hides it. */
export interface Selection {
  readonly event: EventNo;
  readonly isShown: boolean;
}

/** What the window shows. Rows are not here: they are read from the table's own cache, frame by frame. */
export interface AppState {
  readonly connection: 'connecting' | 'open' | 'lost';
  readonly capture: CaptureState;
  /** Undefined until the engine has answered. */
  readonly view: ViewState | undefined;
  readonly classes: ClassMask;
  readonly selection: Selection | undefined;
  /** The notice that was dismissed; another one is shown again. */
  readonly dismissed: string | undefined;

  captureChanged(capture: CaptureState): void;
  viewChanged(view: ViewState): void;
  classesChosen(classes: ClassMask): void;
  selected(selection: Selection | undefined): void;
  noticeDismissed(notice: string): void;
  connectionLost(): void;
}

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
  return createStore<AppState>()((set) => ({
    connection: 'connecting',
    capture: NO_CAPTURE,
    view: undefined,
    classes: INITIAL_CLASSES,
    selection: undefined,
    dismissed: undefined,

    captureChanged: (capture) =>
      set((state) => ({
        capture,
        connection: state.connection === 'lost' ? 'lost' : 'open',
        // Events of another capture have the same numbers.
        selection: capture.capture === state.capture.capture ? state.selection : undefined,
      })),
    viewChanged: (view) =>
      set((state) =>
        state.view !== undefined && view.generation < state.view.generation ? state : { view },
      ),
    classesChosen: (classes) => set({ classes }),
    selected: (selection) => set({ selection }),
    noticeDismissed: (notice) => set({ dismissed: notice }),
    connectionLost: () => set({ connection: 'lost' }),
  }));
}
