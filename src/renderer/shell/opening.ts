import type { AppState } from '../state/app-store.ts';
import { useAppState } from '../state/app-context.ts';
import { useAfterDelay } from './use-after-delay.ts';

/** A job that ends sooner is not worth a word. */
const SHOW_AFTER_MS = 100;

/** The file that is being opened. */
export interface Opening {
  /** Part that is read, from 0 to 1. */
  readonly part: number;
  /** Name of a file that is to replace the one that is shown. */
  readonly other: string | undefined;
}

/** What is being opened in a state; undefined when nothing is. */
export function openingOf(state: AppState): Opening | undefined {
  const { capture, connection } = state;
  if (connection !== 'open') return undefined;
  const { replacing } = capture;
  if (replacing !== undefined && replacing.error === undefined) {
    return { part: partOf(replacing.progress), other: capture.state === 'none' ? undefined : replacing.name };
  }
  return capture.state === 'opening' ? { part: partOf(capture.progress), other: undefined } : undefined;
}

function partOf(progress: { done: number; total: number } | undefined): number {
  return progress === undefined || progress.total <= 0 ? 0 : Math.min(1, progress.done / progress.total);
}

/** What is being opened, once that has lasted long enough to be shown. */
export function useOpening(): Opening | undefined {
  const isOpening = useAppState((state) => openingOf(state) !== undefined);
  const part = useAppState((state) => openingOf(state)?.part ?? 0);
  const other = useAppState((state) => openingOf(state)?.other);
  return useAfterDelay(isOpening, SHOW_AFTER_MS) ? { part, other } : undefined;
}
