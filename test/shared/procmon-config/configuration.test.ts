import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import { RELATIONS, RULE_ACTIONS } from '../../../src/shared/filter/filter-rule.ts';
import type { FilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { defaultRules } from '../../../src/shared/filter/default-rules.ts';
import { sameBytes, textOf, u32Bytes } from '../../../src/shared/procmon-config/bytes.ts';
import { readConfigFile } from '../../../src/shared/procmon-config/config-file.ts';
import { readConfiguration } from '../../../src/shared/procmon-config/configuration.ts';
import {
  PROFILING_RULE,
  joinDefaults,
  splitDefaults,
} from '../../../src/shared/procmon-config/default-set.ts';
import { configRuleOf, filterRuleOf } from '../../../src/shared/procmon-config/filter-rules.ts';
import { keyOf, recordOf, writeRecords } from '../../../src/shared/procmon-config/records.ts';
import type { ConfigRecord } from '../../../src/shared/procmon-config/records.ts';
import { readRuleList } from '../../../src/shared/procmon-config/rule-list.ts';
import { updatedConfiguration } from '../../../src/shared/procmon-config/update-configuration.ts';
import type { ConfigState } from '../../../src/shared/procmon-config/update-configuration.ts';
import type { ColumnChoice } from '../../../src/shared/settings.ts';
import { golden } from './golden.ts';
import type { GoldenName } from './golden.ts';

function recordsOf(name: GoldenName): readonly ConfigRecord[] {
  const file = readConfigFile(golden(name), name);
  if (file.kind !== 'configuration') throw new Error('It is a configuration.');
  return file.records;
}

const FULL = recordsOf('full.pmc');
const ROOT = readConfiguration(FULL);

/** What stands in the app after a configuration was imported. */
function imported(records: readonly ConfigRecord[]): ConfigState {
  const read = readConfiguration(records);
  const columns = read.columns?.columns ?? [{ name: 'pid' as const }];
  return {
    columns,
    widths: columns.map(({ width = 100 }) => width),
    filter: { ...splitDefaults(read.filter?.rules ?? []), hidesProfiling: true },
    highlight: {
      rules: read.highlight?.rules ?? [],
      colors: {
        ...(read.highlightText === undefined ? {} : { text: read.highlightText }),
        ...(read.highlightBackground === undefined ? {} : { background: read.highlightBackground }),
      },
    },
    font: read.font ?? {},
    alwaysOnTop: read.alwaysOnTop ?? false,
  };
}

function include(column: FilterRule['column'], value: string): FilterRule {
  return { enabled: true, column, relation: 'is', value, action: 'Include' };
}

/** The names of the settings whose bytes are others. */
function changedKeys(before: readonly ConfigRecord[], after: readonly ConfigRecord[]): readonly string[] {
  return after
    .filter(
      (record) =>
        !before.some((other) => keyOf(other) === keyOf(record) && sameBytes(other.data, record.data)),
    )
    .map(keyOf);
}

describe('a configuration', () => {
  it('is read setting by setting', () => {
    expect(ROOT).toMatchObject({
      columns: {
        columns: [
          { name: 'timeOfDay', width: 140 },
          { name: 'processName', width: 120 },
          { name: 'operation', width: 110 },
          { name: 'path', width: 420 },
          { name: 'result', width: 130 },
          { name: 'architecture', width: 64 },
        ],
        unknown: 1,
      },
      highlightText: '#202020',
      highlightBackground: '#ffcc66',
      font: { family: 'Cascadia Mono', size: 13 },
      alwaysOnTop: true,
      destructiveFilter: true,
      unreadable: [],
    });
    expect(ROOT.filter?.inactive).toBe(2);
    expect(splitDefaults(ROOT.filter?.rules ?? [])).toEqual({
      rules: [
        include('processName', 'notepad.exe'),
        include('pid', '1234'),
        { enabled: true, column: 'architecture', relation: 'is', value: '32-bit', action: 'Exclude' },
      ],
      usesDefaults: true,
    });
    expect(ROOT.highlight).toMatchObject({
      inactive: 1,
      rules: [{ value: 'ACCESS DENIED' }, { value: '시작 메뉴' }],
    });
    expect(ROOT.others).toContain('BoookmarkFont');
    expect(ROOT.others).toContain('FlightRecorder');
    expect(ROOT.others).toHaveLength(12);
  });

  it('names what cannot be read, and goes on', () => {
    const records = FULL.map((record) => {
      const isBad = ['ColumnMap', 'HighlightBG', 'LogFont', 'FilterRules', 'AlwaysOnTop'].includes(
        keyOf(record),
      );
      return isBad ? recordOf(keyOf(record), Uint8Array.of(9, 9, 9)) : record;
    });
    const read = readConfiguration(records);
    expect(read.unreadable.toSorted()).toEqual([
      'AlwaysOnTop',
      'ColumnMap',
      'FilterRules',
      'HighlightBG',
      'LogFont',
    ]);
    expect(read).toMatchObject({ filter: undefined, columns: undefined, font: undefined });
    expect(read.highlight?.rules).toHaveLength(2);
    // What nobody could read is not written over, but for what is a setting here in any case.
    const after = updatedConfiguration(records, {
      ...imported(FULL),
      highlight: imported(records).highlight,
      font: {},
    });
    expect(changedKeys(records, after).toSorted()).toEqual([
      'AlwaysOnTop',
      'ColumnCount',
      'ColumnMap',
      'Columns',
      'FilterRules',
    ]);
  });

  it.each([
    [{ count: 9 }, ['pid', 'path']],
    [{ count: 1 }, ['pid']],
    [{ count: 0 }, undefined],
    [{ ids: [40054, 40054, 0, 7, 40071] }, ['pid', 'path']],
    [{ ids: [] }, undefined],
  ] as const)('shows no more columns than there are: %j', (wish, names) => {
    const { count = 5, ids = [40054, 40071] }: { count?: number; ids?: readonly number[] } = wish;
    const read = readConfiguration([
      recordOf('ColumnCount', u32Bytes(count)),
      recordOf('ColumnMap', u32Bytes(...ids)),
    ]);
    expect(read.columns?.columns.map(({ name }) => name)).toEqual(names);
  });

  it('has the last of several settings of a name', () => {
    const read = readConfiguration([
      recordOf('AlwaysOnTop', u32Bytes(1)),
      recordOf('AlwaysOnTop', u32Bytes(0)),
    ]);
    expect(read.alwaysOnTop).toBe(false);
  });
});

describe('a font', () => {
  const fontOf = (height: number, face: string): unknown => {
    const record = FULL.find((item) => keyOf(item) === 'LogFont');
    const data = new Uint8Array(record?.data ?? []);
    new DataView(data.buffer).setInt32(0, height, true);
    data.fill(0, 28);
    [...face].forEach((char, index) => data.set([char.charCodeAt(0), 0], 28 + index * 2));
    return readConfiguration([recordOf('LogFont', data)]).font;
  };

  it('of Process Monitor itself is the font of the design', () => {
    expect(fontOf(8, 'MS Shell Dlg')).toEqual({});
    expect(fontOf(10, 'MS Shell Dlg 2')).toEqual({ size: 13 });
    expect(fontOf(8, '')).toEqual({});
  });

  it('has its size in points or in pixels, within the bounds', () => {
    expect(fontOf(9, 'Consolas')).toEqual({ family: 'Consolas', size: 12 });
    expect(fontOf(-16, 'Consolas')).toEqual({ family: 'Consolas', size: 16 });
    expect(fontOf(-400, 'Consolas')).toEqual({ family: 'Consolas', size: 20 });
    expect(fontOf(1, 'Consolas')).toEqual({ family: 'Consolas', size: 9 });
    expect(fontOf(0, 'Consolas')).toEqual({ family: 'Consolas' });
    expect(fontOf(-2147483648, 'Consolas')).toEqual({ family: 'Consolas', size: 20 });
  });
});

const filterRule = fc.record({
  enabled: fc.constant(true),
  column: fc.constantFrom(...COLUMN_NAMES),
  relation: fc.constantFrom(...RELATIONS),
  value: fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !text.includes('\0')),
  action: fc.constantFrom(...RULE_ACTIONS),
});

