import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import type { Filter } from '../state/filter-state.ts';

/** Whether two rules say the same, whether they are enabled or not. Comparisons ignore case, and so does this. */
export function sameMeaning(one: FilterRule, other: FilterRule): boolean {
  return (
    one.column === other.column &&
    one.relation === other.relation &&
    one.action === other.action &&
    one.value.toLowerCase() === other.value.toLowerCase()
  );
}

export function sameRules(one: readonly FilterRule[], other: readonly FilterRule[]): boolean {
  return (
    one === other ||
    (one.length === other.length &&
      one.every((rule, index) => {
        const against = other[index];
        return (
          against !== undefined &&
          rule.enabled === against.enabled &&
          rule.value === against.value &&
          sameMeaning(rule, against)
        );
      }))
  );
}

export function sameFilter(one: Filter, other: Filter): boolean {
  return one.usesDefaults === other.usesDefaults && sameRules(one.rules, other.rules);
}

/** The rules with one more at the end. A rule that says the same is enabled in its place instead. */
export function withRule(rules: readonly FilterRule[], rule: FilterRule): readonly FilterRule[] {
  const index = rules.findIndex((known) => sameMeaning(known, rule));
  if (index < 0) return [...rules, rule];
  return rules.map((known, at) => (at === index ? { ...known, enabled: true } : known));
}

/** The rules with one moved by a place; unchanged at the ends. */
export function moved<T>(list: readonly T[], from: number, to: number): readonly T[] {
  if (from === to || from < 0 || to < 0 || from >= list.length || to >= list.length) return list;
  const rest = list.filter((_, index) => index !== from);
  const item = list[from];
  return item === undefined ? list : [...rest.slice(0, to), item, ...rest.slice(to)];
}
