import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import { DetailKey } from '../../../../src/engine/dialect/detail-key.ts';
import { DetailWriter } from '../../../../src/engine/dialect/dialect.ts';
import type { FormatContext } from '../../../../src/engine/dialect/dialect.ts';
import { unknownOrderKeys, unplacedFields } from '../../../../src/engine/dialect/linux/field-order.ts';
import { SPECIAL_OPERATIONS } from '../../../../src/engine/dialect/linux/field-writers.ts';
import { linuxDialect } from '../../../../src/engine/dialect/linux/linux-dialect.ts';
import {
  NOT_ENDED,
  linuxKeyParts,
  linuxOperationKey,
} from '../../../../src/engine/dialect/linux/linux-key.ts';
import { Payload } from '../../../../src/engine/dialect/payload.ts';
import { LINUX_OPERATIONS } from '../../../../src/engine/wire/linux-operations.ts';
import { WireArchitecture, WireCategory, WireClass } from '../../../../src/engine/wire/wire-format.ts';
import { COLUMN_NAMES } from '../../../../src/shared/columns.ts';
import { EventClass } from '../../../../src/shared/event-class.ts';
import { LinuxTestCapture } from '../../../support/linux-capture.ts';

const NUMBERS = LINUX_OPERATIONS.map(({ number }) => number);

function keyOf(operation: number, eventClass = 3, category = 0, architecture = 1): number {
  return linuxOperationKey(operation, eventClass, category, architecture);
}

function contextOf(key: number, result: number): FormatContext {
  return {
    operation: linuxDialect.operation(key),
    result,
    tid: 1,
    is64Bit: true,
    date: (high, low) => `${high}/${low}`,
    accountOf: (id) => (id === 'uid:0' ? 'root' : undefined),
  };
}

function payloadOf(bytes: Buffer): Payload {
  const payload = new Payload();
  payload.bytes = Buffer.concat([Buffer.alloc(3, 0xee), bytes, Buffer.alloc(9, 0xee)]);
  payload.detailStart = 3;
  payload.detailEnd = payload.limit = 3 + bytes.length;
  return payload;
}

/** The Detail column of a payload. */
function textOf(key: number, result: number, bytes: Buffer): string {
  const out = new DetailWriter();
  out.beginText();
  linuxDialect.writeDetail(payloadOf(bytes), contextOf(key, result), out);
  return out.text;
}

describe('operations', () => {
  it('have the name of the table, and the class and category of the event', () => {
    const info = linuxDialect.operation(keyOf(10, WireClass.Device, WireCategory.Read));
    expect(info).toMatchObject({ name: 'read', eventClass: EventClass.Device, category: 'Read' });
    expect(linuxDialect.operation(keyOf(2, WireClass.FileSystem, WireCategory.Write)).category).toBe('Write');
  });

  it('are unknown where no table has them, and never pass for lost events', () => {
    for (const key of [keyOf(65_535, 15, 7), keyOf(9, 0)]) {
      expect(linuxDialect.operation(key)).toMatchObject({ eventClass: EventClass.Unknown });
    }
    expect(linuxDialect.operation(0)).toMatchObject({ eventClass: EventClass.Lost, name: 'Events Lost' });
    expect(linuxDialect.operation(keyOf(65_535)).name).toBe('<Unknown>');
    expect(linuxDialect.evidence(new Payload(), contextOf(keyOf(65_535), 0))).toBe('unknown');
    expect(linuxDialect.evidence(new Payload(), contextOf(keyOf(10), 0))).toBe('proven');
  });

  it('keep all parts of their keys', () => {
    fc.assert(
      fc.property(
        fc.nat(0xffff),
        fc.nat(15),
        fc.nat(7),
        fc.boolean(),
        (operation, eventClass, category, isArm) => {
          const architecture = isArm ? WireArchitecture.Aarch64 : WireArchitecture.X86_64;
          const key = linuxOperationKey(operation, eventClass, category, architecture);
          expect(linuxKeyParts(key)).toEqual({ operation, eventClass, category, isArm });
        },
      ),
    );
  });
});

