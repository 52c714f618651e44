import { describe, expect, it } from 'vitest';
import { DetailKey } from '../../../../src/engine/dialect/detail-key.ts';
import { DetailWriter } from '../../../../src/engine/dialect/dialect.ts';
import type { Dialect, FormatContext } from '../../../../src/engine/dialect/dialect.ts';
import { pmlOperationKey } from '../../../../src/engine/dialect/pml/operation-key.ts';
import { createPmlDialect } from '../../../../src/engine/dialect/pml/pml-dialect.ts';
import { Payload } from '../../../../src/engine/dialect/payload.ts';
import { TimeFormatter } from '../../../../src/shared/format/time-formatter.ts';
import { utcTimeZone } from '../../../../src/shared/format/time-zone.ts';
import { SeededRandom } from '../../../support/random.ts';

/** Right values, and the mistakes of the versions. */
const DIALECTS = {
  plain: createPmlDialect(),
  procmon: createPmlDialect({ as: 'procmon', procmonVersion: 3.5 }),
};
const times = new TimeFormatter(utcTimeZone);

/** Operations that have a key, and some that must not have one. */
const OPERATIONS: readonly (readonly [eventClass: number, code: number, subs?: readonly number[]])[] = [
  [1, 1],
  [1, 4],
  [2, 0],
  [2, 3],
  [2, 4],
  [2, 5],
  [2, 6],
  [2, 7],
  [3, 3],
  [3, 5],
  [3, 6],
  [3, 17],
  [3, 19],
  [3, 20],
  [3, 23],
  [3, 24],
  [3, 25, [0x04, 0x05, 0x06, 0x07, 0x09, 0x0e, 0x12, 0x22, 0x23]],
  [3, 26, [0x04, 0x0a, 0x14, 0x40]],
  [3, 30, [1, 3, 5, 7, 8]],
  [3, 32, [1, 2]],
  [3, 33],
  [3, 34],
  [3, 37, [1, 2]],
  [3, 40],
  [5, 2, [0, 1]],
];
const KEYS = OPERATIONS.flatMap(([eventClass, code, subs = [0]]) =>
  subs.map((sub) => pmlOperationKey(eventClass, code, sub)),
);

/** Control codes and others that lead a formatter another way, besides small numbers. */
const TELLING = [0x0009_4264, 0x0009_8268, 0x0011_6000, 0x0011_9ff8, 0x0011_c017, 0x0200_0000, 0x0500_0021];

interface Parts {
  detail: Buffer;
  extra: Buffer | undefined;
  behind: Buffer;
  tid: number;
}

/** Bytes of which many are alike, so that two events often have the same key. */
function someBytes(random: SeededRandom, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0; i + 4 <= length; i += 4) {
    const kind = random.below(8);
    if (kind < 2) bytes.writeUInt32LE(random.pick(TELLING), i);
    else if (kind < 5) bytes[i] = random.below(kind === 2 ? 40 : 8);
  }
  return bytes;
}

function changed(random: SeededRandom, parts: Parts): Parts {
  const next: Parts = {
    detail: Buffer.from(parts.detail),
    extra: parts.extra === undefined ? undefined : Buffer.from(parts.extra),
    behind: parts.behind,
    tid: parts.tid,
  };
  const alter = (bytes: Buffer): void => {
    if (bytes.length > 0) bytes[random.below(bytes.length)] = random.below(6);
  };
  switch (random.below(8)) {
    case 0:
      next.tid = random.below(3);
      break;
    case 1:
      next.behind = someBytes(random, random.below(40));
      break;
    case 2:
      next.extra = next.extra === undefined ? someBytes(random, random.below(100)) : undefined;
      break;
    case 3:
      next.extra = next.extra?.subarray(0, random.below(next.extra.length + 1));
      break;
    case 4:
      next.detail = next.detail.subarray(0, random.below(next.detail.length + 1));
      break;
    case 5:
    case 6:
      alter(next.detail);
      break;
    default:
      if (next.extra !== undefined) alter(next.extra);
  }
  return next;
}

function pointAt(parts: Parts): Payload {
  const { detail, extra, behind } = parts;
  const before = 3;
  const payload = new Payload();
  payload.bytes = Buffer.concat([Buffer.alloc(before, 0xcc), detail, extra ?? Buffer.alloc(0), behind]);
  payload.detailStart = before;
  payload.detailEnd = payload.extraStart = before + detail.length;
  payload.extraEnd = extra === undefined ? -1 : payload.extraStart + extra.length;
  payload.limit = payload.bytes.length;
  return payload;
}

