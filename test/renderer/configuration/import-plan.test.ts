import { describe, expect, it } from 'vitest';
import { planImport } from '../../../src/renderer/configuration/import-plan.ts';
import type { PlanBasis } from '../../../src/renderer/configuration/import-plan.ts';
import { importSentence, notAppliedText } from '../../../src/renderer/configuration/import-texts.ts';
import { ALL_CLASSES, EventClass, classBit } from '../../../src/shared/event-class.ts';
import { defaultRules } from '../../../src/shared/filter/default-rules.ts';
import type { FilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { readConfiguration } from '../../../src/shared/procmon-config/configuration.ts';
import type { Configuration } from '../../../src/shared/procmon-config/configuration.ts';
import { PROFILING_RULE } from '../../../src/shared/procmon-config/default-set.ts';

const BASIS: PlanBasis = { classes: ALL_CLASSES, highlight: { rules: [], colors: { text: '#111111' } } };
const RULE: FilterRule = { enabled: true, column: 'pid', relation: 'is', value: '4', action: 'Include' };
const NOTHING = readConfiguration([]);

function plan(given: Partial<Configuration>): ReturnType<typeof planImport> {
  return planImport({ ...NOTHING, ...given }, BASIS);
}

describe('an import', () => {
  it('of a file that says nothing changes nothing', () => {
    expect(plan({ others: ['Theme'] })).toEqual({
      change: {},
      filter: undefined,
      applied: [],
      notApplied: [],
      kept: ['Theme'],
    });
    expect(importSentence('a.pmc', plan({}))).toBe(
      'a.pmc holds no setting that Procscope has. It is kept for the next export of the configuration.',
    );
  });

  it('takes over what the file says, and leaves the rest', () => {
    const { change, filter, applied } = plan({
      columns: { columns: [{ name: 'pid', width: 50 }], unknown: 0 },
      filter: { rules: [RULE], inactive: 0 },
      highlightBackground: '#80ffff',
      font: {},
      alwaysOnTop: true,
    });
    expect(change).toEqual({
      columns: [{ name: 'pid', width: 50 }],
      highlight: { rules: [], colors: { text: '#111111', background: '#80ffff' } },
      font: {},
      alwaysOnTop: true,
    });
    expect(filter).toEqual({ rules: [RULE], usesDefaults: false });
    expect(applied.map(({ what }) => what)).toEqual(['columns', 'filter', 'colors', 'font', 'alwaysOnTop']);
  });

  it('makes the default filter the default exclusions and releases the Profiling toggle', () => {
    const rules = [RULE, ...defaultRules('pml'), PROFILING_RULE];
    const { change, filter } = plan({ filter: { rules, inactive: 0 } });
    expect(filter).toEqual({ rules: [RULE], usesDefaults: true });
    expect(change).toEqual({ classes: ALL_CLASSES & ~classBit(EventClass.Profiling) });
  });

  it('leaves filter and highlight as they are when they have too many rules', () => {
    const rules = Array.from({ length: 1001 }, (_, index) => ({ ...RULE, value: `${index}` }));
    const { change, filter, notApplied } = plan({
      filter: { rules, inactive: 1 },
      highlight: { rules, inactive: 1 },
    });
    expect([change, filter]).toEqual([{}, undefined]);
    expect(notApplied.map(notAppliedText)).toEqual([
      'The filter stays as it was: the file has 1,001 filter rules, and a filter can have 978.',
      'The highlight stays as it was: the file has 1,001 highlight rules, and there can be 1,000.',
    ]);
  });

  it('says what could not be applied', () => {
    const told = plan({
      columns: { columns: [{ name: 'pid' }], unknown: 2 },
      filter: { rules: [], inactive: 1 },
      highlight: { rules: [RULE], inactive: 3 },
      destructiveFilter: true,
      unreadable: ['LogFont'],
    });
    expect(told.notApplied.map(({ why }) => why)).toEqual([
      'unknown-columns',
      'unknown-rules',
      'unknown-rules',
      'destructive-filter',
      'unreadable',
    ]);
    expect(importSentence('a.pmc', told)).toBe(
      'a.pmc was imported: 1 column, 0 filter rules and 1 highlight rule. 5 parts of it could not be applied.',
    );
  });
});
