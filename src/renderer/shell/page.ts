import type { ErrorInfo } from '../../shared/api/schemas.ts';
import type { AppState } from '../state/app-store.ts';

/** What fills the middle of the window. `blank`: nothing yet, because it is not yet known what. */
export type Page = 'blank' | 'start' | 'events' | 'error' | 'lost';

/** The page that fits the state. */
export function pageOf(state: AppState): Page {
  const { capture, connection } = state;
  if (connection === 'lost') return 'lost';
  if (connection === 'connecting') return 'blank';
  if (capture.state === 'none') {
    if (capture.replacing === undefined) return 'start';
    return capture.replacing.error === undefined ? 'blank' : 'error';
  }
  // The file has yet to prove that it is a capture.
  if (capture.state === 'opening' && capture.events === 0 && capture.meta === undefined) return 'blank';
  if (capture.state === 'failed' && capture.events === 0) return 'error';
  return 'events';
}

/** Why nothing is shown; the file's name where it is known. */
export function pageError(state: AppState): { name: string | undefined; error: ErrorInfo } | undefined {
  const { capture } = state;
  if (capture.state === 'none' && capture.replacing?.error !== undefined) {
    return { name: capture.replacing.name, error: capture.replacing.error };
  }
  return capture.error === undefined ? undefined : { name: capture.name, error: capture.error };
}
