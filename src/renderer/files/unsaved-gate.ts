import type { App } from '../state/app-context.ts';
import type { UnsavedIntent } from '../state/dialog-state.ts';
import { locale } from '../messages/locale.ts';
import { runStart } from '../live/capture-flows.ts';
import { NOT_OPENED } from '../shell/notice-of.ts';
import { setBusy } from '../state/idle.ts';
import { listRecent, listRecoverable } from './file-lists.ts';
import { isOfTheShell, report } from './report-failure.ts';

/**
 * Does what closes the open capture, or asks first when that would lose it. Everything that takes the place of a capture
 * goes through here.
 */
export function passGate(app: App, intent: UnsavedIntent): void {
  const state = app.store.getState();
  // What was said before belongs to an action before this one.
  state.messageShown(undefined);
  if (state.document.isUnsaved) state.dialogOpened({ kind: 'unsaved', intent });
  else carryOut(app, intent);
}

/** Does what waited for the user's answer. The open capture is given up, saved or not. */
export function carryOut(app: App, intent: UnsavedIntent): void {
  app.store.getState().dialogClosed();
  const job = {};
  setBusy(job, true);
  run(app, intent)
    .catch((error: unknown) => report(app, error, locale.messages.files.failed))
    .finally(() => setBusy(job, false));
}

async function run(app: App, intent: UnsavedIntent): Promise<void> {
  switch (intent.kind) {
    case 'open':
      return open(app, intent);
    case 'live':
      await runStart(app, intent.start);
      return refreshLists(app);
    case 'close-capture':
      await app.shell.call('file/close', {});
      return refreshLists(app);
    case 'close-window':
      await app.shell.call('window/close', {});
  }
}

async function open(app: App, { file, name }: Extract<UnsavedIntent, { kind: 'open' }>): Promise<void> {
  const state = app.store.getState();
  state.noticeAllowed(NOT_OPENED);
  try {
    await app.shell.call('file/open', { file });
  } catch (error) {
    // What is wrong with the file is part of the capture's state, and is told from there.
    if (isOfTheShell(error)) report(app, error, (sentence) => locale.messages.notOpened(name, sentence));
  }
  await refreshLists(app);
}

async function refreshLists(app: App): Promise<void> {
  await Promise.all([listRecent(app), listRecoverable(app)]);
}
