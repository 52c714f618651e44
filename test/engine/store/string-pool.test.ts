import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_STRING_UNITS, StringPool } from '../../../src/engine/store/string-pool.ts';
import type { StringId } from '../../../src/shared/units.ts';

describe('StringPool', () => {
  it('gives back any text, unpaired surrogates included', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 });
    fc.assert(
      fc.property(fc.array(units, { maxLength: 80 }), (texts) => {
        const pool = new StringPool();
        const ids = new Map<string, StringId>();
        for (const codes of texts) {
          const text = String.fromCharCode(...codes);
          ids.set(text, pool.intern(text));
        }
        for (const [text, id] of ids) {
          expect(pool.get(id)).toBe(text);
          expect(pool.intern(text)).toBe(id);
          expect(pool.has(id)).toBe(true);
          expect(id).toBeLessThan(pool.limit);
        }
        expect(new Set(ids.values()).size).toBe(ids.size);
      }),
    );
  });

  it('gives one id to a text however its source spelled it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 60 }), (codes) => {
        const pool = new StringPool();
        const text = String.fromCharCode(...codes);
        const latin1 = Buffer.from(text, 'latin1');
        const utf16 = Buffer.from(text, 'utf16le');
        const id = pool.internLatin1(latin1, 0, latin1.length);
        expect(pool.internUtf16(utf16, 0, utf16.length)).toBe(id);
        expect(pool.intern(text)).toBe(id);
      }),
    );
  });

  it('keeps apart a narrow and a wide text that have the same bytes', () => {
    const pool = new StringPool();
    const bytes = Buffer.from('ab', 'latin1');
    const narrow = pool.internLatin1(bytes, 0, 2);
    const wide = pool.internUtf16(bytes, 0, 2);
    expect(narrow).not.toBe(wide);
    expect(pool.get(narrow)).toBe('ab');
    expect(pool.get(wide)).toBe('\u6261');
  });

  it('names the empty text 0, leaves out an odd last byte, and cuts what is too long', () => {
    const pool = new StringPool();
    expect(pool.intern('')).toBe(0);
    expect(pool.get(pool.internUtf16(Buffer.from([0x41, 0, 0x42]), 0, 3))).toBe('A');
    expect(pool.get(pool.intern('x'.repeat(MAX_STRING_UNITS + 5)))).toHaveLength(MAX_STRING_UNITS);
    expect(pool.get(pool.intern('\u3042'.repeat(MAX_STRING_UNITS + 5)))).toHaveLength(MAX_STRING_UNITS);
  });

  it('says that an id is not its own', () => {
    const pool = new StringPool();
    pool.intern('a');
    expect(pool.has(100)).toBe(false);
    expect(() => pool.get(100 as StringId)).toThrow(RangeError);
  });
});
