import type { FilterRule } from '../../shared/filter/filter-rule.ts';
import { INITIAL_FILTER } from '../state/filter-state.ts';
import type { Filter } from '../state/filter-state.ts';
import { moved, sameMeaning, withRule } from './rule-list.ts';

/** A rule of the draft, with a number that stays when it is moved or changed. */
export interface DraftRule {
  readonly id: number;
  readonly rule: FilterRule;
}

/**
 * A filter, or a list of highlight rules, while it is edited. Rows of the list: one for each rule, then, where there are
 * any, the default exclusions as one row, then, while that is unfolded, one for each of them.
 */
export interface FilterDraft {
  readonly rules: readonly DraftRule[];
  /** Whether there are default exclusions; a highlight has none. */
  readonly hasDefaults: boolean;
  readonly usesDefaults: boolean;
  readonly isUnfolded: boolean;
  /** Row; undefined while none is selected. */
  readonly selected: number | undefined;
  /** The rule whose cells are fields, as it was before. */
  readonly edited: DraftRule | undefined;
  readonly nextId: number;
}

export type DraftAction =
  | { readonly do: 'add'; readonly rule: FilterRule }
  | { readonly do: 'change'; readonly id: number; readonly rule: FilterRule }
  | { readonly do: 'enable'; readonly row: number; readonly on: boolean }
  | { readonly do: 'select'; readonly row: number }
  | { readonly do: 'edit'; readonly row: number }
  | { readonly do: 'end-edit'; readonly keep: boolean }
  | { readonly do: 'remove' }
  | { readonly do: 'duplicate' }
  | { readonly do: 'move'; readonly from: number; readonly to: number }
  | { readonly do: 'fold'; readonly open: boolean }
  | { readonly do: 'reset' };

export function startDraft(filter: Filter, selected: number | 'defaults' | undefined): FilterDraft {
  return {
    rules: filter.rules.map((rule, id) => ({ id, rule })),
    hasDefaults: true,
    usesDefaults: filter.usesDefaults,
    isUnfolded: selected === 'defaults',
    selected: selected === 'defaults' ? filter.rules.length : selected,
    edited: undefined,
    nextId: filter.rules.length,
  };
}

/** Highlight rules, about to be edited. */
export function startHighlightDraft(rules: readonly FilterRule[]): FilterDraft {
  return { ...startDraft({ rules, usesDefaults: false }, undefined), hasDefaults: false };
}

/** The filter that a draft stands for. */
export function filterOfDraft(rules: readonly DraftRule[], usesDefaults: boolean): Filter {
  return { rules: rules.map(({ rule }) => rule), usesDefaults };
}

/** The row of the default exclusions; infinite where there are none. */
export function defaultsRow({ rules, hasDefaults }: FilterDraft): number {
  return hasDefaults ? rules.length : Infinity;
}

/** Rows of the list, of which the default exclusions are `defaults` when they are unfolded. */
export function draftRows({ rules, hasDefaults, isUnfolded }: FilterDraft, defaults: number): number {
  return rules.length + (hasDefaults ? 1 + (isUnfolded ? defaults : 0) : 0);
}

export function reduceDraft(draft: FilterDraft, action: DraftAction): FilterDraft {
  switch (action.do) {
    case 'add':
      return added(draft, action.rule);
    case 'change':
      return withRules(
        draft,
        draft.rules.map((entry) => (entry.id === action.id ? { ...entry, rule: action.rule } : entry)),
      );
    case 'enable':
      if (action.row === defaultsRow(draft)) return { ...draft, usesDefaults: action.on };
      return withRules(
        draft,
        draft.rules.map((entry, row) =>
          row === action.row ? { ...entry, rule: { ...entry.rule, enabled: action.on } } : entry,
        ),
      );
    case 'select':
      return { ...draft, selected: action.row };
    case 'edit': {
      const edited = draft.rules[action.row];
      return edited === undefined ? draft : { ...draft, selected: action.row, edited };
    }
    case 'end-edit':
      return editEnded(draft, action.keep);
    case 'remove':
      return removed(draft);
    case 'duplicate': {
      const entry = draft.selected === undefined ? undefined : draft.rules[draft.selected];
      if (entry === undefined || draft.selected === undefined) return draft;
      const copy = { id: draft.nextId, rule: entry.rule };
      const at = draft.selected + 1;
      const rules = [...draft.rules.slice(0, at), copy, ...draft.rules.slice(at)];
      return { ...draft, rules, selected: at, edited: copy, nextId: draft.nextId + 1 };
    }
    case 'move':
      return {
        ...draft,
        rules: moved(draft.rules, action.from, action.to),
        selected: action.to < draft.rules.length && action.to >= 0 ? action.to : draft.selected,
      };
    case 'fold':
      return {
        ...draft,
        isUnfolded: action.open,
        selected: draft.selected === undefined ? undefined : Math.min(draft.selected, defaultsRow(draft)),
      };
    case 'reset':
      return {
        ...startDraft(INITIAL_FILTER, undefined),
        hasDefaults: draft.hasDefaults,
        usesDefaults: draft.hasDefaults,
        isUnfolded: draft.isUnfolded,
        nextId: draft.nextId,
      };
  }
}

function withRules(draft: FilterDraft, rules: readonly DraftRule[]): FilterDraft {
  return { ...draft, rules };
}

/** A rule that says the same is enabled in its place and selected instead. */
function added(draft: FilterDraft, rule: FilterRule): FilterDraft {
  const known = draft.rules.findIndex((entry) => sameMeaning(entry.rule, rule));
  if (known < 0) {
    const rules = [...draft.rules, { id: draft.nextId, rule }];
    return { ...draft, rules, selected: rules.length - 1, nextId: draft.nextId + 1 };
  }
  const after = withRule(
    draft.rules.map((entry) => entry.rule),
    rule,
  );
  const rules = draft.rules.map((entry, row) => ({ ...entry, rule: after[row] ?? entry.rule }));
  return { ...draft, rules, selected: known };
}

function editEnded(draft: FilterDraft, keep: boolean): FilterDraft {
  const { edited } = draft;
  if (edited === undefined || keep) return { ...draft, edited: undefined };
  return {
    ...withRules(
      draft,
      draft.rules.map((entry) => (entry.id === edited.id ? edited : entry)),
    ),
    edited: undefined,
  };
}

/** The row that follows is selected, so that Delete can be pressed again. */
function removed(draft: FilterDraft): FilterDraft {
  const { selected } = draft;
  if (selected === undefined || selected >= draft.rules.length) return draft;
  const rules = draft.rules.filter((_, row) => row !== selected);
  const next = rules.length === 0 ? undefined : Math.min(selected, rules.length - 1);
  return { ...draft, rules, selected: next, edited: undefined };
}
