import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EtwField } from '../../../../src/engine/dialect/etw/etw-fields.ts';
import { EtwPayload } from '../../../../src/engine/dialect/etw/etw-payload.ts';
import { kernelBeginning, kernelPathOf } from '../../../../src/engine/dialect/etw/kernel-path.ts';
import {
  hasNewerPart,
  newerPart,
  newerPartsEnd,
  newerPartsOf,
} from '../../../../src/engine/dialect/etw/newer-version.ts';
import { PayloadArena } from '../../../../src/engine/dialect/etw/payload-arena.ts';
import { Payload, readStoredPayload } from '../../../../src/engine/dialect/payload.ts';

/** A stored payload with a field, perhaps something returned, and bytes behind. */
function stored(behind: Uint8Array | undefined, hasReturned: boolean): Payload {
  const row = new EtwPayload(new PayloadArena());
  row.beginPayload();
  row.number(EtwField.Length, 5);
  if (hasReturned) row.beginReturned();
  row.closePayload(behind);
  const payload = new Payload();
  readStoredPayload(row.bytes, row.start, row.length, payload);
  return payload;
}

const parts = fc.array(
  fc.record({
    isReturned: fc.boolean(),
    version: fc.nat(0xffff),
    known: fc.nat(9),
    bytes: fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
  }),
  { maxLength: 3 },
);

describe('what newer versions have behind the known fields', () => {
  it('comes back, and the path of the kernel behind it', () => {
    const path = fc.constantFrom('\\Device\\HarddiskVolume3\\a', '\\REGISTRY\\MACHINE\\a', 'C:\\a');
    fc.assert(
      fc.property(parts, path, fc.boolean(), (records, kernel, hasReturned) => {
        const made = records.map((record) => newerPart({ ...record, start: 0, end: record.bytes.length }));
        const beginning = kernelBeginning(kernel, 'C:\\a') ?? Buffer.alloc(0);
        const payload = stored(Buffer.concat([...made, beginning]), hasReturned);
        const found = newerPartsOf(payload).map(({ start, end, ...part }) => ({
          ...part,
          bytes: payload.bytes.toString('hex', start, end),
        }));
        expect(found).toEqual(
          records.map(({ bytes, ...record }) => ({
            ...record,
            length: bytes.length,
            bytes: bytes.toString('hex', 0, 512),
          })),
        );
        expect(hasNewerPart(payload)).toBe(records.length > 0);
        expect(kernelPathOf(payload, 'C:\\a')).toBe(kernel === 'C:\\a' ? undefined : kernel);
      }),
    );
  });

  it('is none where only the path of the kernel is', () => {
    const payload = stored(kernelBeginning('\\??\\C:\\a', 'C:\\a'), true);
    expect(newerPartsOf(payload)).toEqual([]);
    expect(hasNewerPart(payload)).toBe(false);
    expect(newerPartsOf(stored(undefined, false))).toEqual([]);
  });

  it('is read of any bytes without going beyond them', () => {
    const any = fc.array(fc.constantFrom(0, 1, 2, 4, 10, 255), { maxLength: 80 });
    fc.assert(
      fc.property(any, (bytes) => {
        const payload = new Payload();
        readStoredPayload(Buffer.from(bytes), 0, bytes.length, payload);
        for (const { start, end } of newerPartsOf(payload)) {
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(bytes.length);
        }
        expect(newerPartsEnd(payload)).toBeLessThanOrEqual(Math.max(bytes.length, payload.detailEnd));
      }),
    );
  });
});
