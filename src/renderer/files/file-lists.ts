import type { FileToken } from '../../shared/api/shell-contract.ts';
import { locale } from '../messages/locale.ts';
import type { App } from '../state/app-context.ts';
import { report } from './report-failure.ts';

/** Asks the host for the files opened before. */
export async function listRecent(app: App): Promise<void> {
  try {
    const { files } = await app.shell.call('file/recent', {});
    app.store.getState().recentListed(files);
  } catch (error) {
    report(app, error, locale.messages.files.failed);
  }
}

/** Asks the host for the captures of sessions that did not end. */
export async function listRecoverable(app: App): Promise<void> {
  try {
    const { files } = await app.shell.call('file/recoverable', {});
    app.store.getState().recoverableListed(files.toSorted((a, b) => b.modified - a.modified));
  } catch (error) {
    report(app, error, locale.messages.files.failed);
  }
}

/** Takes a file off the list of recent files. */
export async function forgetRecent(app: App, file: FileToken): Promise<void> {
  try {
    await app.shell.call('file/forget-recent', { file });
  } catch (error) {
    report(app, error, locale.messages.files.failed);
  }
  await listRecent(app);
}

/** Empties the list of recent files. */
export async function clearRecent(app: App): Promise<void> {
  try {
    await app.shell.call('file/forget-recent', {});
  } catch (error) {
    report(app, error, locale.messages.files.failed);
  }
  await listRecent(app);
}

/** Deletes a recoverable capture for good; its user has been asked. */
export async function discardRecoverable(app: App, file: FileToken): Promise<void> {
  try {
    await app.shell.call('file/discard-recoverable', { file });
  } catch (error) {
    report(app, error, locale.messages.files.failed);
  }
  await listRecoverable(app);
}
