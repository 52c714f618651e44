import { useState } from 'react';
import type { JSX, RefObject } from 'react';
import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { Button } from '../controls/button.tsx';
import { locale } from '../messages/locale.ts';
import { RuleFields } from './rule-fields.tsx';
import { ruleProblem } from './rule-problem.ts';

const texts = locale.messages.filter;

/** The row of fields in which a new rule is made. */
export function RuleEntry({
  rule,
  onChange,
  onAdd,
  note,
  mayBeEmpty,
  valueRef,
}: {
  rule: FilterRule;
  onChange: (rule: FilterRule) => void;
  onAdd: (rule: FilterRule) => void;
  /** What is to be said about the rule as it stands. */
  note: string | undefined;
  /** Whether the rule came with an empty value, and may keep it. */
  mayBeEmpty: boolean;
  valueRef: RefObject<HTMLInputElement | null>;
}): JSX.Element {
  const [refused, setRefused] = useState<string>();
  const add = (): void => {
    const problem = rule.value === '' && !mayBeEmpty ? texts.valueMissing : ruleProblem(rule);
    setRefused(problem);
    valueRef.current?.focus();
    if (problem === undefined) onAdd(rule);
  };
  return (
    <div className="rule-entry" role="group" aria-label={texts.newRule}>
      <RuleFields
        rule={rule}
        onChange={(changed) => {
          setRefused(undefined);
          onChange(changed);
        }}
        onEnter={add}
        error={refused ?? note}
        valueRef={valueRef}
      />
      <Button isSmall icon="add-16-regular" onClick={add}>
        {texts.addRule}
      </Button>
    </div>
  );
}
