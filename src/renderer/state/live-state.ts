import type { StateCreator } from 'zustand/vanilla';
import type { CaptureWays } from '../../shared/api/shell-contract.ts';
import type { ChosenFile } from '../configuration/chosen-file.ts';
import { EMPTY_FORM } from '../live/launch-form.ts';
import type { LaunchForm } from '../live/launch-form.ts';
import type { AppState } from './app-store.ts';

/** What the window itself knows of live captures; what the engine knows is in the capture's state. */
export interface LiveUiState {
  /** How events of this machine can be recorded; undefined until the host has answered. */
  readonly ways: CaptureWays | undefined;
  /** The capture that comes with the program; undefined where there is none. */
  readonly sample: ChosenFile | undefined;
  /** The file that the next capture is written to; undefined for one of the session. */
  readonly backing: ChosenFile | undefined;
  /** What was filled in last about a program to start. */
  readonly launchForm: LaunchForm;
  /** Gives up the capture that is being started; undefined while none is. */
  readonly cancelStart: (() => void) | undefined;
  /** Whether the capture that is being started has to ask for permission. */
  readonly asksPermission: boolean;
  /**
   * Where the capture ended when its user scrolled up, as a number of an event: the list stands still since then. Undefined
   * while the list follows the newest event.
   */
  readonly heldAt: number | undefined;
  /** When events began to come, in ms of `performance.now()`; undefined while none do. */
  readonly runningSince: number | undefined;

  waysTold(ways: CaptureWays): void;
  sampleTold(sample: ChosenFile | undefined): void;
  backingChosen(backing: ChosenFile | undefined): void;
  launchFormChanged(launchForm: LaunchForm): void;
  startChanged(cancelStart: (() => void) | undefined, asksPermission?: boolean): void;
  /** The user has scrolled up. */
  listHeld(): void;
  /** The list goes to the newest event and stays there. */
  listFollowed(): void;
  runningChanged(runningSince: number | undefined): void;
}

export const createLiveState: StateCreator<AppState, [], [], LiveUiState> = (set) => ({
  ways: undefined,
  sample: undefined,
  backing: undefined,
  launchForm: EMPTY_FORM,
  cancelStart: undefined,
  asksPermission: false,
  heldAt: undefined,
  runningSince: undefined,

  waysTold: (ways) => set({ ways }),
  sampleTold: (sample) => set({ sample }),
  backingChosen: (backing) => set({ backing }),
  launchFormChanged: (launchForm) => set({ launchForm }),
  startChanged: (cancelStart, asksPermission = false) => set({ cancelStart, asksPermission }),
  listHeld: () => set((state) => ({ heldAt: state.heldAt ?? state.capture.first + state.capture.events })),
  listFollowed: () => set({ heldAt: undefined }),
  runningChanged: (runningSince) => set({ runningSince }),
});
