import { defaultRules } from '../filter/default-rules.ts';
import type { FilterRule } from '../filter/filter-rule.ts';

/**
 * The last rule of Process Monitor's default filter. Here the released Profiling toggle does the same, so that it is not
 * among the default exclusions.
 */
export const PROFILING_RULE: FilterRule = {
  enabled: true,
  column: 'eventClass',
  relation: 'is',
  value: 'Profiling',
  action: 'Exclude',
};

/** A list of rules of Process Monitor, taken apart into what a filter is here. */
export interface SplitRules {
  /** The user's own rules. */
  readonly rules: readonly FilterRule[];
  /** Whether the rules held Process Monitor's default filter as a whole: then it was taken out. */
  readonly usesDefaults: boolean;
}

/**
 * Takes Process Monitor's default filter out of a list of rules, so that it is not in force twice. A part of it alone is
 * the user's doing and stays.
 */
export function splitDefaults(rules: readonly FilterRule[]): SplitRules {
  const left = [...rules];
  for (const rule of wholeDefault()) {
    const index = left.findIndex((other) => saysTheSame(rule, other));
    if (index < 0) return { rules, usesDefaults: false };
    left.splice(index, 1);
  }
  return { rules: left, usesDefaults: true };
}

/** What hides events, as Process Monitor has it: the user's rules, then the default filter. */
export interface JoinedRules extends SplitRules {
  /** Whether profiling events are hidden by their toggle. */
  readonly hidesProfiling: boolean;
}

/** The rules with which Process Monitor shows the same. Those that are switched off are left out: it knows none. */
export function joinDefaults({ rules, usesDefaults, hidesProfiling }: JoinedRules): readonly FilterRule[] {
  const own = rules.filter(({ enabled }) => enabled);
  if (!usesDefaults) return own;
  return [...own, ...(hidesProfiling ? wholeDefault() : defaultRules('pml'))];
}

function wholeDefault(): readonly FilterRule[] {
  return [...defaultRules('pml'), PROFILING_RULE];
}

/** Comparisons ignore case, and so does this. */
function saysTheSame(one: FilterRule, other: FilterRule): boolean {
  return (
    one.column === other.column &&
    one.relation === other.relation &&
    one.action === other.action &&
    one.value.toLowerCase() === other.value.toLowerCase()
  );
}
