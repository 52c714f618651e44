import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { payloadFields } from '../../../src/engine/etw/payload-fields.ts';
import { FILE_LAYOUTS_7, FILE_LAYOUTS_8 } from '../../../src/engine/etw/layouts/file-layouts.ts';
import { offsetOf } from '../../../src/engine/etw/layouts/layout.ts';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { kernelPayloads, kernelRecord, payloadRecord } from '../../support/kernel-payloads.ts';
import { ABSENT } from '../../support/sample-files.ts';

const payloads = kernelPayloads();

function valuesOf(record: ReturnType<typeof payloadRecord>): Record<string, unknown> {
  const { fields } = payloadFields(record) ?? { fields: [] };
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
}

describe.skipIf(payloads === undefined)(
  `real payloads of kernel events${payloads === undefined ? ` (${ABSENT})` : ''}`,
  () => {
    const cases = (payloads ?? []).map((payload, i) => {
      const { opcode, version, pointerSize } = payload;
      return [`${i}: ${payload.class}/${opcode} v${version} of ${pointerSize * 8} bits`, payload] as const;
    });

    it('are all there', () => {
      expect(cases).toHaveLength(130);
    });

    it.each(cases)('%s', (_, payload) => {
      const record = payloadRecord(payload);
      expect(valuesOf(record)).toEqual(payload.fields);
      const isThread1 = payload.class === 'Thread' && payload.version === 1 && payload.opcode === 1;
      expect(payloadFields(record)?.leftOver).toBe(isThread1 ? 3 : 0);
    });

    it('cut anywhere give the fields that are whole, and no other values', () => {
      for (const [, payload] of cases) {
        const bytes = Buffer.from(payload.payloadHex, 'hex');
        for (let length = 0; length < Math.min(bytes.length, 80); length++) {
          const record = payloadRecord(payload);
          record.end = length;
          const { fields = [], leftOver = 0 } = payloadFields(record) ?? {};
          expect(leftOver).toBeGreaterThanOrEqual(0);
          // The last one may be a text or a list that is cut.
          for (const { name, value } of fields.slice(0, -1)) {
            // A SID that is cut is none; what stands behind it is then taken for something else.
            if (name === 'UserSID') break;
            expect([name, value]).toEqual([name, payload.fields[name]]);
          }
        }
      }
    });
  },
);

describe('layouts', () => {
  it('have their fields where the reference says', () => {
    expect(offsetOf(FILE_LAYOUTS_8.create, 'OpenPath', 8)).toBe(32);
    expect(offsetOf(FILE_LAYOUTS_8.create, 'OpenPath', 4)).toBe(24);
    expect(offsetOf(FILE_LAYOUTS_7.create, 'OpenPath', 8)).toBe(36);
    expect(offsetOf(FILE_LAYOUTS_7.create, 'FileObject', 8)).toBe(16);
    expect(offsetOf(FILE_LAYOUTS_8.readWrite, 'ExtraFlags', 4)).toBe(32);
    expect(offsetOf(FILE_LAYOUTS_8.directory, 'FileName', 8)).toBe(40);
    expect(offsetOf(FILE_LAYOUTS_7.directory, 'FileName', 4)).toBe(28);
    expect(offsetOf(FILE_LAYOUTS_8.map, 'ProcessId', 8)).toBe(40);
    expect(offsetOf(FILE_LAYOUTS_7.map, 'ProcessId', 4)).toBe(20);
    expect(() => offsetOf(FILE_LAYOUTS_8.create, 'Nothing', 8)).toThrow('Nothing');
  });

  it('take any bytes for any event without failing or reading behind the end', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(Provider)),
        fc.nat(100),
        fc.nat(6),
        fc.constantFrom(4, 8),
        fc.uint8Array({ maxLength: 300 }),
        fc.boolean(),
        (provider, opcode, version, pointerSize, payload, isClassic) => {
          const bytes = Buffer.concat([payload, Buffer.alloc(64, 0x41)]);
          const record = kernelRecord(provider, opcode, version, pointerSize, bytes);
          record.end = payload.length;
          record.isClassic = isClassic;
          record.id = isClassic ? 0 : opcode;
          const decoded = payloadFields(record);
          if (decoded === undefined) return;
          expect(decoded.leftOver).toBeGreaterThanOrEqual(0);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
