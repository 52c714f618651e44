import type { FontChoice, Settings } from '../../shared/settings.ts';

/** The family that stands for whatever the system writes code with. */
export const MONOSPACE = 'monospace';

/** Size of the list's text in CSS pixels while nothing is chosen: the token `--type-body`. */
export const DEFAULT_FONT_SIZE = 12;

/** What rows are higher than their text, in CSS pixels. */
const ROW_AIR = { compact: 8, comfortable: 12 } as const;
/** Icons are 16 px high. */
const LEAST_ROW = 18;

/** Height of the event list's rows in CSS pixels. */
export function listRowHeight({ size }: FontChoice, density: Settings['density']): number {
  return Math.max(LEAST_ROW, (size ?? DEFAULT_FONT_SIZE) + ROW_AIR[density]);
}

/** A font as `font-family` takes it. What a family has no letters for, such as Korean, the window's own font writes. */
export function fontFamily(family: string | undefined): string {
  if (family === undefined) return 'var(--font-ui)';
  if (family === MONOSPACE) return 'var(--font-mono)';
  return `"${family.replace(/["\\]/g, '\\$&')}", var(--font-ui)`;
}

/** Sets the tokens of an element to the font and the highlight colours of the settings, for all that is in it. */
export function applyListLook(
  { style, dataset }: Pick<HTMLElement, 'style' | 'dataset'>,
  { font, highlight, density }: Pick<Settings, 'font' | 'highlight' | 'density'>,
): void {
  const set = (token: string, value: string | undefined): void => {
    if (value === undefined) style.removeProperty(token);
    else style.setProperty(token, value);
  };
  set('--list-font', font.family === undefined ? undefined : fontFamily(font.family));
  set('--list-size', font.size === undefined ? undefined : `${font.size}px`);
  set('--list-row', font.size === undefined ? undefined : `${listRowHeight(font, density)}px`);
  const { text, background } = highlight.colors;
  set('--highlight-text', text);
  set('--highlight-back', background);
  if (text === undefined && background === undefined) delete dataset['highlight'];
  else dataset['highlight'] = 'chosen';
}
