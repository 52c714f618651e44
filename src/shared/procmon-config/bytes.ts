/** Bytes of Process Monitor's configuration files: little-endian numbers and UTF-16LE texts, nothing aligned. */

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

export function u16Bytes(values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 2);
  const view = viewOf(bytes);
  values.forEach((value, index) => view.setUint16(index * 2, value, true));
  return bytes;
}

export function u32Bytes(...values: readonly number[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.length * 4);
  const view = viewOf(bytes);
  values.forEach((value, index) => view.setUint32(index * 4, value, true));
  return bytes;
}

/** Texts longer than this are put together from several pieces: a call takes only so many arguments. */
const PIECE = 4096;

/** The whole UTF-16LE text, terminators and all; an odd byte at the end is left out. */
export function wholeText(bytes: Uint8Array): string {
  const view = viewOf(bytes);
  const units = bytes.length >> 1;
  let text = '';
  for (let at = 0; at < units; at += PIECE) {
    const piece: number[] = [];
    for (let i = at; i < Math.min(units, at + PIECE); i++) piece.push(view.getUint16(i * 2, true));
    text += String.fromCharCode(...piece);
  }
  return text;
}

/** The UTF-16LE text up to its first NUL, or all of it. */
export function textOf(bytes: Uint8Array): string {
  const text = wholeText(bytes);
  const end = text.indexOf('\0');
  return end < 0 ? text : text.slice(0, end);
}

/** A text as UTF-16LE, as it is. */
export function textBytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length * 2);
  const view = viewOf(bytes);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), true);
  return bytes;
}

export function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** The bytes of a text of pairs of hexadecimal digits. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length >> 1);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}
