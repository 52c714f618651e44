import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  BLOCK_BYTES,
  mergeBlocks,
  packBlock,
  packModules,
  poolBlocks,
  unpackBlock,
  unpackModules,
} from '../../../src/engine/capture-file/dictionary-block.ts';
import { BytePool } from '../../../src/engine/store/byte-pool.ts';
import { ProcscopeError } from '../../../src/shared/errors.ts';
import type { StringId } from '../../../src/shared/units.ts';

function poolOf(entries: readonly Uint8Array[]): BytePool {
  const pool = new BytePool();
  for (const entry of entries) pool.intern(entry, 0, entry.length);
  return pool;
}

function entriesOf(pool: BytePool): string[] {
  return Array.from({ length: pool.size }, (_, id) => {
    const start = pool.start(id);
    return pool.chunk(id).toString('hex', start, start + pool.length(id));
  });
}

it('copies a pool in blocks that give the same ids, joined or not', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 40 }),
      fc.array(fc.nat(40)),
      (entries, cuts) => {
        const pool = poolOf(entries);
        const blocks = [];
        let from = 1;
        for (const cut of [...cuts, pool.size].sort((a, b) => a - b)) {
          if (cut <= from || cut > pool.size) continue;
          blocks.push(...poolBlocks(pool, from, cut));
          from = cut;
        }
        for (const list of [blocks, mergeBlocks(blocks)]) {
          const copy = new BytePool();
          for (const block of list) unpackBlock(copy, block.first, block.lengths.length, packBlock(block));
          expect(entriesOf(copy)).toEqual(entriesOf(pool));
        }
      },
    ),
  );
});

it('ends a block at its limit', () => {
  const pool = poolOf(Array.from({ length: 6 }, (_, i) => new Uint8Array(1 << 20).fill(i + 1)));
  const blocks = [...poolBlocks(pool, 1, pool.size)];
  expect(blocks.map((block) => [block.first, block.bytes.length])).toEqual([
    [1, BLOCK_BYTES],
    [5, 2 << 20],
  ]);
});

it('refuses blocks that do not continue the pool', () => {
  const block = packBlock({ first: 1, lengths: new Uint32Array([2, 2]), bytes: Buffer.from('abab') });
  expect(() => unpackBlock(new BytePool(), 1, 2, block)).toThrow(ProcscopeError);
  expect(() => unpackBlock(new BytePool(), 2, 1, block)).toThrow(ProcscopeError);
});

it('survives any bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(6), (bytes, count) => {
      try {
        unpackBlock(new BytePool(), 1, count, Buffer.from(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(ProcscopeError);
      }
    }),
  );
});

it('keeps modules exactly', () => {
  const text = fc.nat(0xffff_ffff).map((id) => id as StringId);
  const module = fc.record({
    base: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    size: fc.maxSafeNat(),
    path: text,
    version: text,
    company: text,
    description: text,
    timestamp: fc.nat(0xffff_ffff),
  });
  fc.assert(
    fc.property(fc.array(module, { maxLength: 10 }), (modules) => {
      expect(unpackModules(packModules(modules), modules.length, (id) => id as StringId)).toEqual(modules);
    }),
  );
});
