import { useState } from 'react';
import type { JSX, Ref } from 'react';
import { COLUMN_NAMES } from '../../shared/columns.ts';
import { RELATIONS, RULE_ACTIONS } from '../../shared/filter/filter-rule.ts';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { ComboField } from '../controls/combo-field.tsx';
import { SelectField } from '../controls/select-field.tsx';
import { locale } from '../messages/locale.ts';
import { useValues } from './use-values.ts';

const texts = locale.messages.filter;

const collator = new Intl.Collator(locale.tag);

/** By name: with almost thirty of them, people look for one by its first letter. */
const COLUMNS = COLUMN_NAMES.map((value) => ({ value, text: texts.columnNames[value] })).sort((one, other) =>
  collator.compare(one.text, other.text),
);
const RELATION_OPTIONS = RELATIONS.map((value) => ({ value, text: texts.relations[value] }));
const ACTIONS = RULE_ACTIONS.map((value) => ({ value, text: texts.actions[value] }));

/** The four fields of a rule. The value offers what occurs in the capture. */
export function RuleFields({
  rule,
  onChange,
  onEnter,
  error,
  valueRef,
}: {
  rule: FilterRule;
  onChange: (rule: FilterRule) => void;
  /** Enter in the value, when it does not choose one of those offered. */
  onEnter: () => void;
  error: string | undefined;
  valueRef?: Ref<HTMLInputElement> | undefined;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const { suggestions, note } = useValues(rule.column, rule.value, isOpen);
  return (
    <>
      <SelectField
        className="rule-column"
        label={texts.column}
        value={rule.column}
        options={COLUMNS}
        onValueChange={(column) => onChange({ ...rule, column })}
      />
      <SelectField
        className="rule-relation"
        label={texts.relation}
        value={rule.relation}
        options={RELATION_OPTIONS}
        onValueChange={(relation) => onChange({ ...rule, relation })}
      />
      <ComboField
        className="rule-value"
        label={texts.value}
        openLabel={texts.showValues}
        value={rule.value}
        suggestions={suggestions}
        note={note}
        error={error}
        inputRef={valueRef}
        onOpenChange={setOpen}
        onValueChange={(value) => onChange({ ...rule, value })}
        onEnter={onEnter}
      />
      <SelectField
        className="rule-action"
        label={texts.action}
        value={rule.action}
        options={ACTIONS}
        onValueChange={(action) => onChange({ ...rule, action })}
      />
    </>
  );
}
