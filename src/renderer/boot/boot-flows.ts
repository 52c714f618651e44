import type { BootLog, BootStatus } from '../../shared/boot.ts';
import { ProcscopeError } from '../../shared/errors.ts';
import type { ChosenFile } from '../configuration/chosen-file.ts';
import { report } from '../files/report-failure.ts';
import { passGate } from '../files/unsaved-gate.ts';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';
import { pageOf } from '../shell/page.ts';
import type { App } from '../state/app-context.ts';
import { setBusy } from '../state/idle.ts';

/**
 * Asks the system how boot logging is: now, and whenever the window is looked at again. Offers a log that waits where nothing
 * else is open. Returns what ends it.
 */
export function installBoot(app: App): () => void {
  const refresh = (): void => void askBoot(app);
  window.addEventListener('focus', refresh);
  const asking = {};
  setBusy(asking, true);
  void app.session.opened
    .then(() => askBoot(app))
    .then(() => offerLogs(app))
    .finally(() => setBusy(asking, false));
  return () => window.removeEventListener('focus', refresh);
}

/** Asks the host how boot logging is. Says nothing when that cannot be told: nobody has asked for it. */
async function askBoot(app: App): Promise<void> {
  try {
    app.store.getState().bootTold(await app.shell.call('boot/status', {}));
  } catch (error) {
    app.store.getState().bootTold(undefined);
    // Expected where the host has none, or its helper is another version's.
    if (!(error instanceof ProcscopeError)) console.error(error);
  }
}

/** Shows the dialog about boot logging, with what the system says now. */
export async function openBoot(app: App): Promise<void> {
  const { store, shell } = app;
  // What it said last is shown at once.
  if (store.getState().boot !== undefined) {
    store.getState().dialogOpened({ kind: 'boot' });
    return askBoot(app);
  }
  try {
    store.getState().bootTold(await shell.call('boot/status', {}));
    store.getState().dialogOpened({ kind: 'boot' });
  } catch (error) {
    report(app, error, locale.messages.boot.failed);
  }
}

/** Shows the logs that wait at once where the user has not asked for anything else. */
function offerLogs(app: App): void {
  const state = app.store.getState();
  if (state.dialog !== undefined || pageOf(state) !== 'start') return;
  if (waitingLogs(state.boot?.status).length > 0) state.dialogOpened({ kind: 'boot-logs' });
}

/** The logs that can be saved, the oldest first; the one that is being recorded is the last. */
export function waitingLogs(status: BootStatus | undefined): readonly BootLog[] {
  if (status === undefined) return [];
  return status.recording === undefined ? status.logs : [...status.logs, status.recording];
}

/** Lets the user choose where a log is saved, saves it, and opens it in the place of what is open. */
export async function saveLog(app: App, log: BootLog, discard: boolean): Promise<void> {
  const state = app.store.getState();
  const { files } = locale.messages;
  if (state.job !== undefined) {
    state.messageShown({ kind: 'failure', sentence: files.stillSaving });
    return;
  }
  if (state.shell?.host === 'browser') {
    state.dialogOpened({ kind: 'boot-target', log, discard });
    return;
  }
  const target = await chooseTarget(app, log);
  if (target !== undefined) await collectTo(app, log, discard, target);
}

async function chooseTarget(app: App, log: BootLog): Promise<ChosenFile | undefined> {
  try {
    const name = suggestedName(log);
    const chosen = await app.shell.call('file/choose-target', { name, format: 'native' });
    return chosen.file === undefined ? undefined : { file: chosen.file, name: chosen.name ?? name };
  } catch (error) {
    report(app, error, locale.messages.boot.notCollected);
    return undefined;
  }
}

/** Saves a log with progress in the status bar, and opens it. Never rejects: how it ended is told to the user. */
export async function collectTo(app: App, log: BootLog, discard: boolean, target: ChosenFile): Promise<void> {
  const { store, shell } = app;
  const { boot: texts } = locale.messages;
  const controller = new AbortController();
  const show = (progress: { done: number; total: number }, name = texts.collecting): void =>
    store.getState().jobChanged({ name, ...progress, cancel: () => controller.abort() });
  store.getState().dialogClosed();
  store.getState().messageShown(undefined);
  const stop = shell.on('boot/collecting', (progress) => show(progress));
  setBusy(controller, true);
  const asks = store.getState().boot?.needsElevation === true;
  show({ done: 0, total: log.bytes }, asks ? texts.waitingAsks : texts.collecting);
  try {
    const input = { log: log.id, file: target.file, discard };
    const { file, name, collected, news } = await shell.call('boot/collect', input, {
      signal: controller.signal,
    });
    store.getState().bootTold(news);
    passGate(app, { kind: 'open', file, name });
    const { events, notices } = collected;
    const said = notices.map(errorSentence);
    const sentence = [texts.collected(name, locale.number(events), events), ...said].join(' ');
    store.getState().messageShown({ kind: said.length === 0 ? 'done' : 'warning', sentence });
  } catch (error) {
    const again = (): void => store.getState().dialogOpened({ kind: 'boot-logs' });
    report(app, error, texts.notCollected, { label: texts.logs.show, run: again });
    await askBoot(app);
  } finally {
    stop();
    store.getState().jobChanged(undefined);
    setBusy(controller, false);
  }
}

/** A file's name for a log, by this computer's clock: `boot-2026-11-20-0802.procscope`. */
export function suggestedName({ began }: Pick<BootLog, 'began'>): string {
  const at = new Date(began);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `boot-${day}-${two(at.getHours())}${two(at.getMinutes())}.procscope`;
}
