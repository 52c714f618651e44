import type { StateCreator } from 'zustand/vanilla';
import type { BootNews } from '../../shared/api/shell-contract.ts';
import type { AppState } from './app-store.ts';

/** What the host told last of boot logging. */
export interface BootState {
  /** Undefined until the host has answered, and where it has no boot logging. */
  readonly boot: BootNews | undefined;

  bootTold(boot: BootNews | undefined): void;
}

export const createBootState: StateCreator<AppState, [], [], BootState> = (set) => ({
  boot: undefined,

  bootTold: (boot) => set({ boot }),
});
