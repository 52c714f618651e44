import type { FileToken } from '../../shared/api/shell-contract.ts';
import { isConfigName } from '../configuration/chosen-file.ts';
import { importFrom } from '../configuration/configuration-flows.ts';
import { stopCapture } from '../live/capture-flows.ts';
import { isRunning } from '../live/open-live.ts';
import { locale } from '../messages/locale.ts';
import type { App } from '../state/app-context.ts';
import type { UnsavedIntent } from '../state/dialog-state.ts';
import { listRecent, listRecoverable } from './file-lists.ts';
import { report } from './report-failure.ts';
import { passGate } from './unsaved-gate.ts';

/** Lets the user choose a file and opens it in place of what is open. */
export function openFile(app: App): void {
  const state = app.store.getState();
  state.messageShown(undefined);
  if (state.shell?.host === 'browser') state.dialogOpened({ kind: 'open' });
  else chooseAndOpen(app).catch((error: unknown) => report(app, error, locale.messages.files.failed));
}

async function chooseAndOpen(app: App): Promise<void> {
  const { file, name } = await app.shell.call('file/choose', {});
  if (file !== undefined) openToken(app, file, name ?? '');
}

/** Opens a file in place of what is open; a configuration or filter of Process Monitor is imported instead. */
export function openToken(app: App, file: FileToken, name: string): void {
  if (isConfigName(name)) void importFrom(app, { file, name });
  else passGate(app, { kind: 'open', file, name });
}

/** Asks how and where to save the open capture, and saves it. `then` is done when it is safe. */
export function saveFile(app: App, then?: UnsavedIntent): void {
  const state = app.store.getState();
  const { capture, job } = state;
  const { files } = locale.messages;
  if (capture.state === 'none') return;
  if (capture.state === 'opening') state.messageShown({ kind: 'failure', sentence: files.stillReading });
  else if (job !== undefined) state.messageShown({ kind: 'failure', sentence: files.stillSaving });
  else {
    state.messageShown(undefined);
    const ask = (): void => app.store.getState().dialogOpened({ kind: 'save', then });
    // What is about to be closed is saved whole: events that come after it was written would be lost.
    if (then !== undefined && isRunning(state)) void stopCapture(app).then(ask);
    else ask();
  }
}

/** Closes the open capture. */
export function closeFile(app: App): void {
  if (app.store.getState().capture.state !== 'none') passGate(app, { kind: 'close-capture' });
}

/** Closes the window. */
export function requestClose(app: App): void {
  passGate(app, { kind: 'close-window' });
}

/**
 * Listens to what the host wants of the page's user: files dropped, opened elsewhere, and a window about to close. Asks
 * for the lists of files. Returns what ends it.
 */
export function installFileFlows(app: App): () => void {
  const stops = [
    app.shell.on('file/asked', ({ file, name }) => openToken(app, file, name)),
    app.shell.on('window/closing', () => requestClose(app)),
    // A file is remembered, with its number of events, when all of it was read.
    app.store.subscribe(({ capture }, before) => {
      if (capture.state === 'ready' && before.capture.state !== 'ready') void listRecent(app);
    }),
  ];
  void listRecent(app);
  void listRecoverable(app);
  return () => {
    for (const stop of stops) stop();
  };
}
