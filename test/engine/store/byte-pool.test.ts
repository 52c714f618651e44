import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BytePool, CHUNK_BYTES, MAX_ENTRY_BYTES } from '../../../src/engine/store/byte-pool.ts';

function read(pool: BytePool, id: number): Buffer {
  return pool.chunk(id).subarray(pool.start(id), pool.start(id) + pool.length(id));
}

describe('BytePool', () => {
  it('gives the empty sequence the id 0', () => {
    const pool = new BytePool();
    expect(pool.intern(Buffer.from('xyz'), 1, 1)).toBe(0);
    expect(pool.size).toBe(1);
  });

  it('gives equal bytes one id, different bytes different ids, and gives them back', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 300 }), (sequences) => {
        const pool = new BytePool();
        const ids = new Map<string, number>();
        for (const bytes of sequences) {
          const key = Buffer.from(bytes).toString('hex');
          const padded = Buffer.concat([Buffer.from([1, 2, 3]), bytes, Buffer.from([4])]);
          const id = pool.intern(padded, 3, 3 + bytes.length);
          expect(id).toBe(ids.get(key) ?? id);
          ids.set(key, id);
        }
        expect(new Set(ids.values()).size).toBe(ids.size);
        for (const [key, id] of ids) expect(read(pool, id).toString('hex')).toBe(key);
      }),
    );
  });

  it('keeps entries whole and ids ascending when chunks and tables grow', () => {
    const pool = new BytePool();
    const ids: number[] = [];
    const entry = (n: number): Buffer => Buffer.alloc(700_001 + n, n);
    for (let n = 1; n <= 20; n++) ids.push(pool.intern(entry(n), 0, entry(n).length));
    const small = Array.from({ length: 20_000 }, (_, n) => Buffer.from(`entry ${n}`));
    for (const bytes of small) ids.push(pool.intern(bytes, 0, bytes.length));
    expect(pool.endOffset).toBeGreaterThan(CHUNK_BYTES);
    ids.forEach((id, n) => {
      expect(read(pool, id).equals(n < 20 ? entry(n + 1) : (small[n - 20] ?? Buffer.alloc(0)))).toBe(true);
      if (n > 0) expect(pool.offset(id)).toBeGreaterThan(pool.offset(ids[n - 1] ?? 0));
    });
  });

  it('fills a chunk to its last byte and goes on in the next', () => {
    const pool = new BytePool();
    const quarter = CHUNK_BYTES / 4;
    for (let n = 1; n <= 4; n++) pool.intern(Buffer.alloc(quarter, n), 0, quarter);
    const id = pool.intern(Buffer.from('next'), 0, 4);
    expect(pool.chunks.length).toBe(2);
    expect(read(pool, id).toString()).toBe('next');
    expect(pool.offset(id)).toBe(CHUNK_BYTES);
  });

  it('refuses an entry longer than it takes', () => {
    const pool = new BytePool();
    expect(() => pool.intern(Buffer.alloc(MAX_ENTRY_BYTES + 1), 0, MAX_ENTRY_BYTES + 1)).toThrow(RangeError);
  });
});
