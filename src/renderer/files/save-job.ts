import type { FileToken } from '../../shared/api/shell-contract.ts';
import { locale } from '../messages/locale.ts';
import type { App } from '../state/app-context.ts';
import type { UnsavedIntent } from '../state/dialog-state.ts';
import { setBusy } from '../state/idle.ts';
import { effectiveRules } from '../filter/effective-rules.ts';
import { report } from './report-failure.ts';
import { chosenColumns } from './save-choice.ts';
import type { SaveChoice } from './save-choice.ts';
import { carryOut, passGate } from './unsaved-gate.ts';

/** Where to save: what the host answered when the user chose. */
export interface SaveTarget {
  readonly file: FileToken;
  readonly name: string;
}

/**
 * Saves the open capture, with progress in the status bar, and says how it ended. `then` is done when the capture is safe;
 * after saving only a part of it, or a table of texts, its user is asked again.
 */
export async function saveTo(
  app: App,
  choice: SaveChoice,
  { file, name }: SaveTarget,
  then: UnsavedIntent | undefined,
): Promise<void> {
  const { store, shell } = app;
  const state = store.getState();
  const { files } = locale.messages;
  const controller = new AbortController();
  const show = (progress: { done: number; total: number }): void =>
    store.getState().jobChanged({
      name: files.saving(name),
      ...progress,
      cancel: () => controller.abort(),
    });
  const stop = shell.on('file/saving', show);
  setBusy(controller, true);
  show({ done: 0, total: state.capture.events });
  try {
    const { events, ...saved } = await shell.call(
      'file/save',
      {
        file,
        format: choice.format,
        shown:
          choice.events === 'shown' ? { rules: effectiveRules(state), classes: state.classes } : undefined,
        columns: chosenColumns(choice, state.settings),
      },
      { signal: controller.signal },
    );
    store.getState().messageShown({
      kind: 'done',
      sentence: files.saved(saved.name, locale.number(events), events),
    });
    if (then === undefined) return;
    if (choice.format === 'native' && choice.events === 'all') carryOut(app, then);
    else passGate(app, then);
  } catch (error) {
    const again = (): void => store.getState().dialogOpened({ kind: 'save', then });
    report(app, error, (sentence) => files.notSaved(name, sentence), { label: files.saveAgain, run: again });
  } finally {
    stop();
    store.getState().jobChanged(undefined);
    setBusy(controller, false);
  }
}