describe('a rule', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(filterRule, (rule) => void expect(filterRuleOf(configRuleOf(rule))).toEqual(rule)));
  });

  it('has the number of its value beside it', () => {
    const integer = (column: FilterRule['column'], value: string): number =>
      configRuleOf(include(column, value)).integer;
    expect(integer('pid', '1234')).toBe(1234);
    expect(integer('path', '0042')).toBe(42);
    expect(integer('path', '4294967296')).toBe(0);
    expect(integer('path', '12a')).toBe(0);
    expect(integer('architecture', '64-bit')).toBe(64);
    expect(integer('architecture', '32-bit')).toBe(32);
    expect(integer('path', '64-bit')).toBe(0);
  });
});

describe('the default filter of Process Monitor', () => {
  const whole = [...defaultRules('pml'), PROFILING_RULE];

  it('is the default exclusions, wherever its rules stand and however they are written', () => {
    const own = include('path', 'C:\\x');
    const shuffled = [...whole.slice(5), own, ...whole.slice(0, 5)].map((rule) => ({
      ...rule,
      value: rule === own ? rule.value : rule.value.toUpperCase(),
    }));
    expect(splitDefaults(shuffled)).toEqual({ rules: [own], usesDefaults: true });
  });

  it('is only taken as a whole', () => {
    for (const missing of whole) {
      const rules = whole.filter((rule) => rule !== missing);
      expect(splitDefaults(rules)).toEqual({ rules, usesDefaults: false });
    }
  });

  it('comes back behind the rules of the user, of which those that are off are left out', () => {
    fc.assert(
      fc.property(fc.array(filterRule, { maxLength: 5 }), fc.boolean(), (rules, usesDefaults) => {
        const off = { ...include('path', 'off'), enabled: false };
        const joined = joinDefaults({ rules: [...rules, off], usesDefaults, hidesProfiling: true });
        expect(joined).toHaveLength(rules.length + (usesDefaults ? 23 : 0));
        if (usesDefaults) expect(splitDefaults(joined).usesDefaults).toBe(true);
        else expect(joined).toEqual(rules);
      }),
    );
  });
});

