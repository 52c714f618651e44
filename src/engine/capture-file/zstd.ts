import { constants, zstdCompress, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { ZstdOptions } from 'node:zlib';
import { corrupt } from './file-errors.ts';

/** Level 1: higher ones cost twice the time of the writer thread and save a tenth of the file. */
const LEVEL = 1;

/**
 * Output is asked for in one piece: in zlib's usual pieces of 16 KiB every call goes to the pool and back for each, which
 * takes two to twenty times as long.
 */
function options(length: number): ZstdOptions {
  return {
    chunkSize: length + (length >>> 8) + 1024,
    pledgedSrcSize: length,
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL },
  };
}

/** Compresses on the thread pool. The bytes must not change meanwhile. */
export function compress(bytes: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zstdCompress(bytes, options(bytes.length), (error, result) => {
      if (error === null) resolve(result);
      else reject(error);
    });
  });
}

/** Compresses on this thread. */
export function compressSync(bytes: Uint8Array): Buffer {
  return zstdCompressSync(bytes, options(bytes.length));
}

/**
 * Expands to exactly `length` bytes.
 * Errors: 'capture/corrupt' when the bytes are not zstd or give another length; never allocates much more than `length`.
 */
export function decompress(bytes: Uint8Array, length: number): Buffer {
  // What is empty is stored empty.
  if (length === 0 && bytes.length === 0) return Buffer.alloc(0);
  let result: Buffer;
  try {
    result = zstdDecompressSync(bytes, {
      maxOutputLength: Math.max(length, 1),
      chunkSize: Math.max(length, 64),
    });
  } catch {
    throw corrupt('a compressed block cannot be expanded', { length });
  }
  if (result.length !== length)
    throw corrupt('a compressed block has another length than it should', { length });
  return result;
}

/** The longest that a block of `length` bytes may be when compressed; more is not what the writer wrote. */
export function compressedBound(length: number): number {
  return length + (length >>> 8) + 1024;
}
