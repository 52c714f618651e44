import { expect, test } from 'vitest';
import { filterEn, filterKo } from '../../../src/renderer/messages/areas/filter.ts';
import { filterInWords } from '../../../src/renderer/filter/filter-words.ts';
import { exclude, include, off } from './rules.ts';

test('a filter without rules hides and requires nothing', () => {
  expect(filterInWords({ rules: [], usesDefaults: false }, filterEn)).toEqual({
    hides: undefined,
    requires: undefined,
  });
});

test('comparisons with one column are alternatives, whatever stands between them', () => {
  const rules = [
    exclude('operation', 'RegQueryKey'),
    exclude('processName', 'Explorer.EXE'),
    exclude('operation', 'CloseFile'),
    exclude('operation', 'Reg', 'begins with'),
    exclude('processName', 'MsMpEng.exe'),
  ];
  expect(filterInWords({ rules, usesDefaults: true }, filterEn)).toEqual({
    hides:
      'Operation RegQueryKey, CloseFile or begins with Reg; Process Name Explorer.EXE or MsMpEng.exe; the default exclusions',
    requires: undefined,
  });
});

test('what is required stands by itself, and rules that are off do not count', () => {
  const rules = [
    include('path', '\\Cache\\', 'contains'),
    off(include('path', 'x')),
    off(exclude('pid', '4')),
    include('result', ''),
  ];
  expect(filterInWords({ rules, usesDefaults: false }, filterEn)).toEqual({
    hides: undefined,
    requires: 'Path contains \\Cache\\; Result (empty)',
  });
});

test('many comparisons are counted after the first', () => {
  const rules = Array.from({ length: 20 }, (_, index) => include('pid', String(index)));
  expect(filterInWords({ rules, usesDefaults: false }, filterEn).requires).toBe(
    'PID 0, 1, 2, 3, 4, 5, 6, 7 or 12 others',
  );
  expect(filterInWords({ rules: rules.slice(0, 9), usesDefaults: false }, filterEn).requires).toBe(
    'PID 0, 1, 2, 3, 4, 5, 6, 7 or 8',
  );
});

test('Korean puts the relation behind the value', () => {
  const rules = [
    exclude('operation', 'RegQueryKey'),
    exclude('path', 'C:\\Windows', 'begins with'),
    exclude('path', '.tmp', 'contains'),
    exclude('pid', '4', 'less than'),
  ];
  expect(filterInWords({ rules, usesDefaults: true }, filterKo).hides).toBe(
    '작업 RegQueryKey; 경로 C:\\Windows(으)로 시작 또는 .tmp 들어 있음; PID 4보다 작음; 기본 제외',
  );
});
