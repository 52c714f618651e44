import type { StateCreator } from 'zustand/vanilla';
import type { CallInput } from '../../shared/api/contract.ts';
import type { FileToken, SHELL_CONTRACT } from '../../shared/api/shell-contract.ts';
import type { BootLog } from '../../shared/boot.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { ChosenFile } from '../configuration/chosen-file.ts';
import type { ImportPlan } from '../configuration/import-plan.ts';
import type { CellRef } from '../table/table-handle.ts';
import type { AppState } from './app-store.ts';

/** What is asked of a capture that is to be started; how much of it is kept is a matter of settings. */
export type LiveStart = Pick<CallInput<typeof SHELL_CONTRACT, 'live/start'>, 'launch' | 'backing'>;

/** What waits for the user's answer about a capture that is not saved, and goes on when it may be closed. */
export type UnsavedIntent =
  | { readonly kind: 'open'; readonly file: FileToken; readonly name: string }
  | { readonly kind: 'live'; readonly start: LiveStart }
  | { readonly kind: 'close-capture' }
  | { readonly kind: 'close-window' };

/** Goes on with the file that the user has chosen. */
export type FileAnswer = (file: ChosenFile) => void;

/** The dialog that is open; one at a time. */
export type Dialog =
  /**
   * `draft`: the rule that the dialog's entry row starts with. `rule`: the index of the rule to select, or the default
   * exclusions.
   */
  | {
      readonly kind: 'filter';
      readonly draft?: FilterRule | undefined;
      readonly rule?: number | 'defaults' | undefined;
    }
  /** `draft`: the rule that the dialog's entry row starts with. */
  | { readonly kind: 'highlight'; readonly draft?: FilterRule | undefined }
  | { readonly kind: 'highlight-colors' }
  | { readonly kind: 'font' }
  | { readonly kind: 'columns' }
  /** Browser: which configuration or filter to read. */
  | { readonly kind: 'choose-config'; readonly purpose: 'import' | 'load'; readonly then: FileAnswer }
  /** Browser: where to write the configuration. */
  | { readonly kind: 'config-target'; readonly name: string; readonly then: FileAnswer }
  | { readonly kind: 'import-report'; readonly name: string; readonly plan: ImportPlan }
  | { readonly kind: 'save-filter' }
  | { readonly kind: 'organize-filters' }
  | { readonly kind: 'go-to' }
  /** `then`: what waits until the capture is saved. */
  | { readonly kind: 'save'; readonly then?: UnsavedIntent | undefined }
  | { readonly kind: 'open' }
  | { readonly kind: 'unsaved'; readonly intent: UnsavedIntent }
  | { readonly kind: 'discard-recoverable'; readonly file: FileToken; readonly modified: number }
  | { readonly kind: 'history-depth' }
  | { readonly kind: 'backing' }
  /** Start a program and capture it. */
  | { readonly kind: 'launch' }
  /** Switch boot logging on or off. */
  | { readonly kind: 'boot' }
  /** The logs that wait; `log` is the id of the one that is meant, else the oldest. */
  | { readonly kind: 'boot-logs'; readonly log?: string | undefined }
  | { readonly kind: 'boot-discard'; readonly log: BootLog }
  /** Browser: where to save a log; whether it is deleted then. */
  | { readonly kind: 'boot-target'; readonly log: BootLog; readonly discard: boolean }
  | { readonly kind: 'shortcuts' }
  | { readonly kind: 'command-line' }
  | { readonly kind: 'about' };

/** The context menu of a cell; `x` and `y` are where it opens, in CSS pixels of the page. */
export interface CellMenu {
  readonly x: number;
  readonly y: number;
  readonly cell: CellRef;
}

/** How far the search for a text has come. `wrapped`: it went on from the other end of the list, in this direction. */
export type FindOutcome =
  | { readonly kind: 'searching' }
  | { readonly kind: 'found'; readonly wrapped: 1 | -1 | undefined }
  | { readonly kind: 'none'; readonly text: string }
  | { readonly kind: 'failed' };

export interface DialogState {
  readonly dialog: Dialog | undefined;
  readonly cellMenu: CellMenu | undefined;
  /** Whether the find bar is open; what it looks for stays when it is closed. */
  readonly isFindOpen: boolean;
  readonly findText: string;
  /** Grows whenever the find bar is asked for: it then takes the focus, also when it is open. */
  readonly findRequests: number;
  readonly findOutcome: FindOutcome | undefined;

  dialogOpened(dialog: Dialog): void;
  dialogClosed(): void;
  cellMenuOpened(menu: CellMenu): void;
  cellMenuClosed(): void;
  findOpened(): void;
  findClosed(): void;
  findTextChanged(text: string): void;
  findOutcomeChanged(outcome: FindOutcome | undefined): void;
}

export const createDialogState: StateCreator<AppState, [], [], DialogState> = (set) => ({
  dialog: undefined,
  cellMenu: undefined,
  isFindOpen: false,
  findText: '',
  findRequests: 0,
  findOutcome: undefined,

  dialogOpened: (dialog) => set({ dialog, cellMenu: undefined }),
  dialogClosed: () => set({ dialog: undefined }),
  cellMenuOpened: (cellMenu) => set({ cellMenu }),
  cellMenuClosed: () => set({ cellMenu: undefined }),
  findOpened: () => set((state) => ({ isFindOpen: true, findRequests: state.findRequests + 1 })),
  findClosed: () => set({ isFindOpen: false, findOutcome: undefined }),
  findTextChanged: (findText) => set({ findText, findOutcome: undefined }),
  findOutcomeChanged: (findOutcome) => set({ findOutcome }),
});
