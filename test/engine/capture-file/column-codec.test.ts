import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  ColumnCodec,
  decodeColumn,
  encodeColumns,
  encodeColumnsSync,
} from '../../../src/engine/capture-file/column-codec.ts';
import type { EncodedColumn } from '../../../src/engine/capture-file/column-codec.ts';
import { SEGMENT_COLUMN_NAMES, makeColumns } from '../../../src/engine/store/segment.ts';
import type { SegmentColumns } from '../../../src/engine/store/segment.ts';
import { ProcscopeError } from '../../../src/shared/errors.ts';

const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 0, max: 300 }));
const ticks = fc.oneof(
  fc.constantFrom(-1, 0, -0, 1, 2 ** 31, 2 ** 32, 2 ** 51 - 1, 2 ** 51, -(2 ** 51), 2 ** 53, -(2 ** 53)),
  fc.integer({ min: -1000, max: 1000 }),
  fc.maxSafeInteger(),
);
const row = fc.record({
  u16,
  other16: u16,
  u32,
  other32: u32,
  time: ticks,
  duration: ticks,
  length: fc.integer({ min: 0, max: 200 }),
});

function columnsOf(
  rows: readonly {
    u16: number;
    other16: number;
    u32: number;
    other32: number;
    time: number;
    duration: number;
    length: number;
  }[],
  areSums: boolean,
): SegmentColumns {
  const columns = makeColumns(rows.length, false);
  let sum = 0;
  rows.forEach((values, i) => {
    columns.process[i] = values.u16;
    columns.tid[i] = values.u32;
    columns.operation[i] = values.other16;
    columns.result[i] = values.u16;
    columns.time[i] = values.time;
    columns.duration[i] = values.duration;
    columns.path[i] = values.other32;
    columns.payloadOffset[i] = areSums ? sum : values.u32;
    columns.payloadLength[i] = values.length;
    columns.stack[i] = values.other32;
    sum += values.length;
  });
  return columns;
}

function expectSame(encoded: readonly EncodedColumn[], columns: SegmentColumns): void {
  for (const { name, codec, data } of encoded) {
    const decoded = decodeColumn(name, codec, data, columns[name].length, () => columns.payloadLength);
    const bytes = (cells: SegmentColumns[typeof name]): Buffer =>
      Buffer.from(cells.buffer, cells.byteOffset, cells.byteLength);
    expect(bytes(decoded).equals(bytes(columns[name])), name).toBe(true);
  }
}

it('gives every column back bit for bit, whatever the cells', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 60 }), fc.boolean(), async (rows, areSums) => {
      const columns = columnsOf(rows, areSums);
      const encoded = await encodeColumns(columns, SEGMENT_COLUMN_NAMES);
      expectSame(encoded, columns);
      expect(encodeColumnsSync(columns, SEGMENT_COLUMN_NAMES)).toEqual(encoded);
    }),
  );
});

it('stores nothing for payload offsets that follow from the lengths', () => {
  const columns = makeColumns(3, false);
  columns.payloadLength.set([10, 0, 5]);
  columns.payloadOffset.set([0, 10, 10]);
  const [encoded] = encodeColumnsSync(columns, ['payloadOffset']);
  expect(encoded?.codec).toBe(ColumnCodec.sums);
  expect(encoded?.data.length).toBe(0);
});

it('refuses bytes that it would not have written', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...SEGMENT_COLUMN_NAMES),
      fc.integer({ min: -1, max: 9 }),
      fc.uint8Array({ maxLength: 60 }),
      fc.integer({ min: 0, max: 20 }),
      (name, codec, bytes, length) => {
        try {
          const cells = decodeColumn(name, codec, Buffer.from(bytes), length, () => new Uint32Array(length));
          expect(cells.length).toBe(length);
        } catch (error) {
          expect(error).toBeInstanceOf(ProcscopeError);
        }
      },
    ),
  );
});

it('does not expand a block beyond the length that a column has', () => {
  const [bomb] = encodeColumnsSync(makeColumns(65_536, false), ['time']);
  expect(bomb?.data.length).toBeLessThan(200);
  expect(() =>
    decodeColumn('time', ColumnCodec.wholeDelta, bomb?.data ?? Buffer.alloc(0), 8, () => new Uint32Array(8)),
  ).toThrow(expect.objectContaining({ code: 'capture/corrupt' }));
});
