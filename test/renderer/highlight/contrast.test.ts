import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COLOR_PRESETS, presetOf } from '../../../src/renderer/highlight/color-presets.ts';
import {
  LEAST_CONTRAST,
  contrast,
  formatColor,
  parseColor,
  parseRgb,
} from '../../../src/renderer/highlight/contrast.ts';
import type { Rgb } from '../../../src/renderer/highlight/contrast.ts';
import { settingsChange } from '../../../src/shared/settings.ts';

const byte = fc.integer({ min: 0, max: 255 });
const rgb: fc.Arbitrary<Rgb> = fc.tuple(byte, byte, byte);

function rgbOf(color: string): Rgb {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  return [red, green, blue];
}

describe('a colour', () => {
  it.each([
    ['#80ffff', '#80ffff'],
    [' 80FFFF ', '#80ffff'],
    ['#8ff', '#88ffff'],
    ['abc', '#aabbcc'],
    ['#80fff', undefined],
    ['#80ffff00', undefined],
    ['red', undefined],
    ['', undefined],
  ])('typed as %j is %j', (text, color) => {
    expect(parseColor(text)).toBe(color);
  });

  it('is told by the browser as it was set', () => {
    fc.assert(
      fc.property(rgb, (color) => {
        expect(parseRgb(`rgb(${color.join(', ')})`)).toEqual(color);
        expect(rgbOf(formatColor(color))).toEqual(color);
        expect(parseColor(formatColor(color))).toBe(formatColor(color));
      }),
    );
    expect(parseRgb('rgba(0, 0, 0, 0)')).toEqual([0, 0, 0]);
    expect(parseRgb('color(srgb 1 1 1)')).toBeUndefined();
  });
});

describe('contrast', () => {
  it('is that of WCAG', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 10);
    // Known from WebAIM's checker: #767676 is the lightest grey that can be read on white.
    expect(contrast([0x76, 0x76, 0x76], [255, 255, 255])).toBeCloseTo(4.54, 2);
    expect(contrast([0x77, 0x77, 0x77], [255, 255, 255])).toBeCloseTo(4.48, 2);
  });

  it('is the same in both orders, and 1 for a colour on itself', () => {
    fc.assert(
      fc.property(rgb, rgb, (one, other) => {
        expect(contrast(one, other)).toBe(contrast(other, one));
        expect(contrast(one, other)).toBeGreaterThanOrEqual(1);
        expect(contrast(one, one)).toBe(1);
      }),
    );
  });
});

describe('the colours that are offered', () => {
  it.each(COLOR_PRESETS.filter(({ text }) => text !== undefined))('$name can be read', (preset) => {
    const { text = '', background = '' } = preset;
    expect(contrast(rgbOf(text), rgbOf(background))).toBeGreaterThanOrEqual(LEAST_CONTRAST);
  });

  it('are known again, and are what settings can hold', () => {
    for (const { name, text, background } of COLOR_PRESETS) {
      const colors = text === undefined || background === undefined ? {} : { text, background };
      expect(presetOf(colors)).toBe(name);
      expect(settingsChange.parse({ highlight: { rules: [], colors } }).highlight?.colors).toEqual(colors);
    }
    expect(presetOf({ background: '#80ffff' })).toBeUndefined();
  });
});
