/** The longest distance of a match, and the shortest match. */
const MAX_DISTANCE = 8192;
const MIN_MATCH = 3;

/** Packs bytes as "Plain LZ77" of MS-XCA, with matches of every length that the format knows. */
export function packXpress(bytes: Buffer): Buffer {
  const out: number[] = [];
  let flagsAt = -1;
  let flags = 0;
  let bits = 0;
  let half = -1;
  const known = new Map<string, number>();

  const flag = (bit: number): void => {
    if (bits === 0) {
      flagsAt = out.length;
      out.push(0, 0, 0, 0);
      flags = 0;
    }
    flags = (flags | (bit << (31 - bits))) >>> 0;
    out[flagsAt] = flags & 0xff;
    out[flagsAt + 1] = (flags >>> 8) & 0xff;
    out[flagsAt + 2] = (flags >>> 16) & 0xff;
    out[flagsAt + 3] = flags >>> 24;
    bits = (bits + 1) % 32;
  };

  const match = (distance: number, length: number): void => {
    flag(1);
    let left = length - MIN_MATCH;
    const word = ((distance - 1) << 3) | Math.min(left, 7);
    out.push(word & 0xff, word >>> 8);
    if (left < 7) return;
    left -= 7;
    const nibble = Math.min(left, 15);
    if (half < 0) {
      half = out.length;
      out.push(nibble);
    } else {
      out[half]! |= nibble << 4;
      half = -1;
    }
    if (left < 15) return;
    left -= 15;
    if (left < 255) {
      out.push(left);
      return;
    }
    const whole = left + 22;
    out.push(255);
    if (whole <= 0xffff) out.push(whole & 0xff, whole >>> 8);
    else out.push(0, 0, whole & 0xff, (whole >>> 8) & 0xff, (whole >>> 16) & 0xff, whole >>> 24);
  };

  for (let at = 0; at < bytes.length;) {
    const key = bytes.toString('latin1', at, at + MIN_MATCH);
    const before = at + MIN_MATCH <= bytes.length ? known.get(key) : undefined;
    known.set(key, at);
    if (before !== undefined && at - before <= MAX_DISTANCE) {
      let length = MIN_MATCH;
      while (at + length < bytes.length && bytes[before + length] === bytes[at + length]) length++;
      match(at - before, length);
      at += length;
    } else {
      flag(0);
      out.push(bytes[at]!);
      at++;
    }
  }
  return Buffer.from(out);
}
