import { useReducer, useRef, useState } from 'react';
import type { JSX, KeyboardEvent, ReactNode } from 'react';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { Button } from '../controls/button.tsx';
import { DialogFrame } from '../controls/dialog-frame.tsx';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';
import { reduceDraft } from './filter-draft.ts';
import type { FilterDraft } from './filter-draft.ts';
import { RuleCommands } from './rule-commands.tsx';
import { RuleEntry } from './rule-entry.tsx';
import { ruleProblem } from './rule-problem.ts';
import { RulesTable } from './rules-table.tsx';
import { useRuleCounter } from './use-rule-counts.ts';

const texts = locale.messages.filter;

/** What a new rule begins as. */
const NEW_RULE: FilterRule = {
  enabled: true,
  column: 'processName',
  relation: 'is',
  value: '',
  action: 'Include',
};

export interface RuleEditorProps {
  readonly title: string;
  readonly start: () => FilterDraft;
  /** The rule that the entry row starts with. */
  readonly entry: FilterRule | undefined;
  /** Whether the list of rules has the focus first, not the new rule's value. */
  readonly startsInList: boolean;
  /** Most rules, and what is said when there are as many. */
  readonly most: number;
  readonly full: string;
  /** What is said at OK while the entry row holds a rule that was not added. */
  readonly notAdded: string;
  /** The rules that the row of default exclusions unfolds to, and how many events they hide. */
  readonly defaults?: readonly FilterRule[];
  readonly hidden?: number | undefined;
  /** Stands in the list while it has no rule. */
  readonly empty?: string;
  /** Stands at the left of the footer: what the rules would come to. */
  readonly note: (draft: FilterDraft) => ReactNode;
  /** Says below the list how the rules combine. */
  readonly words: (draft: FilterDraft) => ReactNode;
  /** More buttons for all rules; `apply` brings them in force, or says that one of them cannot be. */
  readonly more?: (draft: FilterDraft, apply: () => boolean) => ReactNode;
  readonly onApply: (draft: FilterDraft) => void;
}

/** A dialog in which rules are made and arranged: the filter's and the highlight's. */
export function RuleEditor({
  title,
  start,
  entry: given,
  startsInList,
  most,
  full,
  notAdded,
  defaults = [],
  hidden,
  empty,
  note,
  words,
  more,
  onApply,
}: RuleEditorProps): JSX.Element {
  const app = useApp();
  const [draft, dispatch] = useReducer(reduceDraft, undefined, start);
  const [entry, setEntry] = useState<FilterRule>(given ?? NEW_RULE);
  const [isEntryOpen, setEntryOpen] = useState(given !== undefined);
  /** Whether OK was pressed while the entry row held a rule that was not added. */
  const [isWarned, setWarned] = useState(false);
  const value = useRef<HTMLInputElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const counter = useRuleCounter();
  const { rules } = draft;
  const isFull = rules.length >= most;

  const close = (): void => app.store.getState().dialogClosed();
  const apply = (): boolean => {
    const edited = rules.find(({ id }) => id === draft.edited?.id)?.rule;
    if (edited !== undefined && ruleProblem(edited) !== undefined) return false;
    dispatch({ do: 'end-edit', keep: true });
    onApply(draft);
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
      title={title}
      width={820}
      height={548}
      onClose={close}
      onKeyDown={onKeyDown}
      initialFocus={startsInList ? table : value}
      footer={
        <>
          {note(draft)}
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
        note={isWarned ? notAdded : isFull ? full : undefined}
        mayBeEmpty={given?.value === ''}
        valueRef={value}
      />
      <RulesTable
        draft={draft}
        dispatch={dispatch}
        defaults={defaults}
        counter={counter}
        hidden={hidden}
        empty={empty}
        tableRef={table}
      />
      <RuleCommands draft={draft} dispatch={dispatch} isFull={isFull} more={more?.(draft, apply)} />
      {words(draft)}
    </DialogFrame>
  );
}
