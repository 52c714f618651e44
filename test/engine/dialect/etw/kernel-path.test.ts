import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kernelBeginning, kernelPathOf } from '../../../../src/engine/dialect/etw/kernel-path.ts';
import { Payload, readStoredPayload } from '../../../../src/engine/dialect/payload.ts';
import { EtwField } from '../../../../src/engine/dialect/etw/etw-fields.ts';
import { EtwPayload } from '../../../../src/engine/dialect/etw/etw-payload.ts';
import { PayloadArena } from '../../../../src/engine/dialect/etw/payload-arena.ts';

/** What is read of the kernel's path of a row that was stored with it. */
function stored(kernel: string, shown: string, write: (row: EtwPayload) => void): string | undefined {
  const row = new EtwPayload(new PayloadArena());
  row.beginPayload();
  write(row);
  row.closePayload(kernelBeginning(kernel, shown));
  const payload = new Payload();
  readStoredPayload(row.bytes, row.start, row.length, payload);
  return kernelPathOf(payload, shown);
}

const BLOCKS: readonly (readonly [string, (row: EtwPayload) => void])[] = [
  ['nothing', () => undefined],
  ['fields', (row) => row.number(EtwField.Length, 5)],
  [
    'what it returned',
    (row) => {
      row.number(EtwField.Length, 5);
      row.beginReturned();
      row.number(EtwField.Bytes, 5);
    },
  ],
  ['an empty return', (row) => row.beginReturned()],
];

describe('the path of the kernel', () => {
  it.each([
    [String.raw`\Device\HarddiskVolume3\Users\a`, String.raw`C:\Users\a`, 3],
    [String.raw`\REGISTRY\MACHINE\SOFTWARE\b`, String.raw`HKLM\SOFTWARE\b`, 2],
    [String.raw`\REGISTRY\USER\S-1-5-21-1-2-3-1001\c`, String.raw`HKCU\c`, 12],
    [String.raw`\??\C:\d`, String.raw`C:\d`, 2],
    [String.raw`\Device\Mup\server\share\e`, String.raw`\\server\share\e`, 2],
  ])('%s takes few bytes beside %s', (kernel, shown, bytes) => {
    expect(kernelBeginning(kernel, shown)).toHaveLength(bytes);
    for (const [, write] of BLOCKS) expect(stored(kernel, shown, write)).toBe(kernel);
  });

  it('is not kept where it is the shown one, or too far from it', () => {
    expect(kernelBeginning('C:\\a', 'C:\\a')).toBeUndefined();
    expect(kernelBeginning('a'.repeat(300), 'b')).toBeUndefined();
    for (const [, write] of BLOCKS) expect(stored('C:\\a', 'C:\\a', write)).toBeUndefined();
  });

  it('comes back whatever both are', () => {
    const text = fc.string({
      unit: fc.constantFrom('\\', 'a', 'é', '가', '\u{1f600}', 'REGISTRY'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(text, text, fc.constantFrom(...BLOCKS), (kernel, shown, [, write]) => {
        expect(stored(kernel, shown, write)).toBe(kernel === shown ? undefined : kernel);
      }),
    );
  });

  it('is read of any bytes without going beyond them', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const payload = new Payload();
        readStoredPayload(Buffer.from(bytes), 0, bytes.length, payload);
        const path = kernelPathOf(payload, 'shown');
        expect(path === undefined || typeof path === 'string').toBe(true);
      }),
    );
  });
});
