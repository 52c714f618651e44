import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { Dispatch, JSX, KeyboardEvent, MouseEvent } from 'react';
import type { RowComponentProps } from 'react-window';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { CheckBox } from '../controls/check-box.tsx';
import type { RowDrag } from '../controls/use-row-drag.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { defaultsRow } from './filter-draft.ts';
import type { DraftAction, FilterDraft } from './filter-draft.ts';
import { comparisonText } from './filter-words.ts';
import type { RuleCounter } from './rule-counter.ts';
import { RuleFields } from './rule-fields.tsx';
import { ruleProblem } from './rule-problem.ts';

const texts = locale.messages.filter;

/** What all rows of the list are drawn from. */
export interface RuleRowData {
  readonly draft: FilterDraft;
  readonly dispatch: Dispatch<DraftAction>;
  readonly defaults: readonly FilterRule[];
  readonly counter: RuleCounter;
  readonly drag: RowDrag | undefined;
  /** Events that the default exclusions hide together; undefined while not known. */
  readonly hidden: number | undefined;
  readonly onEdited: () => void;
}

/** Id of a row's element. */
export function ruleRowId(row: number): string {
  return `filter-rule-${row}`;
}

/** A row of the list: a rule, the default exclusions, or one of those. */
export function RuleRow({ index, style, ...data }: RowComponentProps<RuleRowData>): JSX.Element {
  const { draft, dispatch, drag } = data;
  const own = draft.rules[index];
  const isSelected = draft.selected === index;
  const isEdited = own !== undefined && draft.edited?.id === own.id;
  const classes = ['rule-row'];
  if (drag?.from === index) classes.push('dragged');
  if (drag?.gap === index) classes.push('drop-before');
  if (drag?.gap === index + 1 && index === draft.rules.length - 1) classes.push('drop-after');
  if (index === defaultsRow(draft)) classes.push('defaults');
  if (index > defaultsRow(draft)) classes.push('default-rule');
  if (isEdited) classes.push('rule-editor');
  const open = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest('input, button') !== null) return;
    if (own !== undefined) dispatch({ do: 'edit', row: index });
    else if (index === defaultsRow(draft)) dispatch({ do: 'fold', open: !draft.isUnfolded });
  };
  return (
    <div
      role="row"
      id={ruleRowId(index)}
      aria-rowindex={index + 2}
      aria-level={index > defaultsRow(draft) ? 2 : 1}
      aria-selected={isSelected}
      aria-expanded={index === defaultsRow(draft) ? draft.isUnfolded : undefined}
      className={classes.join(' ')}
      style={style}
      onPointerDown={() => dispatch({ do: 'select', row: index })}
      onDoubleClick={isEdited ? undefined : open}
    >
      {own === undefined ? null : isEdited ? (
        <EditedRule rule={own.rule} id={own.id} {...data} />
      ) : (
        <RuleCells
          rule={own.rule}
          counter={data.counter}
          onEnable={(on) => dispatch({ do: 'enable', row: index, on })}
        />
      )}
      {index === defaultsRow(draft) ? <DefaultsCells {...data} /> : null}
      {index > defaultsRow(draft) ? (
        <DefaultRule rule={data.defaults[index - defaultsRow(draft) - 1]} counter={data.counter} />
      ) : null}
    </div>
  );
}

function RuleCells({
  rule,
  counter,
  onEnable,
}: {
  rule: FilterRule;
  counter: RuleCounter;
  onEnable?: (on: boolean) => void;
}): JSX.Element {
  const sentence = `${texts.columnNames[rule.column]} ${comparisonText(rule, texts)}`;
  return (
    <>
      <span role="gridcell" className="check-cell">
        {onEnable === undefined ? null : (
          <CheckBox
            checked={rule.enabled}
            onCheckedChange={onEnable}
            tabIndex={-1}
            aria-label={`${texts.enabled}: ${sentence}`}
          />
        )}
      </span>
      <span role="gridcell">{texts.columnNames[rule.column]}</span>
      <span role="gridcell" className="secondary">
        {texts.relations[rule.relation]}
      </span>
      <bdi role="gridcell" title={rule.value} className={rule.value === '' ? 'secondary' : undefined}>
        {rule.value === '' ? texts.emptyValue : rule.value}
      </bdi>
      <span role="gridcell" className="action-cell">
        <Icon
          id={rule.action === 'Include' ? 'add-circle-16-filled' : 'subtract-circle-16-regular'}
          edge={16}
        />
        <span>{texts.actions[rule.action]}</span>
      </span>
      <Matches rule={rule} counter={counter} />
    </>
  );
}

