import { useEffect, useRef, useState } from 'react';
import type { BootNews } from '../../shared/api/shell-contract.ts';
import { ProcscopeError, isCancelled } from '../../shared/errors.ts';
import { errorSentence } from '../messages/error-sentence.ts';
import { useApp } from '../state/app-context.ts';

/** A change of boot logging that a dialog waits for. */
export interface BootChangeJob {
  readonly isRunning: boolean;
  /** Why the last attempt failed, as a sentence. */
  readonly error: string | undefined;
  /** Makes the change; when it is made, closes the dialog and says `done`. */
  readonly run: (change: (signal: AbortSignal) => Promise<BootNews>, done: string) => void;
  /** Closes the dialog; what is under way is given up. */
  readonly close: () => void;
}

/** For a dialog that stays open until the system has changed, which may wait for a password. */
export function useBootChange(): BootChangeJob {
  const { store } = useApp();
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<string>();
  const controller = useRef<AbortController>(undefined);
  useEffect(() => () => controller.current?.abort(), []);

  const close = (): void => {
    controller.current?.abort();
    store.getState().dialogClosed();
  };
  const run = async (change: (signal: AbortSignal) => Promise<BootNews>, done: string): Promise<void> => {
    const job = new AbortController();
    controller.current = job;
    setRunning(true);
    setError(undefined);
    try {
      store.getState().bootTold(await change(job.signal));
      if (job.signal.aborted) return;
      store.getState().dialogClosed();
      store.getState().messageShown({ kind: 'done', sentence: done });
    } catch (failure) {
      if (isCancelled(failure)) return;
      if (!(failure instanceof ProcscopeError)) throw failure;
      setError(errorSentence(failure));
    } finally {
      setRunning(false);
    }
  };
  return {
    ...{ isRunning, error, close },
    run: (change, done) => {
      // It holds back nobody: two changes at once would ask for two passwords.
      if (!isRunning) run(change, done).catch((failure: unknown) => setError(String(failure)));
    },
  };
}
