import { MAX_RULES } from '../../shared/api/schemas.ts';
import { EventClass, classBit } from '../../shared/event-class.ts';
import { defaultRules } from '../../shared/filter/default-rules.ts';
import { filterName, importedFilter, ruleListOfFile } from '../../shared/procmon-config/saved-filters.ts';
import type { ImportedFilter } from '../../shared/procmon-config/saved-filters.ts';
import type { SavedFilter } from '../../shared/settings.ts';
import { report } from '../files/report-failure.ts';
import { chooseFilter } from '../filter/filter-actions.ts';
import { locale } from '../messages/locale.ts';
import type { App } from '../state/app-context.ts';
import { setBusy } from '../state/idle.ts';
import { chooseInSystem, readConfig } from './chosen-file.ts';
import type { ChosenFile, ReadConfig } from './chosen-file.ts';
import { contentsOf } from './filter-contents.ts';

/** Brings a saved filter in force; Undo goes back. */
export function loadFilter(app: App, { rules, usesDefaults }: SavedFilter): void {
  chooseFilter(app, { rules, usesDefaults });
}

/** Lets the user choose a filter of Process Monitor and brings it in force without saving it. */
export function loadFilterFromFile(app: App): void {
  const state = app.store.getState();
  state.messageShown(undefined);
  if (state.shell?.host === 'browser') {
    state.dialogOpened({ kind: 'choose-config', purpose: 'load', then: (file) => void loadFrom(app, file) });
    return;
  }
  chooseInSystem(app, 'filter')
    .then((file) => (file === undefined ? undefined : loadFrom(app, file)))
    .catch((error: unknown) => report(app, error, locale.messages.configuration.noFile));
}

async function loadFrom(app: App, chosen: ChosenFile): Promise<void> {
  const job = {};
  setBusy(job, true);
  try {
    loadFilterFile(app, await readConfig(app, chosen));
  } catch (error) {
    report(app, error, (sentence) => locale.messages.configuration.notImported(chosen.name, sentence));
  } finally {
    setBusy(job, false);
  }
}

/** The filter of a file, or a sentence that says why there is none. */
export function filterOfFile({ name, content }: ReadConfig): ImportedFilter | string {
  const texts = locale.messages.configuration;
  const list = ruleListOfFile(content);
  if (list === undefined) return texts.hasNoFilter(name);
  const most = MAX_RULES - defaultRules('pml').length;
  return (
    importedFilter(list, filterName(name)) ??
    texts.notImported(name, texts.tooManyRules(locale.number(list.rules.length), locale.number(most)))
  );
}

/** What is said of rules that are kept but not in force; undefined when there are none. */
export function inactiveSentence({ inactive }: ImportedFilter): string | undefined {
  return inactive === 0
    ? undefined
    : locale.messages.configuration.furtherRules(locale.number(inactive), inactive);
}

/** Brings the filter of a file in force and says so. */
export function loadFilterFile(app: App, read: ReadConfig): void {
  const imported = filterOfFile(read);
  const state = app.store.getState();
  if (typeof imported === 'string') {
    state.messageShown({ kind: 'failure', sentence: imported });
    return;
  }
  const { filter } = imported;
  chooseFilter(app, { rules: filter.rules, usesDefaults: filter.usesDefaults });
  // Process Monitor hides profiling events by a rule of its default filter, which is the toggle here.
  if (filter.usesDefaults) {
    const classes = state.classes & ~classBit(EventClass.Profiling);
    app.session.setClasses(classes);
    app.shell.changeSettings({ classes });
  }
  const loaded = locale.messages.configuration.loaded(filter.name, contentsOf(filter));
  const inactive = inactiveSentence(imported);
  state.messageShown({ kind: 'done', sentence: inactive === undefined ? loaded : `${loaded} ${inactive}` });
}
