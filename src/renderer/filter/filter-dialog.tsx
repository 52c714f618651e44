import { useMemo, useReducer, useRef, useState } from 'react';
import type { JSX, KeyboardEvent } from 'react';
import { defaultRules } from '../../shared/filter/default-rules.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import type { Dialog } from '../state/dialog-state.ts';
import { dialectOf, mostOwnRules, rulesOf } from './effective-rules.ts';
import { chooseFilter } from './filter-actions.ts';
import { filterOfDraft, reduceDraft, startDraft } from './filter-draft.ts';
import { FilterWordsView } from './filter-words-view.tsx';
import { RuleCommands } from './rule-commands.tsx';
import { RuleEntry } from './rule-entry.tsx';
import { ruleProblem } from './rule-problem.ts';
import { RulesTable } from './rules-table.tsx';
import { ShownNote } from './shown-note.tsx';
import { useHiddenByDefaults, useRuleCounter } from './use-rule-counts.ts';

const texts = locale.messages.filter;

/** What a new rule begins as. */
const NEW_RULE: FilterRule = {
  enabled: true,
  column: 'processName',
  relation: 'is',
  value: '',
  action: 'Include',
};

/** The filter dialog, while it is the one that is open. */
export function FilterDialog(): JSX.Element | null {
  const dialog = useAppState((state) => state.dialog);
  return dialog?.kind === 'filter' ? <OpenFilterDialog dialog={dialog} /> : null;
}

function OpenFilterDialog({ dialog }: { dialog: Extract<Dialog, { kind: 'filter' }> }): JSX.Element {
  const app = useApp();
  const dialect = useAppState(dialectOf);
  const [draft, dispatch] = useReducer(reduceDraft, undefined, () =>
    startDraft(app.store.getState().filter, dialog.rule),
  );
  const [entry, setEntry] = useState<FilterRule>(dialog.draft ?? NEW_RULE);
  const [isEntryOpen, setEntryOpen] = useState(dialog.draft !== undefined);
  /** Whether OK was pressed while the entry row held a rule that was not added. */
  const [isWarned, setWarned] = useState(false);
  const value = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const counter = useRuleCounter();
  const defaults = defaultRules(dialect);
  const hidden = useHiddenByDefaults(defaults);
  const { rules, usesDefaults } = draft;
  const filter = useMemo(() => filterOfDraft(rules, usesDefaults), [rules, usesDefaults]);
  const effective = useMemo(() => rulesOf(filter, dialect), [filter, dialect]);
  const isFull = rules.length >= mostOwnRules(dialect);
  const full = isFull ? texts.tooManyRules(locale.number(mostOwnRules(dialect))) : undefined;

  const close = (): void => app.store.getState().dialogClosed();
  const apply = (): boolean => {
    const edited = rules.find(({ id }) => id === draft.edited?.id)?.rule;
    if (edited !== undefined && ruleProblem(edited) !== undefined) return false;
    dispatch({ do: 'end-edit', keep: true });
    chooseFilter(app, filter);
    return true;
  };
  const accept = (): void => {
    if (isEntryOpen && !isWarned) {
      setWarned(true);
      value.current?.focus();
    } else if (apply()) close();
  };
  const add = (rule: FilterRule): void => {
    if (isFull) return;
    dispatch({ do: 'add', rule });
    setEntry({ ...rule, value: '' });
    setEntryOpen(false);
    setWarned(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || !event.ctrlKey) return;
    event.preventDefault();
    accept();
  };

  return (
    <DialogFrame
      title={texts.title}
      width={820}
      height={548}
      onClose={close}
      onKeyDown={onKeyDown}
      initialFocus={dialog.rule === undefined ? value : table}
      footer={
        <>
          <ShownNote rules={effective} />
          <span className="space" />
          <Button kind="primary" onClick={accept}>
            {texts.ok}
          </Button>
          <Button onClick={close}>{texts.cancel}</Button>
          <Button onClick={apply}>{texts.apply}</Button>
        </>
      }
    >
      <RuleEntry
        rule={entry}
        onChange={(rule) => {
          setEntry(rule);
          setEntryOpen(rule.value !== '');
          setWarned(false);
        }}
        onAdd={add}
        note={isWarned ? texts.notAdded : full}
        mayBeEmpty={dialog.draft?.value === ''}
        valueRef={value}
      />
      <RulesTable
        draft={draft}
        dispatch={dispatch}
        defaults={defaults}
        counter={counter}
        hidden={hidden}
        tableRef={table}
      />
      <RuleCommands draft={draft} dispatch={dispatch} isFull={isFull} />
      <FilterWordsView filter={filter} />
    </DialogFrame>
  );
}
