import { DecodeError, ExtensionCodec, decode, encode } from '@msgpack/msgpack';

/** Largest message that is read, in bytes: 1,000 rows of all columns with long paths fit several times over. */
export const MAX_MESSAGE_BYTES = 32 * 1024 * 1024;

/** Numbers of the extension types; they are on the wire and never used for anything else. */
const FLOAT64_ARRAY = 1;
const UINT32_ARRAY = 2;
const BIGINT = 3;

/** Digits of the longest bigint that is read: those of 128 bits, and a sign. */
const MAX_BIGINT_DIGITS = 40;

const isLittleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/** The bytes of an array of `width`-byte numbers, little-endian. */
function toWire(array: Float64Array | Uint32Array): Uint8Array {
  const bytes = new Uint8Array(array.byteLength);
  bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
  return isLittleEndian ? bytes : swapped(bytes, array.BYTES_PER_ELEMENT);
}

/** The numbers' bytes on memory of their own, so that they are aligned. */
function fromWire(bytes: Uint8Array, width: number): ArrayBuffer {
  if (bytes.length % width !== 0)
    throw new DecodeError(`An array of ${width}-byte numbers has ${bytes.length} bytes`);
  const own = new Uint8Array(bytes.length);
  own.set(bytes);
  if (!isLittleEndian) swapped(own, width);
  return own.buffer;
}

function swapped(bytes: Uint8Array, width: number): Uint8Array {
  for (let at = 0; at < bytes.length; at += width) bytes.subarray(at, at + width).reverse();
  return bytes;
}

function makeCodec(): ExtensionCodec {
  const codec = new ExtensionCodec();
  codec.register({
    type: FLOAT64_ARRAY,
    encode: (value) => (value instanceof Float64Array ? toWire(value) : null),
    decode: (bytes) => new Float64Array(fromWire(bytes, 8)),
  });
  codec.register({
    type: UINT32_ARRAY,
    encode: (value) => (value instanceof Uint32Array ? toWire(value) : null),
    decode: (bytes) => new Uint32Array(fromWire(bytes, 4)),
  });
  codec.register({
    type: BIGINT,
    encode: (value) => (typeof value === 'bigint' ? asciiBytes(value.toString()) : null),
    decode: (bytes) => bigintOf(bytes),
  });
  return codec;
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

function bigintOf(bytes: Uint8Array): bigint {
  if (bytes.length > MAX_BIGINT_DIGITS) throw new DecodeError(`A number has ${bytes.length} digits`);
  const text = String.fromCharCode(...bytes);
  if (!/^-?\d+$/.test(text)) throw new DecodeError('A number has other characters than digits');
  return BigInt(text);
}

const codec = makeCodec();

/**
 * The bytes of a message. Absent and undefined values are left out of objects: on this wire they are the same.
 * Errors: throws for what MessagePack cannot express, which is a mistake of the caller.
 */
export function packMessage(message: unknown): Uint8Array<ArrayBuffer> {
  return encode(message, { extensionCodec: codec, ignoreUndefined: true });
}

/** The message of some bytes. Errors: throws for bytes that are no message; allocates no more than in proportion to them. */
export function unpackMessage(bytes: Uint8Array): unknown {
  const limit = bytes.length;
  if (limit > MAX_MESSAGE_BYTES) throw new DecodeError(`A message has ${limit} bytes`);
  return decode(bytes, {
    extensionCodec: codec,
    maxStrLength: limit,
    maxBinLength: limit,
    maxArrayLength: limit,
    maxMapLength: limit,
    maxExtLength: limit,
  });
}
