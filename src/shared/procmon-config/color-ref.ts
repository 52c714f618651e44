import { u32Bytes, viewOf } from './bytes.ts';

/** A COLORREF (0x00BBGGRR) as `#rrggbb`; undefined when the bytes are none. */
export function readColor(bytes: Uint8Array): string | undefined {
  if (bytes.length !== 4) return undefined;
  const value = viewOf(bytes).getUint32(0, true);
  // The highest byte is a flag for colours of a palette, which name no colour by themselves.
  if (value > 0xffffff) return undefined;
  return `#${[value & 0xff, (value >> 8) & 0xff, value >> 16].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

/** A colour as `#rrggbb` as a COLORREF. */
export function writeColor(color: string): Uint8Array<ArrayBuffer> {
  const part = (at: number): number => Number.parseInt(color.slice(at, at + 2), 16);
  return u32Bytes(part(1) + part(3) * 0x100 + part(5) * 0x10000);
}
