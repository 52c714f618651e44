import type { Payload } from '../payload.ts';
import { newerPartsEnd } from './newer-version.ts';

/**
 * Beginnings of the kernel's paths, by number. They are stored in capture files: never change one, add behind. A long one
 * stands before those that it begins with.
 */
const BEGINNINGS: readonly string[] = [
  '',
  '\\Device\\HarddiskVolume',
  '\\REGISTRY\\MACHINE',
  '\\REGISTRY\\USER\\S-1-5-21-',
  '\\REGISTRY\\USER\\',
  '\\SystemRoot',
  '\\Device\\Mup',
  '\\Device\\',
  '\\??\\',
];
const MOST_UNITS = 255;

/**
 * What a row keeps of the kernel's path beside the shown one: u8 units of the shown path that stand for others, u8 number of
 * a beginning, then what follows it in UTF-8; the rest of both paths is the same. Undefined where both are the same, or differ
 * in more than a beginning of 255 units.
 */
export function kernelBeginning(kernel: string, shown: string): Buffer | undefined {
  if (kernel === shown) return undefined;
  let same = 0;
  const most = Math.min(kernel.length, shown.length);
  while (
    same < most &&
    kernel.charCodeAt(kernel.length - 1 - same) === shown.charCodeAt(shown.length - 1 - same)
  )
    same++;
  const replaced = shown.length - same;
  const own = kernel.slice(0, kernel.length - same);
  if (replaced > MOST_UNITS || own.length > MOST_UNITS) return undefined;
  const found = BEGINNINGS.findIndex((text) => text !== '' && own.startsWith(text));
  const number = Math.max(0, found);
  return Buffer.concat([
    Buffer.of(replaced, number),
    Buffer.from(own.slice(BEGINNINGS[number]!.length), 'utf8'),
  ]);
}

/** The kernel's path of an event whose shown path is `shown`; undefined where it is the same, or not kept. */
export function kernelPathOf(payload: Payload, shown: string): string | undefined {
  const { bytes, limit } = payload;
  const at = newerPartsEnd(payload);
  if (at + 2 > Math.min(limit, bytes.length)) return undefined;
  const beginning = BEGINNINGS[bytes[at + 1]!];
  if (beginning === undefined) return undefined;
  return `${beginning}${bytes.toString('utf8', at + 2, limit)}${shown.slice(bytes[at])}`;
}
