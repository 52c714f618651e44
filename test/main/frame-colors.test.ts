import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FRAME_COLORS } from '../../src/main/frame-colors.ts';

const tokens = readFileSync(join(import.meta.dirname, '../../src/renderer/styles/tokens.css'), 'utf8');

describe('FRAME_COLORS', () => {
  it.each([
    ['--surface-frame', FRAME_COLORS.light.frame, FRAME_COLORS.dark.frame],
    ['--text-2', FRAME_COLORS.light.symbol, FRAME_COLORS.dark.symbol],
  ])('are those of the token %s', (token, light, dark) => {
    const found = new RegExp(`${token}:\\s*light-dark\\((#\\w+), (#\\w+)\\)`).exec(tokens);
    expect([found?.[1], found?.[2]]).toEqual([light, dark]);
  });
});
