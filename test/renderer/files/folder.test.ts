import { describe, expect, it } from 'vitest';
import { sortedEntries } from '../../../src/renderer/files/folder-state.ts';
import { typedTarget } from '../../../src/renderer/files/type-ahead.ts';
import type { FileToken, FolderEntry } from '../../../src/shared/api/shell-contract.ts';

function entry(name: string, isFolder = false): FolderEntry {
  return { file: name as FileToken, name, isFolder, bytes: 0, modified: 0 };
}

describe('sortedEntries', () => {
  it('has folders first and numbers by value, and disregards case', () => {
    const entries = [entry('b10.pml'), entry('Z', true), entry('b9.pml'), entry('A.pml'), entry('c', true)];
    expect(sortedEntries(entries).map(({ name }) => name)).toEqual(['c', 'Z', 'A.pml', 'b9.pml', 'b10.pml']);
  });
});

describe('typedTarget', () => {
  const entries = ['alpha', 'beta', 'Bravo', 'gamma', 'bb'].map((name) => ({ name }));
  it('finds the next name that begins with a letter, and walks on', () => {
    expect(typedTarget(entries, 0, 'b')).toBe(1);
    expect(typedTarget(entries, 1, 'b')).toBe(2);
    expect(typedTarget(entries, 1, 'bb')).toBe(2);
    expect(typedTarget(entries, 4, 'b')).toBe(1);
  });
  it('stays on what a growing word still fits', () => {
    expect(typedTarget(entries, 1, 'be')).toBe(1);
    expect(typedTarget(entries, 1, 'br')).toBe(2);
  });
  it('finds nothing for other letters, nor in an empty list', () => {
    expect(typedTarget(entries, 0, 'x')).toBeUndefined();
    expect(typedTarget([], -1, 'a')).toBeUndefined();
    expect(typedTarget(entries, 0, '')).toBeUndefined();
  });
});
