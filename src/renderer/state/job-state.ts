import type { StateCreator } from 'zustand/vanilla';
import type { AppState } from './app-store.ts';

/** A long job that the user waits for, other than opening a file: it stands in the status bar. */
export interface Job {
  /** What is done, such as `Saving events.csv`. */
  readonly name: string;
  readonly done: number;
  readonly total: number;
  readonly cancel: () => void;
}

/** A button of a notice. */
export interface Remedy {
  readonly label: string;
  readonly run: () => void;
}

/** Something that went wrong or was done and that the user must be told; a strip above the status bar. */
export interface Message {
  readonly kind: 'failure' | 'warning' | 'done' | 'note';
  readonly sentence: string;
  /** What can be done about it, as a button. */
  readonly remedy?: Remedy | undefined;
}

export interface JobState {
  readonly job: Job | undefined;
  readonly message: Message | undefined;

  jobChanged(job: Job | undefined): void;
  messageShown(message: Message | undefined): void;
}

export const createJobState: StateCreator<AppState, [], [], JobState> = (set) => ({
  job: undefined,
  message: undefined,

  jobChanged: (job) => set({ job }),
  messageShown: (message) => set({ message }),
});
