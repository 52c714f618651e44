import type { StringId } from '../../../shared/units.ts';
import type { StringPool } from '../../store/string-pool.ts';

const BACKSLASH = 0x5c;

/**
 * The Path of QueryDirectory events: Process Monitor appends the search pattern, which stands behind the path as another
 * detail string, with a backslash in between unless the path already ends in one.
 */
export class PatternPath {
  #scratch = Buffer.alloc(1024);

  /**
   * The id of the path in `bytes` [start, end), narrow (one byte a character) or UTF-16, with its pattern, which begins at
   * `end`. Undefined when there is no pattern.
   */
  intern(
    pool: StringPool,
    bytes: Buffer,
    start: number,
    end: number,
    detailEnd: number,
    isNarrow: boolean,
  ): StringId | undefined {
    if (end + 2 > detailEnd) return undefined;
    const info = bytes.readUInt16LE(end);
    const isPatternNarrow = (info & 0x8000) !== 0;
    const patternStart = end + 2;
    const patternEnd = Math.min(patternStart + (isPatternNarrow ? info & 0x7fff : info * 2), detailEnd);
    if (patternEnd <= patternStart) return undefined;
    const scratch = this.#room(2 * (end - start + patternEnd - patternStart) + 2);
    if (isNarrow && isPatternNarrow) {
      let at = bytes.copy(scratch, 0, start, end);
      if (scratch[at - 1] !== BACKSLASH) scratch[at++] = BACKSLASH;
      at += bytes.copy(scratch, at, patternStart, patternEnd);
      return pool.internLatin1(scratch, 0, at);
    }
    let at = widen(bytes, start, end, isNarrow, scratch, 0);
    if (at === 0 || scratch.readUInt16LE(at - 2) !== BACKSLASH) at = scratch.writeUInt16LE(BACKSLASH, at);
    at = widen(bytes, patternStart, patternEnd, isPatternNarrow, scratch, at);
    return pool.internUtf16(scratch, 0, at);
  }

  #room(bytes: number): Buffer {
    if (this.#scratch.length < bytes) this.#scratch = Buffer.alloc(bytes * 2);
    return this.#scratch;
  }
}

/** Writes a text as UTF-16LE at `at` of `target`; returns the position behind it. */
function widen(
  bytes: Buffer,
  start: number,
  end: number,
  isNarrow: boolean,
  target: Buffer,
  at: number,
): number {
  if (!isNarrow) return at + bytes.copy(target, at, start, end - ((end - start) % 2));
  for (let i = start; i < end; i++) at = target.writeUInt16LE(bytes[i] ?? 0, at);
  return at;
}
