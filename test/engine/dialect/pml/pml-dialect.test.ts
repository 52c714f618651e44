import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DetailWriter, detailText } from '../../../../src/engine/dialect/dialect.ts';
import { FILE_SYSTEM } from '../../../../src/engine/dialect/pml/file-system/operations.ts';
import {
  pmlKeyClass,
  pmlKeyOperation,
  pmlKeySub,
  pmlOperationKey,
} from '../../../../src/engine/dialect/pml/operation-key.ts';
import { createPmlDialect, pmlDialect } from '../../../../src/engine/dialect/pml/pml-dialect.ts';
import { EventClass } from '../../../../src/shared/event-class.ts';
import { contextOf, fileDetail, fileKey, payloadOf, procmon35 } from './payloads.ts';

const newest = createPmlDialect({ as: 'procmon', procmonVersion: 4 });

/** One key for every row of the tables, and some that no table has. */
function everyKey(): number[] {
  const keys: number[] = [];
  for (const eventClass of [EventClass.Process, EventClass.Registry, EventClass.Profiling]) {
    for (let code = 0; code < 21; code++) keys.push(pmlOperationKey(eventClass, code, 0));
  }
  for (let code = 0; code < 11; code++)
    for (const sub of [0, 1]) keys.push(pmlOperationKey(EventClass.Network, code, sub));
  for (let code = 0; code < 49; code++) {
    const subs = Object.keys(FILE_SYSTEM[code]?.subs ?? {}).map(Number);
    for (const sub of [0, 0xfe, ...subs]) keys.push(fileKey(code, sub));
  }
  return [...keys, pmlOperationKey(EventClass.Ipc, 20, 3), pmlOperationKey(EventClass.Unknown, 1, 1)];
}

describe('operation keys', () => {
  it('hold class, operation and sub-operation', () => {
    const part = (max: number): fc.Arbitrary<number> => fc.integer({ min: 0, max });
    fc.assert(
      fc.property(part(0xffff), part(0xffff), part(0xff), (eventClass, operation, sub) => {
        const key = pmlOperationKey(eventClass, operation, sub);
        expect([pmlKeyClass(key), pmlKeyOperation(key), pmlKeySub(key)]).toEqual([
          eventClass,
          operation,
          sub,
        ]);
      }),
    );
  });
});

describe('operations', () => {
  it.each([
    [pmlOperationKey(1, 5, 0), 'Load Image', ''],
    [pmlOperationKey(2, 5, 0), 'RegQueryValue', 'Read'],
    [pmlOperationKey(2, 0, 0), 'RegOpenKey', undefined],
    [pmlOperationKey(2, 18, 0), '<Unknown>', ''],
    [pmlOperationKey(4, 1, 0), 'Process Profiling', ''],
    [pmlOperationKey(5, 2, 1), 'TCP Send', ''],
    [pmlOperationKey(5, 3, 0), 'UDP Receive', ''],
    [fileKey(20, 0x77), 'CreateFile', undefined],
    [fileKey(25, 0), 'QueryInformationFile', 'Read Metadata'],
    [fileKey(25, 4), 'QueryBasicInformationFile', 'Read Metadata'],
    [fileKey(25, 0x47), '<Unknown>', 'Read Metadata'],
    [fileKey(26, 0x4a), '<Unknown>', 'Write Metadata'],
    [fileKey(30, 0x0b), '<Unknown>', ''],
    [fileKey(32, 1), 'QueryDirectory', 'Read Metadata'],
    [fileKey(37, 4), 'UnlockFileByKey', ''],
    [fileKey(47, 0), 'StartDevice', ''],
    [fileKey(99, 0), '<Unknown>', ''],
  ])('key %d is %s', (key, name, category) => {
    const operation = procmon35.operation(key);
    expect(operation.name).toBe(name);
    expect(operation.category).toBe(category);
    expect(operation.key).toBe(key);
  });

  it('names of later versions are known to later versions', () => {
    expect(newest.operation(fileKey(25, 0x47)).name).toBe('QueryCaseSensitiveInformation');
    expect(newest.operation(fileKey(26, 0x4a)).name).toBe('SetStorageReservedIdInformation');
  });

  it('classes that are none are unknown, and never an error', () => {
    expect(pmlDialect.operation(pmlOperationKey(0xffff, 0xffff, 0xff))).toMatchObject({
      eventClass: EventClass.Unknown,
      name: '<Unknown>',
    });
  });
});

describe('any payload', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  /** Random bytes seldom have a path: half of the blocks get a real frame around them. */
  const detail = fc.oneof(
    bytes.map((raw) => Buffer.from(raw)),
    fc
      .tuple(bytes, bytes, fc.boolean())
      .map(([parameters, tail, is64Bit]) =>
        fileDetail({ is64Bit, parameters: Buffer.from(parameters).subarray(0, 28), tail: Buffer.from(tail) }),
      ),
  );
  const event = fc.record({
    detail,
    extra: fc.option(
      bytes.map((raw) => Buffer.from(raw)),
      { nil: undefined },
    ),
    behind: bytes.map((raw) => Buffer.from(raw)),
    is64Bit: fc.boolean(),
  });

  it('gives a text and reads no byte behind the limit, for every operation', () => {
    const keys = everyKey();
    fc.assert(
      fc.property(event, fc.constantFrom(pmlDialect, procmon35, newest), ({ extra, ...parts }, dialect) => {
        const payload = payloadOf({ ...parts, ...(extra !== undefined && { extra }) });
        for (const key of keys) {
          const context = contextOf(key, { ...parts, dialect });
          const out = new DetailWriter();
          out.beginText();
          dialect.writeDetail(payload, context, out);
          expect(['', 'Read', 'Write', 'Read Metadata', 'Write Metadata']).toContain(
            dialect.category(payload, context),
          );
          expect(['proven', 'unproven', 'unknown']).toContain(dialect.evidence(payload, context));

          // The same payload in the middle of other bytes must give the same: nothing outside was read.
          const moved = payloadOf({ ...parts, ...(extra !== undefined && { extra }) });
          moved.bytes = Buffer.concat([moved.bytes, Buffer.alloc(64, 0x41)]).fill(0x42, 0, moved.detailStart);
          const again = new DetailWriter();
          const fields = again.beginFields();
          dialect.writeDetail(moved, context, again);
          expect(detailText(fields)).toBe(out.text);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('says nothing for an operation that has no detail', () => {
    for (const key of everyKey()) {
      const context = contextOf(key);
      const out = new DetailWriter();
      out.beginText();
      pmlDialect.writeDetail(
        payloadOf({ detail: Buffer.alloc(400), extra: Buffer.alloc(200) }),
        context,
        out,
      );
      if (context.operation.hasNoDetail === true) expect(out.text).toBe('');
    }
  });

  it('gives bounded texts for counts that are far too large', () => {
    const huge = Buffer.alloc(60_000, 0xff);
    for (const key of everyKey()) {
      const out = new DetailWriter();
      out.beginText();
      pmlDialect.writeDetail(payloadOf({ detail: huge, extra: huge }), contextOf(key), out);
      expect(out.text.length).toBeLessThan(200_000);
    }
  });
});
