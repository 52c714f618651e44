import type { PmlEvent } from '../pml-event.ts';

/** Accounts that every Windows has; other languages have other names, but logs do not say which. */
const WELL_KNOWN: ReadonlyMap<string, string> = new Map([
  ['S-1-5-18', 'NT AUTHORITY\\SYSTEM'],
  ['S-1-5-19', 'NT AUTHORITY\\LOCAL SERVICE'],
  ['S-1-5-20', 'NT AUTHORITY\\NETWORK SERVICE'],
]);

/** The account of the SID of `length` bytes at `at` of the detail block; the SID itself when the capture knows no name. */
export function accountText(event: PmlEvent, at: number, length: number): string {
  const { detail } = event;
  if (!detail.holds(at, length) || length < 8 || length !== 8 + 4 * detail.u8(at + 1)) {
    return rawBytes(event, at, length);
  }
  const sid = sidText(event, at, length);
  return WELL_KNOWN.get(sid) ?? event.accountOf(sid) ?? sid;
}

/** `S-1-5-21-...`: the authority is big-endian, the rest is not. */
function sidText({ detail }: PmlEvent, at: number, length: number): string {
  let authority = 0;
  for (let i = 2; i < 8; i++) authority = authority * 0x100 + detail.u8(at + i);
  let text = `S-${detail.u8(at)}-${authority}`;
  for (let i = 8; i < length; i += 4) text += `-${detail.u32(at + i)}`;
  return text;
}

/** What is no SID is shown as it is. */
function rawBytes({ detail }: PmlEvent, at: number, length: number): string {
  let text = '0x';
  for (let i = 0; i < length && detail.holds(at + i, 1); i++)
    text += detail
      .u8(at + i)
      .toString(16)
      .padStart(2, '0');
  return text;
}
