import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { compileRules } from '../../../src/engine/filter/compile.ts';
import { Program } from '../../../src/engine/filter/program.ts';
import { explainPredicate, rulesPredicate } from '../../../src/engine/filter/predicate.ts';
import type { Predicate } from '../../../src/engine/filter/predicate.ts';
import { plainRelation, textTest } from '../../../src/engine/filter/text-test.ts';
import type { Segment } from '../../../src/engine/store/segment.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import type { ColumnName } from '../../../src/shared/columns.ts';
import { RELATIONS } from '../../../src/shared/filter/filter-rule.ts';
import type { FilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { exclude, include } from '../../support/filters.ts';
import { TestCapture } from '../../support/test-capture.ts';
import type { TestEvent } from '../../support/test-capture.ts';

/** Half an hour west and a summer time that begins within the times below: nothing that goes by whole hours of UTC. */
const ODD_ZONE = {
  timeZoneOffset: (unixSeconds: number): number => (unixSeconds < 1_594_520_100 ? -12_600 : -9000),
};

const event: fc.Arbitrary<TestEvent> = fc.record({
  process: fc.constantFrom('app.exe', 'APP.EXE', 'svc.exe', '앱.exe'),
  pid: fc.constantFrom(4, 41, 500),
  parentPid: fc.constantFrom(0, 4),
  session: fc.constantFrom(0, 1),
  user: fc.constantFrom('', 'NT AUTHORITY\\SYSTEM'),
  is64Bit: fc.boolean(),
  tid: fc.constantFrom(0, 9, 41, 0xffff_ffff),
  operation: fc.constantFrom(
    'RegQueryValue',
    'RegCloseKey',
    'CreateFile',
    'WriteFile',
    'Thread Exit',
    'TCP Send',
  ),
  path: fc.constantFrom('', 'C:\\a.txt', 'C:\\A.TXT', 'HKLM\\Software', 'C:\\문서\\a.txt'),
  result: fc.constantFrom('', 'SUCCESS', 'NAME NOT FOUND'),
  time: fc.oneof(fc.constantFrom(0, 110, -110), fc.integer({ min: -200_000_000, max: 900_000_000_000 })),
  duration: fc.oneof(fc.constantFrom(-1, 0, 110), fc.nat(100_000_000)),
  detail: fc.constantFrom('', 'Length: 5', 'length: 50, Offset: 0'),
  category: fc.constantFrom('', 'Read', 'Write Metadata'),
});

/** Cells as a table formats them: what the meaning of rules is defined on. */
class NaiveEvaluator {
  readonly #cells: CellFormatter;

  constructor(test: TestCapture) {
    this.#cells = new CellFormatter(test.capture, ODD_ZONE);
  }

  cell(segment: Segment, index: number, column: ColumnName): string {
    if (column === 'sequence') return String(segment.first + index + 1);
    this.#cells.at(segment, index);
    return this.#cells.text(column);
  }

  matches(predicate: Predicate, segment: Segment, index: number): boolean {
    switch (predicate.kind) {
      case 'test': {
        const { relation, negated } = plainRelation(predicate.relation);
        const cell = this.cell(segment, index, predicate.column);
        return textTest(predicate.column, relation, predicate.value)(cell) !== negated;
      }
      case 'not':
        return !this.matches(predicate.of, segment, index);
      case 'all':
        return predicate.of.every((part) => this.matches(part, segment, index));
      case 'any':
        return predicate.of.some((part) => this.matches(part, segment, index));
    }
  }

  /** The meaning of rules in the words of Process Monitor's help. */
  shows(rules: readonly FilterRule[], segment: Segment, index: number): boolean {
    const holds = (rule: FilterRule): boolean => this.matches({ kind: 'test', ...rule }, segment, index);
    const enabled = rules.filter((rule) => rule.enabled);
    if (enabled.some((rule) => rule.action === 'Exclude' && holds(rule))) return false;
    const includes = enabled.filter((rule) => rule.action === 'Include');
    return includes.every((rule) => includes.some((other) => other.column === rule.column && holds(other)));
  }
}

/** A part of a cell of one of the events, or something else that means something in some column. */
function valueArbitrary(cells: readonly string[]): fc.Arbitrary<string> {
  const part = fc
    .tuple(fc.constantFrom(...cells), fc.nat(40), fc.nat(40))
    .map(([cell, a, b]) => cell.slice(Math.min(a, b), Math.max(a, b)));
  const other = fc.constantFrom('', '0x29', '41.5', '0.0000110', '2:30 AM', '0.5', 'ZZ', '7/12/2020');
  return fc
    .oneof(fc.constantFrom(...cells), part, other)
    .map((value) => (value.length % 2 === 0 ? value : value.toUpperCase()));
}

function captureArbitrary(): fc.Arbitrary<{
  test: TestCapture;
  cells: ReadonlyMap<ColumnName, readonly string[]>;
}> {
  return fc.array(event, { minLength: 1, maxLength: 70 }).map((events) => {
    const test = new TestCapture();
    const naive = new NaiveEvaluator(test);
    events.forEach((one, i) => {
      // Several epochs: ids mean something else in each.
      if (i === 40) test.store.beginEpoch();
      test.append(one);
    });
    const cells = new Map<ColumnName, readonly string[]>();
    for (const column of COLUMN_NAMES) {
      const texts = test.store.segments.flatMap((segment) =>
        Array.from({ length: segment.length }, (_, index) => naive.cell(segment, index, column)),
      );
      cells.set(column, texts);
    }
    return { test, cells };
  });
}

function ruleArbitrary(cells: ReadonlyMap<ColumnName, readonly string[]>): fc.Arbitrary<FilterRule> {
  return fc.constantFrom(...COLUMN_NAMES).chain((column) =>
    fc.record({
      enabled: fc.boolean().map((chance) => chance || column.length % 2 === 0),
      column: fc.constant(column),
      relation: fc.constantFrom(...RELATIONS),
      value: valueArbitrary(cells.get(column) ?? ['']),
      action: fc.constantFrom('Include', 'Exclude'),
    }),
  );
}

function rowsOf(test: TestCapture, program: Program): boolean[] {
  return test.store.segments.flatMap((segment) => {
    const words = new Uint32Array(2048).fill(0xaaaa_aaaa);
    program.testRange(segment, 0, segment.length, words);
    return Array.from({ length: segment.length }, (_, row) => ((words[row >>> 5]! >>> (row & 31)) & 1) === 1);
  });
}

function expectedRows(test: TestCapture, holds: (segment: Segment, index: number) => boolean): boolean[] {
  return test.store.segments.flatMap((segment) =>
    Array.from({ length: segment.length }, (_, row) => holds(segment, row)),
  );
}

// Captures are dear to make, so each of them is asked many questions.

test.each(COLUMN_NAMES)('a compiled rule on %s answers as the text of the cell does', (column) => {
  const sample = captureArbitrary().chain(({ test, cells }) => {
    const question = fc.record({
      relation: fc.constantFrom(...RELATIONS),
      value: valueArbitrary(cells.get(column) ?? ['']),
    });
    return fc.record({
      test: fc.constant(test),
      questions: fc.array(question, { minLength: 8, maxLength: 16 }),
    });
  });
  fc.assert(
    fc.property(sample, ({ test, questions }) => {
      const naive = new NaiveEvaluator(test);
      for (const question of questions) {
        const predicate: Predicate = { kind: 'test', column, ...question };
        const rows = rowsOf(test, new Program(test.capture, predicate, ODD_ZONE));
        expect(rows).toEqual(expectedRows(test, (segment, row) => naive.matches(predicate, segment, row)));
      }
    }),
    { numRuns: 6 },
  );
});

test('compiled rules answer as a naive evaluation does, for ranges and single events', () => {
  const sample = captureArbitrary().chain(({ test, cells }) => {
    const rules = fc.array(ruleArbitrary(cells), { maxLength: 6 });
    const lists = fc.array(rules, { minLength: 5, maxLength: 15 });
    return fc.record({ test: fc.constant(test), lists, at: fc.nat(69) });
  });
  fc.assert(
    fc.property(sample, ({ test, lists, at }) => {
      const naive = new NaiveEvaluator(test);
      for (const rules of lists) {
        const program = compileRules(test.capture, rules, ODD_ZONE);
        const expected = expectedRows(test, (segment, row) => naive.shows(rules, segment, row));
        expect(rowsOf(test, program)).toEqual(expected);
        const segment = test.store.segments[0]!;
        const row = at % segment.length;
        expect(program.testEvent(segment, row)).toBe(expected[row]);
        // A part of a segment: the bits around it stay.
        const words = new Uint32Array(2048).fill(0x5555_5555);
        program.testRange(segment, row, segment.length, words);
        const bits = Array.from(
          { length: segment.length + 40 },
          (_, i) => (words[i >>> 5]! >>> (i & 31)) & 1,
        );
        expect(bits).toEqual(
          bits.map((_, i) => Number(i >= row && i < segment.length ? expected[i] : i % 2 === 0)),
        );
      }
    }),
    { numRuns: 20 },
  );
});

test('any tree of and, or and not answers as a naive evaluation does', () => {
  const sample = captureArbitrary().chain(({ test, cells }) => {
    const leaf = ruleArbitrary(cells).map(({ column, relation, value }): Predicate => {
      return { kind: 'test', column, relation, value };
    });
    const { tree } = fc.letrec<{ tree: Predicate }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.record({ kind: fc.constant('not'), of: tie('tree') }),
        fc.record({ kind: fc.constantFrom('all', 'any'), of: fc.array(tie('tree'), { maxLength: 4 }) }),
      ),
    }));
    return fc.record({
      test: fc.constant(test),
      predicates: fc.array(tree, { minLength: 5, maxLength: 15 }),
    });
  });
  fc.assert(
    fc.property(sample, ({ test, predicates }) => {
      const naive = new NaiveEvaluator(test);
      for (const predicate of predicates) {
        const rows = rowsOf(test, new Program(test.capture, predicate, ODD_ZONE));
        expect(rows).toEqual(expectedRows(test, (segment, row) => naive.matches(predicate, segment, row)));
      }
    }),
    { numRuns: 20 },
  );
});

