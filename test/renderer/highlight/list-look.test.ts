import { describe, expect, it } from 'vitest';
import { installedFamilies } from '../../../src/renderer/highlight/font-families.ts';
import { applyListLook, fontFamily, listRowHeight } from '../../../src/renderer/highlight/list-look.ts';
import { DEFAULT_SETTINGS, FONT_SIZE } from '../../../src/shared/settings.ts';
import type { Settings } from '../../../src/shared/settings.ts';

/** An element that keeps what is set on it. */
class SomeElement {
  readonly tokens = new Map<string, string>();
  readonly dataset: DOMStringMap = {};
  readonly style = {
    setProperty: (name: string, value: string) => void this.tokens.set(name, value),
    removeProperty: (name: string) => void this.tokens.delete(name),
  };
}

function look(element: SomeElement, change: Partial<Settings>): Record<string, string> {
  applyListLook(element as unknown as HTMLElement, { ...DEFAULT_SETTINGS, ...change });
  return Object.fromEntries(element.tokens);
}

describe('the look of the list', () => {
  it('is the design’s own while nothing is chosen, also again', () => {
    const element = new SomeElement();
    look(element, {
      font: { family: 'Consolas', size: 16 },
      highlight: { rules: [], colors: { text: '#000000', background: '#80ffff' } },
    });
    expect(element.dataset['highlight']).toBe('chosen');
    expect(look(element, {})).toEqual({});
    expect(element.dataset).toEqual({});
  });

  it('takes what is chosen, and leaves the rest to the theme', () => {
    const element = new SomeElement();
    const highlight = { rules: [], colors: { background: '#80ffff' } };
    expect(look(element, { font: { size: 16 }, highlight, density: 'comfortable' })).toEqual({
      '--list-size': '16px',
      '--list-row': '28px',
      '--highlight-back': '#80ffff',
    });
    expect(element.dataset).toEqual({ highlight: 'chosen' });
  });
});

describe('a font', () => {
  it('is written so that no name can say more than a name', () => {
    expect(fontFamily('Malgun Gothic')).toBe('"Malgun Gothic", var(--font-ui)');
    expect(fontFamily('a"; color: red; \\')).toBe('"a\\"; color: red; \\\\", var(--font-ui)');
    expect(fontFamily('monospace')).toBe('var(--font-mono)');
    expect(fontFamily(undefined)).toBe('var(--font-ui)');
  });

  it('has rows that are higher than itself and than an icon, and keep the design’s height for its own size', () => {
    expect([listRowHeight({}, 'compact'), listRowHeight({ size: 12 }, 'compact')]).toEqual([20, 20]);
    expect(listRowHeight({}, 'comfortable')).toBe(24);
    for (let size: number = FONT_SIZE.least; size <= FONT_SIZE.most; size++) {
      expect(listRowHeight({ size }, 'compact')).toBeGreaterThanOrEqual(Math.max(18, size + 6));
    }
  });

  it('is offered when it is there', () => {
    const there = new Set(['Consolas', 'Ubuntu']);
    const widths: Readonly<Record<string, number>> = { monospace: 100, serif: 90, 'sans-serif': 95 };
    const measure = (font: string): number => {
      const [, family, generic = ''] = /^72px (?:"([^"]+)", )?(.+)$/.exec(font) ?? [];
      // One font is as wide as the generic one for code, as it is that one.
      return family !== undefined && there.has(family) ? 100 : (widths[generic] ?? 0);
    };
    expect(installedFamilies(measure)).toEqual(['Consolas', 'Ubuntu']);
  });
});
