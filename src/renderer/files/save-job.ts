import type { CallInput, CallOutput } from '../../shared/api/contract.ts';
import type { FileToken, SHELL_CONTRACT } from '../../shared/api/shell-contract.ts';
import { locale } from '../messages/locale.ts';
import type { App } from '../state/app-context.ts';
import type { AppState } from '../state/app-store.ts';
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
    const saved = await shell.call(
      'file/save',
      {
        file,
        format: choice.format,
        shown: shownOf(choice, state),
        columns: chosenColumns(choice, state.settings),
        style: choice.style,
        stacks: choice.stacks,
      },
      { signal: controller.signal },
    );
    store.getState().messageShown({
      kind: 'done',
      sentence: savedSentence(saved),
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

type SaveInput = CallInput<typeof SHELL_CONTRACT, 'file/save'>;
type SaveOutcome = CallOutput<typeof SHELL_CONTRACT, 'file/save'>;

/** What limits the events that are saved; undefined for all. */
function shownOf(choice: SaveChoice, state: AppState): SaveInput['shown'] {
  if (choice.events === 'all') return undefined;
  const shown = { rules: effectiveRules(state), classes: state.classes };
  return choice.events === 'shown' ? shown : { ...shown, highlighted: state.settings.highlight.rules };
}

/** How saving ended, with what the user would not expect. */
function savedSentence({ name, events, parts = 1, losses = 0 }: SaveOutcome): string {
  const { files } = locale.messages;
  return [
    files.saved(name, locale.number(events), events),
    ...(parts > 1 ? [files.savedInParts(locale.number(parts))] : []),
    ...(losses > 0 ? [files.lossesLeftOut(locale.number(losses), losses)] : []),
  ].join(' ');
}
