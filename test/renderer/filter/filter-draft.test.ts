import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  defaultsRow,
  filterOfDraft,
  draftRows,
  reduceDraft,
  startDraft,
  startHighlightDraft,
} from '../../../src/renderer/filter/filter-draft.ts';
import type { DraftAction, FilterDraft } from '../../../src/renderer/filter/filter-draft.ts';
import { exclude, include, off } from './rules.ts';

const A = exclude('operation', 'RegQueryKey');
const B = include('processName', 'a.exe');
const C = exclude('path', 'pagefile.sys', 'ends with');

function after(draft: FilterDraft, ...actions: DraftAction[]): FilterDraft {
  return actions.reduce(reduceDraft, draft);
}

function rulesOf(draft: FilterDraft) {
  return filterOfDraft(draft.rules, draft.usesDefaults).rules;
}

describe('the draft of a filter', () => {
  const start = startDraft({ rules: [A, B, C], usesDefaults: true }, undefined);

  it('adds a rule at the end and selects it', () => {
    const draft = after(startDraft({ rules: [A], usesDefaults: true }, undefined), { do: 'add', rule: B });
    expect(rulesOf(draft)).toEqual([A, B]);
    expect(draft.selected).toBe(1);
  });

  it('enables and selects a rule that says the same instead of adding it', () => {
    const draft = after(startDraft({ rules: [off(A), B], usesDefaults: true }, undefined), {
      do: 'add',
      rule: exclude('operation', 'REGQUERYKEY'),
    });
    expect(rulesOf(draft)).toEqual([A, B]);
    expect(draft.selected).toBe(0);
  });

  it('removes the selected rule and selects the next one, and nothing when none is selected', () => {
    const draft = after(start, { do: 'select', row: 1 }, { do: 'remove' });
    expect(rulesOf(draft)).toEqual([A, C]);
    expect(draft.selected).toBe(1);
    expect(rulesOf(after(draft, { do: 'remove' }, { do: 'remove' }, { do: 'remove' }))).toEqual([]);
    expect(rulesOf(after(start, { do: 'remove' }))).toEqual([A, B, C]);
  });

  it('never removes the default exclusions, but switches them off', () => {
    const draft = after(start, { do: 'select', row: defaultsRow(start) }, { do: 'remove' });
    expect(rulesOf(draft)).toEqual([A, B, C]);
    expect(after(draft, { do: 'enable', row: 3, on: false }).usesDefaults).toBe(false);
  });

  it('keeps what was edited, or takes it back', () => {
    const edited = after(start, { do: 'edit', row: 1 }, { do: 'change', id: 1, rule: include('pid', '4') });
    expect(rulesOf(edited)[1]).toEqual(include('pid', '4'));
    expect(rulesOf(after(edited, { do: 'end-edit', keep: true }))[1]).toEqual(include('pid', '4'));
    expect(rulesOf(after(edited, { do: 'end-edit', keep: false }))[1]).toEqual(B);
  });

  it('duplicates behind the rule and edits the copy', () => {
    const draft = after(start, { do: 'select', row: 0 }, { do: 'duplicate' });
    expect(rulesOf(draft)).toEqual([A, A, B, C]);
    expect(draft.selected).toBe(1);
    expect(draft.edited).toBe(draft.rules[1]);
    expect(new Set(draft.rules.map(({ id }) => id)).size).toBe(4);
  });

  it('goes back to the defaults alone', () => {
    const draft = after(start, { do: 'enable', row: 3, on: false }, { do: 'reset' });
    expect(filterOfDraft(draft.rules, draft.usesDefaults)).toEqual({ rules: [], usesDefaults: true });
  });

  it('moving loses no rule, and the selection goes along', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1, max: 4 }), fc.integer({ min: -1, max: 4 }), (from, to) => {
        const draft = after(start, { do: 'move', from, to });
        expect([...rulesOf(draft)].sort(byValue)).toEqual([A, B, C].sort(byValue));
        const moved = start.rules[from];
        if (moved !== undefined && to >= 0 && to < 3) expect(draft.rules[to]).toBe(moved);
      }),
    );
  });
});

function byValue(one: { value: string }, other: { value: string }): number {
  return one.value < other.value ? -1 : 1;
}

describe('the draft of highlight rules', () => {
  const start = startHighlightDraft([A, B]);

  it('has a row for each rule, and none for default exclusions', () => {
    expect(draftRows(start, 22)).toBe(2);
    expect(draftRows({ ...start, isUnfolded: true }, 22)).toBe(2);
    expect(draftRows(startDraft({ rules: [A], usesDefaults: true }, undefined), 22)).toBe(2);
    expect(draftRows(startDraft({ rules: [A], usesDefaults: true }, 'defaults'), 22)).toBe(24);
  });

  it('is empty after a reset, and has no default exclusions then either', () => {
    const draft = after(start, { do: 'reset' });
    expect([draft.rules, draft.hasDefaults, draft.usesDefaults]).toEqual([[], false, false]);
    expect(draftRows(draft, 22)).toBe(0);
    expect(rulesOf(after(draft, { do: 'add', rule: C }))).toEqual([C]);
  });

  it('switches the last rule, behind which there is nothing', () => {
    expect(rulesOf(after(start, { do: 'enable', row: 1, on: false }))).toEqual([A, off(B)]);
    expect(after(start, { do: 'enable', row: 2, on: true })).toEqual(start);
  });
});
