import { describe, expect, it } from 'vitest';
import { FileTokens, MAX_TOKENS } from '../../src/host/file-tokens.ts';
import { fileToken } from '../../src/shared/api/shell-contract.ts';
import type { FileToken } from '../../src/shared/api/shell-contract.ts';

const unknown: unknown = expect.objectContaining({ code: 'file/unknown-token' });

describe('tokens for files', () => {
  it('stand for one path, and stay the same', () => {
    const tokens = new FileTokens();
    const token = tokens.give('open', '/a/b.pml');
    expect(fileToken.safeParse(token).success).toBe(true);
    expect(token).not.toContain('b.pml');
    expect(tokens.give('open', '/a/b.pml')).toBe(token);
    expect(tokens.give('open', '/a/c.pml')).not.toBe(token);
    expect(tokens.pathOf(token, 'open')).toBe('/a/b.pml');
  });

  it('are good for one use only', () => {
    const tokens = new FileTokens();
    const token = tokens.give('open', '/a/b.pml');
    expect(tokens.give('target', '/a/b.pml')).not.toBe(token);
    for (const use of ['target', 'recover', 'folder'] as const)
      expect(() => tokens.pathOf(token, use)).toThrow(unknown);
    expect(tokens.pathOf(token, 'recover', 'open')).toBe('/a/b.pml');
  });

  it('of other processes, made up or taken back, are worth nothing', () => {
    const tokens = new FileTokens();
    const foreign = new FileTokens().give('open', '/a/b.pml');
    const taken = tokens.give('open', '/a/b.pml');
    tokens.take(taken);
    for (const token of [foreign, taken, '/a/b.pml' as FileToken, '' as FileToken])
      expect(() => tokens.pathOf(token, 'open')).toThrow(unknown);
    expect(tokens.give('open', '/a/b.pml')).not.toBe(taken);
  });

  it('are bounded in number; the one that was not used for longest goes', () => {
    const tokens = new FileTokens();
    const old = tokens.give('open', '/old');
    const used = tokens.give('open', '/used');
    for (let index = 0; index < MAX_TOKENS - 2; index++) tokens.give('open', `/${index}`);
    tokens.pathOf(used, 'open');
    tokens.give('open', '/one-more');
    expect(() => tokens.pathOf(old, 'open')).toThrow(unknown);
    expect(tokens.pathOf(used, 'open')).toBe('/used');
  });
});
