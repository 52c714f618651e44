import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { ColumnValues } from '../../../src/engine/values/column-values.ts';
import { MAX_TEXTS } from '../../../src/engine/values/text-counts.ts';
import { TopValues } from '../../../src/engine/values/top-values.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import type { ColumnName } from '../../../src/shared/columns.ts';
import { UTC } from '../../support/filters.ts';
import { TestCapture } from '../../support/test-capture.ts';
import type { TestEvent } from '../../support/test-capture.ts';

const NEVER = new AbortController().signal;

/** Texts that differ by case, width and length, and contain each other. */
const text = fc.constantFrom('', 'a', 'A', 'ab', 'AB c', 'ÄB', 'ʭ', 'K', 'x'.repeat(300));
const event: fc.Arbitrary<TestEvent> = fc.record({
  process: text,
  pid: fc.nat(3),
  tid: fc.oneof(fc.nat(5), fc.constantFrom(262_143, 262_144, 4_294_967_295)),
  operation: fc.constantFrom('ReadFile', 'RegOpenKey', 'CreateFile', 'Thread Exit'),
  path: text,
  result: fc.constantFrom('', 'SUCCESS', 'NAME NOT FOUND'),
  time: fc.nat(20),
  duration: fc.integer({ min: -1, max: 3 }),
  detail: text,
  category: fc.constantFrom('', 'Read', 'Write'),
  user: text,
  commandLine: text,
});

/** What the cells of a column say, counted one by one. */
function counted(test: TestCapture, column: ColumnName, contained: string): Map<string, number> {
  const cells = new CellFormatter(test.capture, UTC);
  const counts = new Map<string, number>();
  for (const segment of test.store.segments) {
    for (let index = 0; index < segment.length; index++) {
      cells.at(segment, index);
      const cell = cells.text(column);
      if (!cell.toLowerCase().includes(contained.toLowerCase())) continue;
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
  }
  return counts;
}

describe('the values of a column', () => {
  it('are those of its cells, with their events, the most frequent first', async () => {
    const columns = COLUMN_NAMES.filter((column) => column !== 'sequence');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(event, { minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 4 }),
        fc.boolean(),
        fc.constantFrom(...columns),
        fc.constantFrom('', 'a', 'B', 'ä', 'ʭ', 'k', 'read', '0', 'AB C'),
        fc.integer({ min: 1, max: 12 }),
        async (parts, hasEpochs, column, contained, limit) => {
          const test = new TestCapture();
          const values = new ColumnValues(test.capture, UTC);
          for (const part of parts) {
            for (const one of part) test.append(one);
            if (hasEpochs) test.store.beginEpoch();
            else test.store.seal();
            // Counts are kept: they are asked for while the capture grows.
            const found = await values.find(column, contained, limit, NEVER);
            const all = counted(test, column, contained);
            expect(found.isComplete).toBe(all.size <= limit);
            expect(found.values.map(({ events }) => events)).toEqual(
              [...all.values()].sort((a, b) => b - a).slice(0, limit),
            );
            for (const value of found.values) expect(value.events).toBe(all.get(value.text));
            expect(new Set(found.values.map((value) => value.text)).size).toBe(found.values.length);
          }
        },
      ),
      { numRuns: 100 },
    );
  }, 30_000);

  it('are not told of the Sequence column, which numbers the rows of a view', async () => {
    const test = new TestCapture();
    test.append({ process: 'a.exe' });
    const found = await new ColumnValues(test.capture).find('sequence', '', 10, NEVER);
    expect(found).toEqual({ values: [], isComplete: false });
  });

  it('are given up when formatted texts are too many, and other columns are not', async () => {
    const test = new TestCapture();
    const events = MAX_TEXTS + 5000;
    for (let n = 0; n < events; n++) test.append({ detail: `no. ${n}`, path: `C:\\${n}`, category: 'Read' });
    const values = new ColumnValues(test.capture);
    const details = await values.find('detail', 'no. 1', 3, NEVER);
    expect(details.isComplete).toBe(false);
    expect(details.values.every((value) => value.text.startsWith('no. 1') && value.events === 1)).toBe(true);
    expect(await values.find('category', '', 10, NEVER)).toEqual({
      values: [{ text: 'Read', events }],
      isComplete: true,
    });
    const paths = await values.find('path', String(events - 1), 10, NEVER);
    expect(paths).toEqual({ values: [{ text: `C:\\${events - 1}`, events: 1 }], isComplete: true });
  }, 30_000);

  it('are cancelled, and go on from there the next time', async () => {
    const test = new TestCapture();
    for (let n = 0; n < 60_000; n++) test.append({ detail: `no. ${n % 100}` });
    const values = new ColumnValues(test.capture);
    const stop = new AbortController();
    const first = values.find('detail', '', 1, stop.signal);
    const second = values.find('detail', 'no. 7', 1, NEVER);
    stop.abort();
    await expect(first).rejects.toMatchObject({ code: 'job/cancelled' });
    expect(await second).toEqual({ values: [{ text: 'no. 7', events: 600 }], isComplete: false });
  });

  it('fit an answer, however long they are', async () => {
    const test = new TestCapture();
    for (let n = 0; n < 40; n++) test.append({ commandLine: `${n} ${'x'.repeat(250_000)}` });
    const found = await new ColumnValues(test.capture).find('commandLine', '', 1000, NEVER);
    expect(found.isComplete).toBe(false);
    expect(found.values.length).toBeGreaterThan(10);
    expect(found.values.length).toBeLessThan(40);
  });
});

it('the most frequent of many are kept', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9)), fc.integer({ min: 1, max: 12 }), (events, limit) => {
      const top = new TopValues(limit);
      events.forEach((count, key) => top.offer(key, count));
      const values = top.values((key) => String(key));
      expect(values.map((value) => value.events)).toEqual([...events].sort((a, b) => b - a).slice(0, limit));
      for (const value of values) expect(events[Number(value.text)]).toBe(value.events);
      expect(top.isComplete).toBe(events.length <= limit);
    }),
  );
});
