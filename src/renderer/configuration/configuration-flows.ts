import { EventClass, classBit } from '../../shared/event-class.ts';
import { readConfigFile } from '../../shared/procmon-config/config-file.ts';
import { readConfiguration } from '../../shared/procmon-config/configuration.ts';
import { writeRecords } from '../../shared/procmon-config/records.ts';
import type { ConfigRecord } from '../../shared/procmon-config/records.ts';
import { updatedConfiguration } from '../../shared/procmon-config/update-configuration.ts';
import type { ConfigState } from '../../shared/procmon-config/update-configuration.ts';
import { layOutColumns } from '../columns/column-layout.ts';
import { layoutSpace } from '../columns/layout-space.ts';
import { report } from '../files/report-failure.ts';
import { chooseFilter } from '../filter/filter-actions.ts';
import { locale } from '../messages/locale.ts';
import type { App } from '../state/app-context.ts';
import type { AppState } from '../state/app-store.ts';
import { setBusy } from '../state/idle.ts';
import { chooseInSystem, chooseTargetInSystem, readConfig } from './chosen-file.ts';
import type { ChosenFile, ReadConfig } from './chosen-file.ts';
import { loadFilterFile } from './filter-flows.ts';
import { planImport } from './import-plan.ts';
import { importSentence } from './import-texts.ts';

/** What Process Monitor calls its configuration by default. */
const FILE_NAME = 'ProcmonConfiguration.PMC';

/** Lets the user choose a configuration of Process Monitor and takes it over. */
export function importConfiguration(app: App): void {
  const state = app.store.getState();
  state.messageShown(undefined);
  if (state.shell?.host === 'browser') {
    state.dialogOpened({
      kind: 'choose-config',
      purpose: 'import',
      then: (file) => void importFrom(app, file),
    });
    return;
  }
  chooseInSystem(app, 'configuration')
    .then((file) => (file === undefined ? undefined : importFrom(app, file)))
    .catch((error: unknown) => report(app, error, locale.messages.configuration.noFile));
}

/** Takes a file of Process Monitor's over: a configuration, or a filter alone. What it is, its bytes say. */
export async function importFrom(app: App, chosen: ChosenFile): Promise<void> {
  const job = {};
  setBusy(job, true);
  try {
    const read = await readConfig(app, chosen);
    if (read.content.kind === 'filter') loadFilterFile(app, read);
    else await apply(app, read, read.content.records);
  } catch (error) {
    report(app, error, (sentence) => locale.messages.configuration.notImported(chosen.name, sentence));
  } finally {
    setBusy(job, false);
  }
}

async function apply(app: App, { name, bytes }: ReadConfig, records: readonly ConfigRecord[]): Promise<void> {
  const { settings, classes } = app.store.getState();
  const plan = planImport(readConfiguration(records), { highlight: settings.highlight, classes });
  app.shell.changeSettings(plan.change);
  if (plan.change.classes !== undefined) app.session.setClasses(plan.change.classes);
  if (plan.filter !== undefined) chooseFilter(app, plan.filter);
  const texts = locale.messages.configuration;
  const show = (): void => app.store.getState().dialogOpened({ kind: 'import-report', name, plan });
  try {
    await app.shell.call('config/keep', { bytes });
    app.store.getState().messageShown({
      kind: 'done',
      sentence: importSentence(name, plan),
      remedy: { label: texts.details, run: show },
    });
  } catch (error) {
    report(app, error, texts.notKept, { label: texts.details, run: show });
  }
}

/** Lets the user choose where to write the configuration, for Process Monitor or another Procscope. */
export function exportConfiguration(app: App): void {
  const state = app.store.getState();
  state.messageShown(undefined);
  if (state.shell?.host === 'browser') {
    state.dialogOpened({
      kind: 'config-target',
      name: FILE_NAME,
      then: (target) => void exportTo(app, target),
    });
    return;
  }
  chooseTargetInSystem(app, FILE_NAME, 'configuration')
    .then((target) => (target === undefined ? undefined : exportTo(app, target)))
    .catch((error: unknown) => report(app, error, locale.messages.configuration.noFile));
}

async function exportTo(app: App, { file, name }: ChosenFile): Promise<void> {
  const texts = locale.messages.configuration;
  const job = {};
  setBusy(job, true);
  try {
    const kept = await keptRecords(app);
    const state = app.store.getState();
    const bytes = writeRecords(updatedConfiguration(kept, configState(state)));
    const written = await app.shell.call('config/write', { file, bytes });
    const off = [...state.filter.rules, ...state.settings.highlight.rules].filter(({ enabled }) => !enabled);
    const sentence = texts.exported(written.name);
    app.store.getState().messageShown({
      kind: 'done',
      sentence:
        off.length === 0
          ? sentence
          : `${sentence} ${texts.rulesLeftOut(locale.number(off.length), off.length)}`,
    });
  } catch (error) {
    report(app, error, (sentence) => texts.notExported(name, sentence));
  } finally {
    setBusy(job, false);
  }
}

/** The records of the configuration that was imported last; none when there is none. */
async function keptRecords(app: App): Promise<readonly ConfigRecord[]> {
  const { bytes } = await app.shell.call('config/kept', {});
  const kept = bytes === undefined ? undefined : readConfigFile(bytes, FILE_NAME);
  return kept?.kind === 'configuration' ? kept.records : [];
}

function configState(state: AppState): ConfigState {
  const { settings, filter, classes } = state;
  const { columns, highlight, font, alwaysOnTop } = settings;
  const space = layoutSpace(document.documentElement.clientWidth, state);
  return {
    columns,
    widths: layOutColumns(columns, space).widths,
    filter: { ...filter, hidesProfiling: (classes & classBit(EventClass.Profiling)) === 0 },
    highlight,
    font,
    alwaysOnTop,
  };
}
