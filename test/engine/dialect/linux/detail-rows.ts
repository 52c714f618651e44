import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import { utcTimeZone } from '../../../../src/shared/format/time-zone.ts';
import { describe, expect, it } from 'vitest';
import { LinuxTestCapture } from '../../../support/linux-capture.ts';
import type { LinuxTestEvent } from '../../../support/linux-capture.ts';

/** What the column says, and what the helper sends for it. Values as captures of real programs had them. */
export type DetailRow = readonly [text: string, event: LinuxTestEvent];

/** The descriptor that stands for the current folder. */
export const AT_FDCWD = -100;

/** The Detail column of an event, in UTC. */
export function detailOf(event: LinuxTestEvent): string {
  const { capture, store } = captureOf(event);
  const cells = new CellFormatter(capture, { timeZoneOffset: utcTimeZone });
  const [segment] = store.segments;
  if (segment === undefined) throw new Error('There is no event');
  cells.at(segment, 0);
  return cells.text('detail');
}

function captureOf(event: LinuxTestEvent): LinuxTestCapture {
  const made = new LinuxTestCapture();
  made.append(event);
  return made;
}

/** A structure of 64-bit words. */
export function structure(...words: readonly bigint[]): Buffer {
  const bytes = Buffer.alloc(words.length * 8);
  words.forEach((word, i) => bytes.writeBigInt64LE(BigInt.asIntN(64, word), i * 8));
  return bytes;
}

/** One test a row, by family. */
export function describeDetails(families: Readonly<Record<string, readonly DetailRow[]>>): void {
  describe.each(Object.entries(families))('%s', (_, rows) => {
    it.each(rows)('%s', (text, event) => {
      expect(detailOf(event)).toBe(text);
    });
  });
}