it('calls results by the names that programs know, and marks them', () => {
  const told = [0, 1, 2, 11, 115, 133, 512, 516, 524, 4000, NOT_ENDED].map((code) => [
    linuxDialect.resultText(code),
    linuxDialect.resultTone(code),
  ]);
  expect(told).toEqual([
    ['SUCCESS', 'plain'],
    ['EPERM', 'failure'],
    ['ENOENT', 'miss'],
    ['EAGAIN', 'interrupted'],
    ['EINPROGRESS', 'interrupted'],
    ['EHWPOISON', 'failure'],
    ['INTERRUPTED (ERESTARTSYS)', 'interrupted'],
    ['INTERRUPTED (ERESTART_RESTARTBLOCK)', 'interrupted'],
    ['ENOTSUPP', 'failure'],
    ['error 4000', 'failure'],
    ['', 'plain'],
  ]);
});

it('has a place for every field, and rules for operations that there are', () => {
  expect(unknownOrderKeys()).toEqual([]);
  expect(unplacedFields()).toEqual([]);
  const names = new Set(LINUX_OPERATIONS.map(({ name }) => name));
  expect(SPECIAL_OPERATIONS.filter((name) => !names.has(name))).toEqual([]);
});

describe('any bytes', () => {
  const details = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
    // Whole fields of any number, so that the formatters are reached.
    fc
      .array(fc.tuple(fc.nat(255), fc.uint8Array({ maxLength: 40 })), { maxLength: 12 })
      .map((fields) =>
        Buffer.concat(fields.map(([field, value]) => Buffer.from([field, value.length, ...value]))),
      ),
  );
  const keys = fc.oneof(
    fc
      .tuple(fc.constantFrom(...NUMBERS), fc.nat(11), fc.nat(4), fc.integer({ min: 1, max: 2 }))
      .map((parts) => keyOf(...parts)),
    fc.nat(0x1ff_ffff),
  );
  const results = fc.oneof(fc.constant(0), fc.nat(0x1_0000));

  it('make a text and never an error, which equal keys share', () => {
    fc.assert(
      fc.property(keys, results, details, (key, result, bytes) => {
        const text = textOf(key, result, bytes);
        expect(textOf(key, result, Buffer.from(bytes))).toBe(text);
        const first = new DetailKey();
        linuxDialect.writeDetailKey?.(payloadOf(bytes), contextOf(key, result), first);
        const second = new DetailKey();
        linuxDialect.writeDetailKey?.(payloadOf(bytes), contextOf(key, result === 0 ? 0 : 5), second);
        if (first.isUsable) {
          expect(second.words.slice(0, second.length)).toEqual(first.words.slice(0, first.length));
          expect(textOf(key, result === 0 ? 0 : 5, bytes)).toBe(text);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('are not read beyond the payload', () => {
    fc.assert(
      fc.property(keys, details, (key, bytes) => {
        const first = payloadOf(bytes);
        const second = payloadOf(bytes);
        second.bytes.fill(0x11, second.detailEnd);
        const texts = [first, second].map((payload) => {
          const out = new DetailWriter();
          out.beginText();
          linuxDialect.writeDetail(payload, contextOf(key, 0), out);
          return out.text;
        });
        expect(texts[0]).toBe(texts[1]);
      }),
    );
  });
});

it('leaves the columns empty that only Windows has', () => {
  const { capture, store } = (() => {
    const made = new LinuxTestCapture({ session: 3 });
    made.append({ operation: 'read', details: { FD: 3 }, path: '/etc/passwd', category: WireCategory.Read });
    return made;
  })();
  const cells = new CellFormatter(capture);
  cells.at(store.segments[0]!, 0);
  const empty = COLUMN_NAMES.filter((column) => cells.text(column) === '');
  expect(empty.sort()).toEqual(
    ['authenticationId', 'company', 'description', 'integrity', 'version', 'virtualized'].sort(),
  );
  expect(cells.text('session')).toBe('3');
  expect(cells.text('category')).toBe('Read');
});
