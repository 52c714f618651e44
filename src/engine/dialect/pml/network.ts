import type { DetailKey } from '../detail-key.ts';
import type { DetailWriter } from '../dialect.ts';
import { findNul } from './block.ts';
import type { PmlEvent } from './pml-event.ts';

/** Behind flags, length, addresses and ports. */
const PAIRS_AT = 44;

/** The length, and then the names and values that the system gave, as they are: `startime` is no slip of ours. */
export function network({ detail }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, PAIRS_AT)) return;
  out.field('Length', String(detail.u32(4)));
  const { bytes, end } = detail;
  for (let from = detail.start + PAIRS_AT; from + 2 <= end;) {
    const nameEnd = findNul(bytes, from, end);
    if (nameEnd === from) break;
    const valueEnd = findNul(bytes, Math.min(nameEnd + 2, end), end);
    out.field(
      bytes.toString('utf16le', from, nameEnd),
      bytes.toString('utf16le', Math.min(nameEnd + 2, end), valueEnd),
    );
    from = valueEnd + 2;
  }
}

export function networkKey({ detail }: PmlEvent, key: DetailKey): void {
  if (!detail.holds(0, PAIRS_AT)) return;
  key.add(detail.u32(4));
  key.addBytes(detail.bytes, detail.start + PAIRS_AT, detail.end);
}
