import type { EventProperties } from '../../shared/api/viewer-contract.ts';
import type { PropertiesMessages } from '../messages/areas/properties.ts';

/** Bytes in a line. */
const LINE_BYTES = 16;
/** Bytes of a block that are shown. */
export const MAX_RAW_BYTES = 4096;

/** A block of an event's bytes, as text. */
export interface RawBlock {
  /** The event's own data, or what the operation returned; what either has behind the known fields. */
  readonly name: 'payload' | 'extra' | 'newer' | 'newerExtra';
  /** Bytes of the block. */
  readonly size: number;
  /** Offset, bytes and printable characters: `0010  48 4b 4c 4d 5c … HKLM\`. */
  readonly lines: readonly string[];
  /** Bytes that are not shown. */
  readonly rest: number;
}

/** The blocks that are shown beside the details of an event; none where the details say it all. */
export function rawBlocks({ raw, payload, extra, newer = [] }: EventProperties): readonly RawBlock[] {
  if (raw === undefined) return [];
  const blocks = [
    block('payload', payload),
    ...(extra === undefined ? [] : [block('extra', extra)]),
    ...newer.map(({ isReturned, bytes, size }) => block(isReturned ? 'newerExtra' : 'newer', bytes, size)),
  ];
  return blocks.filter(({ size }) => size > 0);
}

/** Why the bytes of an event are shown; undefined where the details say it all. */
export function rawReason(
  { raw, newer = [] }: EventProperties,
  texts: PropertiesMessages,
): string | undefined {
  if (raw !== 'newer') return raw === undefined ? undefined : texts.rawReasons[raw];
  const [first] = newer;
  return first === undefined ? undefined : texts.rawNewer(String(first.version), String(first.known));
}

function block(name: RawBlock['name'], bytes: Uint8Array, size = bytes.length): RawBlock {
  const shown = Math.min(bytes.length, MAX_RAW_BYTES);
  const lines: string[] = [];
  for (let at = 0; at < shown; at += LINE_BYTES) {
    lines.push(lineText(at, bytes.subarray(at, Math.min(at + LINE_BYTES, shown))));
  }
  return { name, size, lines, rest: size - shown };
}

function lineText(offset: number, bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const left = hex.slice(0, LINE_BYTES / 2).join(' ');
  const right = hex.slice(LINE_BYTES / 2).join(' ');
  const digits = `${left}  ${right}`.trimEnd().padEnd(LINE_BYTES * 3);
  const text = Array.from(bytes, printable).join('');
  return `${offset.toString(16).padStart(4, '0')}  ${digits}  ${text}`;
}

/** ASCII that has a shape; everything else is a point. */
function printable(byte: number): string {
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
}
