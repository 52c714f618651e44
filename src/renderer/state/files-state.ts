import type { StateCreator } from 'zustand/vanilla';
import type { FileToken, RecentFile, RecoverableFile } from '../../shared/api/shell-contract.ts';
import type { AppState } from './app-store.ts';

/** A file that was asked for by the user, the command line or another program. */
export interface AskedFile {
  readonly file: FileToken;
  readonly name: string;
}

/** Files that the host knows of without being told by the user. */
export interface FilesState {
  /** Files opened before, the newest first; undefined until the host has answered. */
  readonly recent: readonly RecentFile[] | undefined;
  /** Captures of sessions that did not end; undefined until the host has answered. */
  readonly recoverable: readonly RecoverableFile[] | undefined;
  /** The file that was asked for last, which can be tried again. */
  readonly asked: AskedFile | undefined;

  recentListed(recent: readonly RecentFile[]): void;
  recoverableListed(recoverable: readonly RecoverableFile[]): void;
  fileAsked(asked: AskedFile): void;
}

export const createFilesState: StateCreator<AppState, [], [], FilesState> = (set) => ({
  recent: undefined,
  recoverable: undefined,
  asked: undefined,

  recentListed: (recent) => set({ recent }),
  recoverableListed: (recoverable) => set({ recoverable }),
  fileAsked: (asked) => set({ asked }),
});
