import { describe, expect, it } from 'vitest';
import { ByteBudgetCache } from '../../../src/engine/store/byte-budget-cache.ts';
import { DICTIONARY_HEADROOM, DICTIONARY_LIMIT, Dictionary } from '../../../src/engine/store/dictionary.ts';
import { ProcessTable, blankProcess } from '../../../src/engine/store/process-table.ts';
import type { ProcessRecord } from '../../../src/engine/store/process-table.ts';
import { MAX_STACK_FRAMES, StackPool } from '../../../src/engine/store/stack-pool.ts';
import type { ProcessId, StackId } from '../../../src/shared/units.ts';

function processRecord(uid: number, pid: number): ProcessRecord {
  return { ...blankProcess(uid), pid };
}

describe('Dictionary', () => {
  it('makes a value once per key', () => {
    let made = 0;
    const dictionary = new Dictionary((key) => `${key} made ${++made}`);
    expect(dictionary.intern(500)).toBe(0);
    expect(dictionary.intern(7)).toBe(1);
    expect(dictionary.intern(500)).toBe(0);
    expect(dictionary.get(0)).toBe('500 made 1');
    expect(dictionary.key(1)).toBe(7);
    expect(() => dictionary.get(2)).toThrow(RangeError);
    expect(() => dictionary.key(2)).toThrow(RangeError);
  });

  it('says that it is full while there is still headroom, and refuses past its limit', () => {
    const dictionary = new Dictionary((key) => key);
    for (let key = 0; key < DICTIONARY_LIMIT - DICTIONARY_HEADROOM; key++) dictionary.intern(key);
    expect(dictionary.isFull).toBe(true);
    for (let key = dictionary.size; key < DICTIONARY_LIMIT; key++) dictionary.intern(key);
    expect(() => dictionary.intern(DICTIONARY_LIMIT)).toThrow(RangeError);
    expect(dictionary.intern(5)).toBe(5);
  });
});

describe('ProcessTable', () => {
  it('names processes by uid, replaces what is known, and tells what changed', () => {
    const table = new ProcessTable();
    const first = table.put(processRecord(11, 4));
    const second = table.put(processRecord(12, 4));
    expect(table.takeChanges()).toEqual([first, second]);
    expect(table.takeChanges()).toEqual([]);
    const version = table.version;
    expect(table.put(processRecord(11, 5))).toBe(first);
    expect(table.version).toBeGreaterThan(version);
    expect(table.get(first).pid).toBe(5);
    expect(table.takeChanges()).toEqual([first]);
    expect(table.find(12)).toBe(second);
    expect(table.find(13)).toBeUndefined();
    expect(() => table.get(2 as ProcessId)).toThrow(RangeError);
  });
});

describe('StackPool', () => {
  it('widens 32-bit frames, so that equal stacks are one stack', () => {
    const pool = new StackPool();
    const narrow = Buffer.alloc(8);
    narrow.writeUInt32LE(0x8000_0001, 0);
    narrow.writeUInt32LE(2, 4);
    const wide = Buffer.alloc(16);
    wide.writeBigUInt64LE(0x8000_0001n, 0);
    wide.writeBigUInt64LE(2n, 8);
    const id = pool.intern(narrow, 0, 2, 4);
    expect(pool.intern(wide, 0, 2, 8)).toBe(id);
    expect(pool.get(id)).toEqual([0x8000_0001n, 2n]);
  });

  it('names the empty stack 0, cuts what is too deep, and refuses unknown ids', () => {
    const pool = new StackPool();
    expect(pool.intern(Buffer.alloc(0), 0, 0, 8)).toBe(0);
    expect(pool.get(0 as StackId)).toEqual([]);
    const deep = Buffer.alloc((MAX_STACK_FRAMES + 1) * 4, 1);
    expect(pool.get(pool.intern(deep, 0, MAX_STACK_FRAMES + 1, 4))).toHaveLength(MAX_STACK_FRAMES);
    expect(() => pool.get(99 as StackId)).toThrow(RangeError);
  });
});

describe('ByteBudgetCache', () => {
  it('makes a value once and lets the least recently used go', () => {
    const cache = new ByteBudgetCache<string>(10);
    let made = 0;
    const get = (key: string): string => cache.get(key, () => ({ value: `${key}${++made}`, bytes: 4 }));
    expect([get('a'), get('b'), get('a'), get('c')]).toEqual(['a1', 'b2', 'a1', 'c3']);
    expect(cache.byteSize).toBe(8);
    expect(get('a')).toBe('a1');
    expect(get('b')).toBe('b4');
  });

  it('keeps the newest even when it alone is over the budget', () => {
    const cache = new ByteBudgetCache<number>(10);
    expect(cache.get('large', () => ({ value: 1, bytes: 100 }))).toBe(1);
    expect(cache.get('large', () => ({ value: 2, bytes: 100 }))).toBe(1);
    cache.clear();
    expect(cache.byteSize).toBe(0);
  });
});