/** The key's words as a text, undefined when it is refused, and the Detail text. */
function keyAndText(
  dialect: Dialect,
  operation: number,
  is64Bit: boolean,
  parts: Parts,
): { key: string | undefined; text: string } {
  const context: FormatContext = {
    operation: dialect.operation(operation),
    result: 0,
    tid: parts.tid,
    is64Bit,
    date: (high, low) => times.fileTime(high, low),
    accountOf: () => undefined,
  };
  const payload = pointAt(parts);
  const key = new DetailKey();
  dialect.writeDetailKey?.(payload, context, key);
  const out = new DetailWriter();
  out.beginText();
  dialect.writeDetail(payload, context, out);
  return {
    key: key.isUsable ? key.words.subarray(0, key.length).join() : undefined,
    text: out.text,
  };
}

describe('events with the same key have the same Detail', () => {
  it.each([
    ['plain', 32],
    ['plain', 64],
    ['procmon', 32],
    ['procmon', 64],
  ] as const)('%s, %s bits', { timeout: 60_000 }, (style, bits) => {
    const dialect = DIALECTS[style];
    const random = new SeededRandom(bits);
    let same = 0;
    for (const operation of KEYS) {
      const texts = new Map<string, string>();
      let parts: Parts | undefined;
      for (let round = 0; round < 4000; round++) {
        parts =
          parts === undefined || round % 10 === 0
            ? {
                detail: someBytes(random, random.below(140)),
                extra: random.below(3) === 0 ? undefined : someBytes(random, random.below(120)),
                behind: someBytes(random, random.below(40)),
                tid: random.below(3),
              }
            : changed(random, parts);
        const { key, text } = keyAndText(dialect, operation, bits === 64, parts);
        if (key === undefined) continue;
        const known = texts.get(key);
        if (known !== undefined) {
          same++;
          if (known !== text) expect({ operation, key, text, parts }).toEqual({ text: known });
        }
        texts.set(key, text);
      }
    }
    expect(same).toBeGreaterThan(KEYS.length * 600);
  });
});

describe('the key leaves out', () => {
  const fixed = (word: number): Buffer => {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(word, 4);
    return bytes;
  };
  const openKey = (path: string, access = 1): Parts => ({
    detail: Buffer.concat([fixed(access), Buffer.from(path, 'latin1')]),
    extra: undefined,
    behind: Buffer.alloc(0),
    tid: 1,
  });
  const registry = pmlOperationKey(2, 0, 0);

  it('the path, so that many events share it', () => {
    const a = keyAndText(DIALECTS.plain, registry, true, openKey('HKLM\\A'));
    const b = keyAndText(DIALECTS.plain, registry, true, openKey('HKLM\\Another'));
    expect(a.key).toBe(b.key);
    expect(a.text).toBe('Desired Access: Query Value');
  });

  it('nothing that is shown', () => {
    const a = keyAndText(DIALECTS.plain, registry, true, openKey('HKLM\\A'));
    expect(keyAndText(DIALECTS.plain, registry, true, openKey('HKLM\\A', 2)).key).not.toBe(a.key);
  });

  it('no thread: where that is shown, there is no key', () => {
    const parts = { detail: Buffer.alloc(20), extra: undefined, behind: Buffer.alloc(0), tid: 5 };
    expect(keyAndText(DIALECTS.plain, pmlOperationKey(1, 4, 0), true, parts)).toEqual({
      key: undefined,
      text: 'Thread ID: 5, User Time: 0.0000000, Kernel Time: 0.0000000',
    });
  });
});

describe('a key', () => {
  it('is refused where the bytes are more than it holds', () => {
    const key = new DetailKey();
    key.addBytes(Buffer.alloc(4096), 0, 4096);
    expect(key.isUsable).toBe(false);
    key.clear();
    for (let i = 0; i < 64; i++) key.add(i);
    expect(key.isUsable).toBe(true);
    key.add(64);
    expect(key.isUsable).toBe(false);
  });

  it('tells bytes from the same bytes and a zero', () => {
    const words = (length: number): number[] => {
      const key = new DetailKey();
      key.addBytes(Buffer.from([1, 2, 3, 4, 5, 0, 0, 0]), 0, length);
      return [...key.words.subarray(0, key.length)];
    };
    expect(words(5)).toEqual([5, 0x0403_0201, 5]);
    expect(words(6)).toEqual([6, 0x0403_0201, 5]);
  });
});