test('says in words what it asks for', () => {
  const rules = [
    include('processName', 'is', 'a.exe'),
    include('processName', 'is', 'b.exe'),
    exclude('path', 'contains', 'Program Files'),
    include('result', 'is not', 'SUCCESS'),
  ];
  expect(explainPredicate(rulesPredicate(rules))).toBe(
    'not Path contains "Program Files" and (Process Name is a.exe or Process Name is b.exe) and Result is not SUCCESS',
  );
  expect(compileRules(new TestCapture().capture, []).explain()).toBe('every event');
});

test('a process of which more becomes known is decided anew, and told once', () => {
  const test = new TestCapture();
  test.append({ process: 'a.exe', pid: 1 });
  test.append({ process: 'b.exe', pid: 2 });
  const program = compileRules(test.capture, [include('commandLine', 'contains', 'secret')]);
  const [segment] = test.store.segments;
  expect(rowsOf(test, program)).toEqual([false, false]);
  test.replaceProcess(
    { process: 'b.exe', pid: 2 },
    { commandLine: test.store.epoch.strings.intern('b --SECRET') },
  );
  expect([...program.takeFlipped(segment!.epoch)]).toEqual([1]);
  expect([...program.takeFlipped(segment!.epoch)]).toEqual([]);
  expect(rowsOf(test, program)).toEqual([false, true]);
});