describe('an export', () => {
  it.each(['full.pmc'] as const)('after an import gives every byte back: %s', (name) => {
    const records = recordsOf(name);
    expect(writeRecords(updatedConfiguration(records, imported(records)))).toEqual(golden(name));
  });

  it('changes the records of what was changed, and no other', () => {
    const state = imported(FULL);
    const with_ = (change: Partial<ConfigState>): readonly string[] =>
      changedKeys(FULL, updatedConfiguration(FULL, { ...state, ...change }));
    expect(with_({})).toEqual([]);
    expect(with_({ alwaysOnTop: false })).toEqual(['AlwaysOnTop']);
    expect(with_({ font: { family: 'Consolas' } })).toEqual(['LogFont']);
    expect(with_({ font: {} })).toEqual(['LogFont']);
    expect(with_({ highlight: { ...state.highlight, rules: [] } })).toEqual(['HighlightRules']);
    expect(with_({ highlight: { ...state.highlight, colors: { text: '#202020' } } })).toEqual([
      'HighlightBG',
    ]);
    expect(with_({ filter: { ...state.filter, rules: [] } })).toEqual(['FilterRules']);
    expect(with_({ filter: { ...state.filter, hidesProfiling: false } })).toEqual(['FilterRules']);
    expect(with_({ columns: state.columns.slice(1) })).toEqual(['Columns', 'ColumnCount', 'ColumnMap']);
  });

  it('keeps rules that are not known behind their neighbours, and the others as they were', () => {
    const state = imported(FULL);
    const rules = [include('path', 'new'), include('pid', '1234')];
    const after = updatedConfiguration(FULL, {
      ...state,
      filter: { ...state.filter, rules, usesDefaults: false },
    });
    const record = after.find((item) => keyOf(item) === 'FilterRules');
    const list = readRuleList(record?.data ?? new Uint8Array())?.rules ?? [];
    expect(list.map(({ column, relation, value }) => [column, relation, textOf(value)])).toEqual([
      [40178, 2, '1/1/2020'],
      [40071, 0, 'new'],
      [40054, 0, '1234'],
      [40071, 11, '.*\\.tmp'],
    ]);
  });

  it('keeps columns that are not known behind their neighbours', () => {
    const state = imported(FULL);
    const columns: readonly ColumnChoice[] = [...state.columns.slice(1), { name: 'pid' }];
    const widths = columns.map(({ width = 55 }) => width);
    const after = updatedConfiguration(FULL, { ...state, columns, widths });
    const data = (key: string): DataView => {
      const bytes = after.find((item) => keyOf(item) === key)?.data ?? new Uint8Array();
      return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    };
    expect(data('ColumnMap').byteLength).toBe(256);
    expect(data('Columns').byteLength).toBe(128);
    expect(data('ColumnCount').getUint32(0, true)).toBe(7);
    const ids = Array.from({ length: 8 }, (_, index) => data('ColumnMap').getUint32(index * 4, true));
    expect(ids).toEqual([40053, 40178, 40055, 40071, 40056, 40088, 40054, 0]);
    const pixels = Array.from({ length: 8 }, (_, index) => data('Columns').getUint16(index * 2, true));
    expect(pixels).toEqual([120, 90, 110, 420, 130, 64, 55, 0]);
  });

  it('without an import holds what is a setting here, in the order of Process Monitor', () => {
    const records = updatedConfiguration([], {
      columns: [{ name: 'pid' }, { name: 'path', width: 300 }],
      widths: [52, 300],
      filter: { rules: [include('pid', '4')], usesDefaults: true, hidesProfiling: true },
      highlight: { rules: [], colors: {} },
      font: {},
      alwaysOnTop: false,
    });
    expect(records.map(keyOf)).toEqual([
      'Columns',
      'ColumnCount',
      'ColumnMap',
      'DestructiveFilter',
      'AlwaysOnTop',
      'FilterRules',
      'HighlightRules',
    ]);
    const read = readConfiguration(records);
    expect(read).toMatchObject({ destructiveFilter: false, alwaysOnTop: false, unreadable: [], others: [] });
    expect(read.columns?.columns).toEqual([
      { name: 'pid', width: 52 },
      { name: 'path', width: 300 },
    ]);
    expect(read.filter?.rules).toHaveLength(24);
    expect(read.highlight?.rules).toEqual([]);
  });

  it('puts settings that the imported file did not hold where Process Monitor has them', () => {
    const records = updatedConfiguration(
      [
        recordOf('Theme', Uint8Array.of(1)),
        recordOf('Logfile', Uint8Array.of()),
        recordOf('SymbolPath', Uint8Array.of()),
      ],
      { ...imported(FULL), filter: { rules: [], usesDefaults: true, hidesProfiling: true } },
    );
    expect(records.map(keyOf)).toEqual([
      'Columns',
      'ColumnCount',
      'ColumnMap',
      'Theme',
      'Logfile',
      'HighlightFG',
      'HighlightBG',
      'LogFont',
      'DestructiveFilter',
      'AlwaysOnTop',
      'SymbolPath',
      'FilterRules',
      'HighlightRules',
    ]);
  });

  it('can be read back, whatever is changed after an import', () => {
    const change = fc.record({
      rules: fc.array(filterRule, { maxLength: 8 }),
      usesDefaults: fc.boolean(),
      highlighted: fc.array(filterRule, { maxLength: 4 }),
      names: fc.uniqueArray(fc.constantFrom(...COLUMN_NAMES), { minLength: 1 }),
    });
    fc.assert(
      fc.property(change, fc.boolean(), ({ rules, usesDefaults, highlighted, names }, isFresh) => {
        const columns = names.map((name, index) => ({ name, width: 30 + index }));
        const state: ConfigState = {
          columns,
          widths: columns.map(({ width }) => width),
          filter: { rules, usesDefaults, hidesProfiling: true },
          highlight: { rules: highlighted, colors: { background: '#123456' } },
          font: { family: 'Arial', size: 12 },
          alwaysOnTop: true,
        };
        const records = updatedConfiguration(isFresh ? [] : FULL, state);
        const read = readConfiguration(records);
        expect(read.columns?.columns).toEqual(columns);
        expect(read.filter?.rules).toEqual(joinDefaults(state.filter));
        expect(read.highlight?.rules).toEqual(highlighted);
        expect(read.highlightBackground).toBe('#123456');
        expect(read.font).toEqual({ family: 'Arial', size: 12 });
        expect(read.alwaysOnTop).toBe(true);
        if (!isFresh) {
          expect(read.filter?.inactive).toBe(2);
          expect(read.columns?.unknown).toBe(1);
          expect(read.others).toEqual(ROOT.others);
        }
        // What was written says what is to be said: writing it again changes nothing.
        expect(updatedConfiguration(records, state)).toEqual(records);
      }),
    );
  });
});
