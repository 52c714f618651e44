import { expect, test } from 'vitest';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import type { SegmentBacking } from '../../../src/engine/store/segment-backing.ts';
import { makeColumn } from '../../../src/engine/store/segment.ts';
import type { Segment, SegmentColumnName, SegmentColumns } from '../../../src/engine/store/segment.ts';
import { rowWindow } from '../../../src/engine/view/row-window.ts';
import { View } from '../../../src/engine/view/view.ts';
import { EventClass, classBit } from '../../../src/shared/event-class.ts';
import { viewRow } from '../../../src/shared/units.ts';
import { UTC, eventsOf, include } from '../../support/filters.ts';
import { TestCapture } from '../../support/test-capture.ts';

/** Keeps segments as a capture file would, and notes which columns are read back. */
class MemoryBacking implements SegmentBacking {
  readonly reads: string[] = [];
  readonly #columns = new Map<number, SegmentColumns>();
  readonly #payloads = new Map<number, Buffer>();

  persist(segment: Segment): void {
    this.#columns.set(segment.no, segment.columns!);
    this.#payloads.set(segment.no, segment.payload!);
  }

  readColumn<N extends SegmentColumnName>(segmentNo: number, name: N, length: number): SegmentColumns[N] {
    this.reads.push(`${segmentNo}/${name}`);
    const copy = makeColumn(name, length);
    copy.set(this.#columns.get(segmentNo)![name].subarray(0, length));
    return copy;
  }

  readPayload(segmentNo: number, length: number): Buffer {
    this.reads.push(`${segmentNo}/payload`);
    return Buffer.from(this.#payloads.get(segmentNo)!.subarray(0, length));
  }
}

test('cold segments are scanned, toggled and shown like others, reading only the columns that are needed', async () => {
  const test = new TestCapture({ memoryBudget: 0 });
  const backing = new MemoryBacking();
  for (let part = 0; part < 2; part++) {
    for (let i = 0; i < 100; i++) {
      const operation = i % 2 === 0 ? 'ReadFile' : 'RegSetValue';
      test.append({ operation, pid: i % 5, path: `P${i % 3}`, detail: `Length: ${i}` });
    }
    test.store.seal();
  }
  test.store.setBacking(backing);
  for (const segment of [...test.store.segments]) {
    backing.persist(segment);
    test.store.markPersisted(segment);
  }
  expect(test.store.segments.every((segment) => segment.columns === undefined)).toBe(true);

  const view = new View(test.capture, { cells: UTC });
  expect(view.length).toBe(200);
  expect(backing.reads).toEqual([]);

  await view.setFilter([include('path', 'is', 'p1'), include('pid', 'is', '2')]);
  expect(eventsOf(view)).toEqual([7, 22, 37, 52, 67, 82, 97, 107, 122, 137, 152, 167, 182, 197]);
  expect(new Set(backing.reads)).toEqual(new Set(['0/process', '0/path', '1/process', '1/path']));

  view.setClasses(classBit(EventClass.Registry));
  expect(eventsOf(view)).toEqual([7, 37, 67, 97, 107, 137, 167, 197]);

  await view.setFilter([include('detail', 'ends with', '97')]);
  expect(eventsOf(view)).toEqual([97, 197]);
  const window = rowWindow(view, new CellFormatter(test.capture, UTC), viewRow(0), 10, ['path', 'detail']);
  expect(window.cells).toEqual([
    ['P1', 'P1'],
    ['Length: 97', 'Length: 97'],
  ]);
});
