import { MAX_ENTRY_BYTES } from '../store/byte-pool.ts';
import type { BytePool } from '../store/byte-pool.ts';
import type { ModuleRecord } from '../store/process-table.ts';
import type { StringId } from '../../shared/units.ts';
import { corrupt } from './file-errors.ts';
import { compressSync, decompress } from './zstd.ts';

/** A block ends when it holds this many bytes of entries... */
export const BLOCK_BYTES = 4 * 1024 * 1024;
/** ...or this many entries. */
export const BLOCK_ENTRIES = 65_536;
/** The longest block that there is: an entry may begin just below the limit. */
export const MAX_BLOCK_BYTES = BLOCK_BYTES + MAX_ENTRY_BYTES;

/** Consecutive entries of a byte pool. */
export interface PoolBlock {
  /** Id of the first entry. */
  readonly first: number;
  readonly lengths: Uint32Array<ArrayBuffer>;
  /** The entries, one behind the other. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Copies the entries [from, to) of a pool, in blocks. */
export function* poolBlocks(pool: BytePool, from: number, to: number): Generator<PoolBlock> {
  let first = from;
  while (first < to) {
    let end = first;
    let total = 0;
    while (end < to && end - first < BLOCK_ENTRIES && total < BLOCK_BYTES) total += pool.length(end++);
    const lengths = new Uint32Array(end - first);
    const bytes = new Uint8Array(total);
    let at = 0;
    for (let id = first; id < end; id++) {
      const length = pool.length(id);
      const start = pool.start(id);
      const chunk = pool.chunk(id);
      if (length < 64) for (let i = 0; i < length; i++) bytes[at + i] = chunk[start + i]!;
      else bytes.set(chunk.subarray(start, start + length), at);
      lengths[id - first] = length;
      at += length;
    }
    yield { first, lengths, bytes };
    first = end;
  }
}

/** Joins consecutive blocks of one pool, as far as a block may grow. */
export function mergeBlocks(blocks: readonly PoolBlock[]): PoolBlock[] {
  const merged: PoolBlock[] = [];
  let run: PoolBlock[] = [];
  let entries = 0;
  let bytes = 0;
  const flush = (): void => {
    const head = run[0];
    if (head === undefined) return;
    const block = { first: head.first, lengths: new Uint32Array(entries), bytes: new Uint8Array(bytes) };
    let atEntry = 0;
    let atByte = 0;
    for (const part of run) {
      block.lengths.set(part.lengths, atEntry);
      block.bytes.set(part.bytes, atByte);
      atEntry += part.lengths.length;
      atByte += part.bytes.length;
    }
    merged.push(block);
    run = [];
    entries = bytes = 0;
  };
  for (const block of blocks) {
    if (entries + block.lengths.length > BLOCK_ENTRIES || bytes + block.bytes.length > BLOCK_BYTES) flush();
    run.push(block);
    entries += block.lengths.length;
    bytes += block.bytes.length;
  }
  flush();
  return merged;
}

/** The bytes of a block as files hold them: the lengths as u32, then the entries. */
export function packBlock(block: PoolBlock): Buffer {
  const head = Buffer.from(block.lengths.buffer, block.lengths.byteOffset, block.lengths.byteLength);
  return Buffer.concat([head, block.bytes]);
}

/**
 * Adds the entries of a packed block to `pool`, where they must get the ids from `first` on.
 * Errors: 'capture/corrupt' when they do not.
 */
export function unpackBlock(pool: BytePool, first: number, count: number, packed: Buffer): void {
  const damaged = (): Error => corrupt('a dictionary does not hold together', { first, count });
  if (first !== pool.size || packed.length < count * 4) throw damaged();
  let at = count * 4;
  for (let i = 0; i < count; i++) {
    const length = packed.readUInt32LE(i * 4);
    if (length > MAX_ENTRY_BYTES || at + length > packed.length || pool.isFull) throw damaged();
    // An entry that was there before would shift all ids behind it.
    if (pool.intern(packed, at, at + length) !== first + i) throw damaged();
    at += length;
  }
  if (at !== packed.length) throw damaged();
}

/** u64 base, u64 size, u32 path, version, company, description, timestamp. */
const MODULE_BYTES = 36;
/** No process loads more images. */
export const MAX_MODULES = 1_000_000;

/** The modules of a process as files hold them; empty when there are none. */
export function packModules(modules: readonly ModuleRecord[]): Buffer {
  if (modules.length === 0) return Buffer.alloc(0);
  const bytes = Buffer.alloc(modules.length * MODULE_BYTES);
  let at = 0;
  for (const module of modules) {
    bytes.writeBigUInt64LE(BigInt.asUintN(64, module.base), at);
    bytes.writeBigUInt64LE(BigInt(module.size), at + 8);
    bytes.writeUInt32LE(module.path, at + 16);
    bytes.writeUInt32LE(module.version, at + 20);
    bytes.writeUInt32LE(module.company, at + 24);
    bytes.writeUInt32LE(module.description, at + 28);
    bytes.writeUInt32LE(module.timestamp >>> 0, at + 32);
    at += MODULE_BYTES;
  }
  return compressSync(bytes);
}

/** Reads {@link packModules} back. `checkText` makes sure that an id is a text. Errors: 'capture/corrupt'. */
export function unpackModules(
  packed: Buffer,
  count: number,
  checkText: (id: number) => StringId,
): ModuleRecord[] {
  if (count === 0) return [];
  const bytes = decompress(packed, count * MODULE_BYTES);
  const modules: ModuleRecord[] = [];
  for (let at = 0; at < bytes.length; at += MODULE_BYTES) {
    modules.push({
      base: bytes.readBigUInt64LE(at),
      size: Number(bytes.readBigUInt64LE(at + 8)),
      path: checkText(bytes.readUInt32LE(at + 16)),
      version: checkText(bytes.readUInt32LE(at + 20)),
      company: checkText(bytes.readUInt32LE(at + 24)),
      description: checkText(bytes.readUInt32LE(at + 28)),
      timestamp: bytes.readUInt32LE(at + 32),
    });
  }
  return modules;
}
