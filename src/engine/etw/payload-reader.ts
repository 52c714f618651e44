/**
 * Reading of texts and identifiers in payloads. Everything takes the end of the payload and reads nothing behind it, whatever
 * the bytes are.
 */

/** Where the NUL of a UTF-16 text that begins at `at` is; `end`, or the last whole unit, where none is. */
export function textEnd(bytes: Buffer, at: number, end: number): number {
  const stop = end - 1;
  let i = at;
  for (; i < stop; i += 2) if (bytes[i] === 0 && bytes[i + 1] === 0) return i;
  return i > end ? at : i;
}

/** Where the NUL of an 8-bit text that begins at `at` is; `end` where none is. */
export function text8End(bytes: Buffer, at: number, end: number): number {
  let i = at;
  while (i < end && bytes[i] !== 0) i++;
  return i;
}

/** A SID has at most this many sub-authorities. */
const MAX_SUB_AUTHORITIES = 15;
const SID_HEAD = 8;

/** Bytes of the SID at `at`; 0 when none is there or it does not fit. */
export function sidLength(bytes: Buffer, at: number, end: number): number {
  if (at + SID_HEAD > end || bytes[at] !== 1) return 0;
  const count = bytes[at + 1]!;
  if (count > MAX_SUB_AUTHORITIES) return 0;
  const length = SID_HEAD + count * 4;
  return at + length <= end ? length : 0;
}

/** `S-1-authority-sub...` of a SID that {@link sidLength} found. */
export function sidText(bytes: Buffer, at: number): string {
  const authority = bytes.readUIntBE(at + 2, 6);
  let text = `S-${bytes[at]}-${authority}`;
  for (let i = 0; i < bytes[at + 1]!; i++) text += `-${bytes.readUInt32LE(at + SID_HEAD + i * 4)}`;
  return text;
}

/** Where the user of a process event is, and where the next field begins. One object is reused. */
export interface UserPlace {
  /** -1 when there is none. */
  sid: number;
  next: number;
}

/**
 * Finds the user of a process event: TOKEN_USER, which is two pointers, then the SID; or four zero bytes. Some traces have a
 * null pointer and a SID, so that the SID itself decides. Source: etw-capture reference, 2.1.
 */
export function findUser(
  bytes: Buffer,
  at: number,
  end: number,
  pointerSize: 4 | 8,
  into: UserPlace,
): UserPlace {
  const sidAt = at + 2 * pointerSize;
  const length = sidLength(bytes, sidAt, end);
  let isSid = length > 0;
  if (isSid && at + 4 <= end && bytes.readUInt32LE(at) === 0) {
    // Four zero bytes may stand before texts that happen to look like a SID: an authority is a small number.
    isSid = bytes[sidAt + 1]! > 0;
    for (let i = 2; i < 7 && isSid; i++) isSid = bytes[sidAt + i] === 0;
  }
  into.sid = isSid ? sidAt : -1;
  into.next = isSid ? sidAt + length : Math.min(at + 4, end);
  return into;
}
