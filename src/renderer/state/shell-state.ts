import type { StateCreator } from 'zustand/vanilla';
import type { DocumentState, ShellInfo } from '../../shared/api/shell-contract.ts';
import { DEFAULT_SETTINGS } from '../../shared/settings.ts';
import type { Settings } from '../../shared/settings.ts';
import type { AppState } from './app-store.ts';

/** What the host that shows the page has told. */
export interface ShellState {
  /** Undefined until the host has answered; nothing is drawn before. */
  readonly shell: ShellInfo | undefined;
  readonly settings: Settings;
  readonly document: DocumentState;

  shellStarted(shell: ShellInfo): void;
  settingsChanged(settings: Settings): void;
  documentChanged(document: DocumentState): void;
}

export const createShellState: StateCreator<AppState, [], [], ShellState> = (set) => ({
  shell: undefined,
  settings: DEFAULT_SETTINGS,
  document: { isUnsaved: false },

  shellStarted: (shell) => set({ shell, settings: shell.settings, classes: shell.settings.classes }),
  settingsChanged: (settings) => set({ settings }),
  documentChanged: (document) => set({ document }),
});
