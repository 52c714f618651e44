import type { ColumnName } from '../../shared/columns.ts';
import type { ColumnChoice } from '../../shared/settings.ts';
import { TABLE_COLUMNS } from './table-columns.ts';

/** The gutter at the left edge, where marks stand. */
const GUTTER_WIDE = 22;
const GUTTER_NARROW = 20;
/** Widths of the list in windows of 1440 and 1024: the window's less the scroll bar. */
const LIST_WIDE = 1426;
const LIST_NARROW = 1010;

/** The last column is never less wide than this by itself. */
const LEAST_REST = 60;

/** Air at each side of a cell's text. */
export const CELL_PADDING = 8;

/** Where the columns stand. CSS pixels. */
export interface ColumnLayout {
  readonly gutter: number;
  readonly widths: readonly number[];
  /** Gutter and columns together: no less than the list's width, and more when the list scrolls sideways. */
  readonly total: number;
}

export interface LayoutSpace {
  /** Width of the list in CSS pixels. */
  readonly width: number;
  /** The largest row number that the Sequence column must have room for. */
  readonly rows: number;
  /** The digits that the columns of process and thread IDs must have room for; 0 for what their design holds. */
  readonly idDigits?: number;
  /** What times of day need beside their designed width: other languages write more than `AM`. */
  readonly timeExtra?: number;
  /** How much wider than the design's font the list's font is: designed widths grow with it, but never get less. */
  readonly scale?: number;
}

/** Width of a digit and of a separator in the design's font, in CSS pixels. */
const DIGIT = 7;
const SEPARATOR = 4;

/** Least width of a number column with `digits` digits and `separators` between them, padding included. */
function numberWidth(digits: number, separators: number, scale: number): number {
  return 2 * CELL_PADDING + Math.ceil(scale * (DIGIT * digits + SEPARATOR * separators));
}

/** The columns of IDs that grow with what a system counts up to. */
const ID_COLUMNS: readonly ColumnName[] = ['pid', 'tid'];

/**
 * Lays the chosen columns out. Widths that the user has set hold. The others grow evenly between the two widths that were
 * designed, and the last column takes what is left. Where all that is wider than the list, the list scrolls sideways.
 */
export function layOutColumns(choices: readonly ColumnChoice[], space: LayoutSpace): ColumnLayout {
  const share = Math.min(1, Math.max(0, (space.width - LIST_NARROW) / (LIST_WIDE - LIST_NARROW)));
  const between = (narrow: number, wide: number): number => Math.round(narrow + share * (wide - narrow));
  const gutter = between(GUTTER_NARROW, GUTTER_WIDE);
  const scale = Math.max(1, space.scale ?? 1);
  const designed = (name: ColumnName): number => {
    const { narrow, wide } = TABLE_COLUMNS[name];
    const width = Math.round(scale * between(narrow, wide));
    if (name === 'sequence') {
      const digits = String(space.rows).length;
      return Math.max(width, numberWidth(digits, Math.floor((digits - 1) / 3), scale));
    }
    if (ID_COLUMNS.includes(name)) return Math.max(width, numberWidth(space.idDigits ?? 0, 0, scale));
    return name === 'timeOfDay' ? width + Math.round(scale * (space.timeExtra ?? 0)) : width;
  };
  const widths = choices.map(({ name, width }) => width ?? designed(name));
  const last = choices.at(-1);
  if (last !== undefined && last.width === undefined) {
    const taken = widths.slice(0, -1).reduce((sum, width) => sum + width, gutter);
    // What others need beyond their design, such as for large row numbers, is taken from it before anything scrolls.
    const extra = choices.reduce((sum, { name, width }) => {
      const { narrow, wide } = TABLE_COLUMNS[name];
      return width === undefined ? sum + designed(name) - between(narrow, wide) : sum;
    }, 0);
    const least = Math.max(LEAST_REST, TABLE_COLUMNS[last.name].narrow - extra);
    widths[widths.length - 1] = Math.max(least, space.width - taken);
  }
  const total = widths.reduce((sum, width) => sum + width, gutter);
  return { gutter, widths, total: Math.max(total, space.width) };
}

/** The width of the column with an index, as a style: widths stand at the table's root, so that a drag changes one place. */
export function columnWidth(index: number): string {
  return `var(--width-${index})`;
}

/** Puts the widths where {@link columnWidth} finds them. */
export function applyLayout(root: HTMLElement, layout: ColumnLayout): void {
  root.style.setProperty('--gutter', `${layout.gutter}px`);
  root.style.setProperty('--sheet', `${layout.total}px`);
  layout.widths.forEach((width, index) => root.style.setProperty(`--width-${index}`, `${width}px`));
}

/** The left edge of a column, in CSS pixels from the gutter's left edge; `widths.length` is the last one's right edge. */
export function columnLeft(layout: ColumnLayout, index: number): number {
  return layout.widths.slice(0, index).reduce((sum, width) => sum + width, layout.gutter);
}

/** The column at `x` CSS pixels from the gutter's left edge; undefined in the gutter and behind the last one. */
export function columnAt(layout: ColumnLayout, x: number): number | undefined {
  let left = layout.gutter;
  if (x < left) return undefined;
  const index = layout.widths.findIndex((width) => x < (left += width));
  return index < 0 ? undefined : index;
}

/** The place between two columns, 0 to their number, that is nearest to `x`. */
export function dropPlace(layout: ColumnLayout, x: number): number {
  let left = layout.gutter;
  for (const [index, width] of layout.widths.entries()) {
    if (x < left + width / 2) return index;
    left += width;
  }
  return layout.widths.length;
}
