/** The shortest match. */
const MIN_MATCH = 3;
/** Matches of up to this length are copied byte by byte, which is faster than a call for the few bytes that most have. */
const SHORT_COPY = 24;

/**
 * Unpacks "Plain LZ77" of MS-XCA, which Windows calls XPRESS: `source` [from, to) into `target` from `start` up to `limit`.
 * Returns where the unpacked bytes end: before `limit` when the packed ones are damaged or cut. Writes nothing beyond
 * `limit` and reads nothing outside of its pieces, whatever the input. Source: [MS-XCA] 2.4, Microsoft.
 */
export function unpackXpress(
  source: Uint8Array,
  from: number,
  to: number,
  target: Uint8Array,
  start: number,
  limit: number,
): number {
  let at = start;
  let flags = 0;
  let bits = 0;
  /** Where the half of a byte is that the next long length has; -1 for none. */
  let half = -1;
  while (at < limit) {
    if (bits === 0) {
      if (from + 4 > to) return at;
      flags =
        source[from]! | (source[from + 1]! << 8) | (source[from + 2]! << 16) | (source[from + 3]! << 24);
      from += 4;
      bits = 32;
    }
    bits--;
    if (((flags >>> bits) & 1) === 0) {
      if (from >= to) return at;
      target[at++] = source[from++]!;
      continue;
    }
    if (from + 2 > to) return at;
    const match = source[from]! | (source[from + 1]! << 8);
    from += 2;
    const distance = (match >>> 3) + 1;
    let length = match & 7;
    if (length === 7) {
      if (half < 0) {
        if (from >= to) return at;
        half = from;
        length = source[from++]! & 15;
      } else {
        length = source[half]! >>> 4;
        half = -1;
      }
      if (length === 15) {
        if (from >= to) return at;
        length = source[from++]!;
        if (length === 255) {
          if (from + 2 > to) return at;
          length = source[from]! | (source[from + 1]! << 8);
          from += 2;
          if (length === 0) {
            if (from + 4 > to) return at;
            length =
              source[from]! +
              source[from + 1]! * 0x100 +
              source[from + 2]! * 0x1_0000 +
              source[from + 3]! * 0x100_0000;
            from += 4;
          }
          if (length < 22) return at;
          length -= 22;
        }
        length += 15;
      }
      length += 7;
    }
    length += MIN_MATCH;
    if (distance > at - start) return at;
    const end = Math.min(at + length, limit);
    if (end - at <= SHORT_COPY || distance < end - at) {
      for (; at < end; at++) target[at] = target[at - distance]!;
    } else {
      target.copyWithin(at, at - distance, end - distance);
      at = end;
    }
  }
  return at;
}
