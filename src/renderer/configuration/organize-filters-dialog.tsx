import { useReducer, useRef, useState } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { ProcscopeError, isCancelled } from '../../shared/errors.ts';
import { exportedFilter, freeName } from '../../shared/procmon-config/saved-filters.ts';
import { MAX_SAVED_FILTERS, savedFilters } from '../../shared/settings.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { errorSentence } from '../messages/error-sentence.ts';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { setBusy } from '../state/idle.ts';
import { ChooseConfigDialog } from './choose-config-dialog.tsx';
import { chooseInSystem, chooseTargetInSystem, fileNameFor, readConfig } from './chosen-file.ts';
import type { ChosenFile } from './chosen-file.ts';
import { ConfigTargetDialog } from './config-target-dialog.tsx';
import { contentsOf } from './filter-contents.ts';
import { filterOfFile, inactiveSentence, loadFilter } from './filter-flows.ts';
import { reduceFilters, selectedFilter, startFilters } from './filters-draft.ts';
import { FiltersTable } from './filters-table.tsx';

const texts = locale.messages.configuration;

/** What is said about the last thing that was done in the dialog. */
interface Note {
  readonly isFailure: boolean;
  readonly sentence: string;
}

/** Renames, orders, deletes, imports and exports saved filters. Nothing is kept before OK. */
export function OrganizeFiltersDialog(): JSX.Element {
  const app = useApp();
  const { filter: words } = locale.messages;
  const isBrowser = useAppState((state) => state.shell?.host === 'browser');
  const [draft, dispatch] = useReducer(reduceFilters, undefined, () =>
    startFilters(app.store.getState().settings.savedFilters),
  );
  const [note, setNote] = useState<Note>();
  /** The page's own dialog for files, above this one. */
  const [asks, setAsks] = useState<'import' | 'export'>();
  const table = useRef<HTMLDivElement>(null);
  const { filters, selected } = draft;
  const current = selectedFilter(draft);

  const close = (): void => app.store.getState().dialogClosed();
  const fail = (sentence: string): void => setNote({ isFailure: true, sentence });
  const keep = (): boolean => {
    const next = filters.map(({ filter }) => filter);
    const isFit = savedFilters.safeParse(next).success;
    if (isFit) app.shell.changeSettings({ savedFilters: next });
    else fail(texts.tooMuchText);
    return isFit;
  };
  const accept = (): void => {
    if (keep()) close();
  };
  const load = (): void => {
    if (current === undefined || !keep()) return;
    close();
    loadFilter(app, current.filter);
  };

  /** Runs something with files; what goes wrong is said in the dialog, within a sentence. */
  const run = (job: () => Promise<void>, say: (sentence: string) => string): void => {
    setNote(undefined);
    const busy = {};
    setBusy(busy, true);
    job()
      .catch((error: unknown) => {
        if (isCancelled(error)) return;
        if (!(error instanceof ProcscopeError)) console.error(error);
        fail(say(error instanceof Error ? error.message : String(error)));
      })
      .finally(() => setBusy(busy, false));
  };
  const importFrom = async (chosen: ChosenFile): Promise<void> => {
    const imported = filterOfFile(await readConfig(app, chosen));
    if (typeof imported === 'string') {
      fail(imported);
      return;
    }
    const names = filters.map(({ filter }) => filter.name);
    const filter = { ...imported.filter, name: freeName(imported.filter.name, names) };
    dispatch({ do: 'add', filter });
    const done = texts.imported(chosen.name, [contentsOf(filter)]);
    const inactive = inactiveSentence(imported);
    setNote({ isFailure: false, sentence: inactive === undefined ? done : `${done} ${inactive}` });
    table.current?.focus();
  };
  const exportTo = async ({ file }: ChosenFile): Promise<void> => {
    if (current === undefined) return;
    const { name } = await app.shell.call('config/write', { file, bytes: exportedFilter(current.filter) });
    const off = current.filter.rules.filter(({ enabled }) => !enabled).length;
    const done = texts.filterExported(current.filter.name, name);
    const sentence = off === 0 ? done : `${done} ${texts.rulesLeftOut(locale.number(off), off)}`;
    setNote({ isFailure: false, sentence });
  };
  const askImport = (): void => {
    if (filters.length >= MAX_SAVED_FILTERS) fail(texts.tooManyFilters(locale.number(MAX_SAVED_FILTERS)));
    else if (isBrowser) setAsks('import');
    else
      run(async () => {
        const chosen = await chooseInSystem(app, 'filter');
        if (chosen !== undefined) await importChosen(chosen);
      }, texts.noFile);
  };
  const importChosen = async (chosen: ChosenFile): Promise<void> =>
    importFrom(chosen).catch((error: unknown) => {
      if (!(error instanceof ProcscopeError) || isCancelled(error)) throw error;
      fail(texts.notImported(chosen.name, errorSentence(error)));
    });
  const target = fileNameFor(current?.filter.name ?? '', 'PMF');
  const askExport = (): void => {
    if (isBrowser) setAsks('export');
    else
      run(
        async () => {
          const chosen = await chooseTargetInSystem(app, target, 'filter');
          if (chosen !== undefined) await exportTo(chosen);
        },
        (sentence) => texts.notExported(target, sentence),
      );
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !event.ctrlKey || asks !== undefined) return;
    event.preventDefault();
    accept();
  };

  return (
    <DialogFrame
      title={texts.organizeTitle}
      width={640}
      height={440}
      onClose={close}
      onKeyDown={onKeyDown}
      initialFocus={table}
      footer={
        <>
          <span className="space" />
          <Button kind="primary" onClick={accept}>
            {words.ok}
          </Button>
          <Button onClick={close}>{words.cancel}</Button>
        </>
      }
    >
      <FiltersTable draft={draft} dispatch={dispatch} onLoad={load} tableRef={table} />
      <div className="rule-commands">
        <Button isSmall disabled={current === undefined} onClick={load}>
          {texts.load}
        </Button>
        <Button isSmall disabled={current === undefined} onClick={() => dispatch({ do: 'rename' })}>
          {texts.rename}
        </Button>
        <Button isSmall disabled={current === undefined} onClick={() => dispatch({ do: 'delete' })}>
          {texts.delete}
        </Button>
        <Button
          isSmall
          icon="arrow-up-16-regular"
          disabled={selected === undefined || selected === 0}
          onClick={() => {
            if (selected !== undefined) dispatch({ do: 'move', from: selected, to: selected - 1 });
          }}
        >
          {words.moveUp}
        </Button>
        <Button
          isSmall
          icon="arrow-down-16-regular"
          disabled={selected === undefined || selected === filters.length - 1}
          onClick={() => {
            if (selected !== undefined) dispatch({ do: 'move', from: selected, to: selected + 1 });
          }}
        >
          {words.moveDown}
        </Button>
        <span className="space" />
        <Button isSmall onClick={askImport}>
          {texts.importFilter}
        </Button>
        <Button isSmall disabled={current === undefined} onClick={askExport}>
          {texts.exportFilter}
        </Button>
      </div>
      {note === undefined ? null : (
        <p
          className={note.isFailure ? 'organize-note failure' : 'organize-note'}
          role={note.isFailure ? 'alert' : 'status'}
        >
          {note.sentence}
        </p>
      )}
      {asks === 'import' ? (
        <ChooseConfigDialog
          title={texts.importFilterTitle}
          action={texts.import}
          onChosen={(chosen) => {
            setAsks(undefined);
            run(
              () => importFrom(chosen),
              (sentence) => texts.notImported(chosen.name, sentence),
            );
          }}
          onClose={() => setAsks(undefined)}
        />
      ) : null}
      {asks === 'export' ? (
        <ConfigTargetDialog
          title={texts.exportFilterTitle}
          name={target}
          onChosen={(chosen) => {
            setAsks(undefined);
            run(
              () => exportTo(chosen),
              (sentence) => texts.notExported(chosen.name, sentence),
            );
          }}
          onClose={() => setAsks(undefined)}
        />
      ) : null}
    </DialogFrame>
  );
}