/** How many events the rule alone matches; counted when the row is drawn. */
function Matches({ rule, counter }: { rule: FilterRule; counter: RuleCounter }): JSX.Element {
  const matches = useSyncExternalStore(counter.subscribe, () => counter.matches(rule));
  useEffect(() => counter.want(rule));
  return (
    <span role="gridcell" className="number secondary">
      {matches === undefined ? '' : locale.number(matches)}
    </span>
  );
}

/** A rule whose cells are fields: Enter keeps what they say, Esc does not. */
function EditedRule({
  rule,
  id,
  dispatch,
  counter,
  onEdited,
}: RuleRowData & { rule: FilterRule; id: number }): JSX.Element {
  const value = useRef<HTMLInputElement>(null);
  const problem = ruleProblem(rule);
  useEffect(() => {
    value.current?.focus();
    value.current?.select();
  }, []);
  const end = (keep: boolean): void => {
    if (keep && problem !== undefined) return;
    dispatch({ do: 'end-edit', keep });
    onEdited();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    // Keys of the open lists come by as well: those are elsewhere on the page.
    if (!(event.target instanceof Node && event.currentTarget.contains(event.target))) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      end(false);
    }
    if (!event.ctrlKey) event.stopPropagation();
  };
  return (
    <div role="gridcell" aria-colspan={6} className="editor-cell" onKeyDown={onKeyDown}>
      <span className="check-cell">
        <CheckBox
          checked={rule.enabled}
          onCheckedChange={(enabled) => dispatch({ do: 'change', id, rule: { ...rule, enabled } })}
          aria-label={texts.enabled}
        />
      </span>
      <RuleFields
        rule={rule}
        onChange={(changed) => dispatch({ do: 'change', id, rule: changed })}
        onEnter={() => end(true)}
        error={problem}
        valueRef={value}
      />
      <EditedMatches rule={rule} counter={counter} />
    </div>
  );
}

function EditedMatches({ rule, counter }: { rule: FilterRule; counter: RuleCounter }): JSX.Element {
  const matches = useSyncExternalStore(counter.subscribe, () => counter.matches(rule));
  useEffect(() => {
    const timer = setTimeout(() => counter.want(rule), 150);
    return () => clearTimeout(timer);
  });
  return <span className="number secondary">{matches === undefined ? '' : locale.number(matches)}</span>;
}

function DefaultsCells({ draft, dispatch, defaults, hidden }: RuleRowData): JSX.Element {
  const row = defaultsRow(draft);
  return (
    <>
      <span role="gridcell" className="check-cell">
        <CheckBox
          checked={draft.usesDefaults}
          onCheckedChange={(on) => dispatch({ do: 'enable', row, on })}
          tabIndex={-1}
          aria-label={`${texts.enabled}: ${texts.defaults}`}
        />
      </span>
      <span
        role="gridcell"
        aria-colspan={3}
        className="defaults-cell"
        title={texts.defaultsWhat(locale.number(defaults.length))}
      >
        <Icon
          id={draft.isUnfolded ? 'chevron-down-16-regular' : 'chevron-right-16-regular'}
          edge={16}
          className="fold"
        />
        <span>
          {texts.defaults}{' '}
          <span className="tertiary">{texts.defaultsWhat(locale.number(defaults.length))}</span>
        </span>
      </span>
      <span role="gridcell" className="action-cell">
        <Icon id="subtract-circle-16-regular" edge={16} />
        <span>{texts.actions.Exclude}</span>
      </span>
      <span role="gridcell" className="number secondary">
        {hidden === undefined ? '' : locale.number(hidden)}
      </span>
    </>
  );
}

function DefaultRule({
  rule,
  counter,
}: {
  rule: FilterRule | undefined;
  counter: RuleCounter;
}): JSX.Element | null {
  return rule === undefined ? null : <RuleCells rule={rule} counter={counter} />;
}
