import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileArgument } from '../../src/main/command-line.ts';

describe('fileArgument', () => {
  const from = resolve('/cases/7');

  it('finds the file of a packaged and of an unpackaged app', () => {
    expect(fileArgument(['procscope', 'a.pml'], from, false)).toBe(resolve(from, 'a.pml'));
    expect(fileArgument(['electron', '.', 'a.pml'], from, true)).toBe(resolve(from, 'a.pml'));
    expect(fileArgument(['electron', '.'], from, true)).toBeUndefined();
    expect(fileArgument(['procscope'], from, false)).toBeUndefined();
  });

  it('passes over switches, wherever they stand', () => {
    const argv = ['electron', '--inspect=0', '--no-sandbox', '.', '--user-data-dir=x', 'a.pml'];
    expect(fileArgument(argv, from, true)).toBe(resolve(from, 'a.pml'));
  });

  it('takes what follows -- for names', () => {
    expect(fileArgument(['procscope', '--', '-a.pml'], from, false)).toBe(resolve(from, '-a.pml'));
  });
});
