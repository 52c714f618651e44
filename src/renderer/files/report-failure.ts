import { ProcscopeError, isCancelled } from '../../shared/errors.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { errorSentence } from '../messages/error-sentence.ts';
import type { App } from '../state/app-context.ts';
import type { Remedy } from '../state/job-state.ts';

/** Codes with which the host refuses a file before the engine has heard of it. */
const OF_THE_SHELL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'file/unknown-token',
  'shell/unsupported',
  'api/bad-request',
  'api/busy',
  'capture/busy',
  'internal',
]);

/** Whether the engine's state does not tell about a failure of 'file/open'. */
export function isOfTheShell(error: unknown): boolean {
  return !(error instanceof ProcscopeError) || OF_THE_SHELL.has(error.code);
}

/**
 * Shows a failure as a notice, within a sentence that says what was being done. Nothing is said about a job that its user
 * cancelled, nor about a connection that ended: that has a page of its own.
 */
export function report(app: App, error: unknown, say: (sentence: string) => string, remedy?: Remedy): void {
  if (isCancelled(error)) return;
  if (!(error instanceof ProcscopeError)) {
    console.error(error);
    return;
  }
  if (error.code === 'api/closed' || error.code === 'api/protocol') return;
  app.store.getState().messageShown({ kind: 'failure', sentence: say(errorSentence(error)), remedy });
}
