/** Least contrast of text, WCAG 2.2 success criterion 1.4.3. */
export const LEAST_CONTRAST = 4.5;

/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [number, number, number];

/** A colour as somebody types it (`#80ffff`, `80FFFF`, `#8ff`) in the form of the settings; undefined for other texts. */
export function parseColor(text: string): string | undefined {
  const digits = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/.exec(text.trim().toLowerCase())?.[1];
  if (digits === undefined) return undefined;
  return digits.length === 6 ? `#${digits}` : `#${[...digits].map((digit) => digit + digit).join('')}`;
}

/** A colour as the browser tells computed ones, `rgb(128, 255, 255)`; undefined for other texts. */
export function parseRgb(text: string): Rgb | undefined {
  const parts = /^rgba?\((\d+), (\d+), (\d+)/.exec(text);
  return parts === null ? undefined : [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

/** A colour in the form of the settings. */
export function formatColor(rgb: Rgb): string {
  return `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** Contrast of two colours from 1 to 21, as WCAG 2.2 defines it. */
export function contrast(one: Rgb, other: Rgb): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(rgb: Rgb): number {
  const [red, green, blue] = rgb.map(linear) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(value: number): number {
  const part = value / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}
