import type { ViewRow } from '../units.ts';

/** What a row is coloured by. The numbers travel in row windows. */
export const RowTone = {
  /** Success and everything informational. */
  Plain: 0,
  /** An answer that is not what was asked for, such as `NAME NOT FOUND`. */
  Miss: 1,
  Failure: 2,
  /** The operation has not ended. */
  Pending: 3,
  /** The row stands for lost events. */
  Lost: 4,
  /** No failure: what was asked for has not come yet, or the call begins again. */
  Interrupted: 5,
} as const;
export type RowTone = (typeof RowTone)[keyof typeof RowTone];

/** The largest number of rows in one window. */
export const MAX_WINDOW_ROWS = 1000;

/**
 * Consecutive rows of a view, formatted.
 * Shape: all arrays have one entry a row; `cells` has one array a column, in the order in which they were asked for. Fewer
 * rows than asked for when the view ends before. The arrays own their memory.
 */
export interface RowWindow {
  /** Of the view when the rows were read; a window of an older generation is thrown away. */
  readonly generation: number;
  readonly first: ViewRow;
  /** EventNo of each row. */
  readonly event: Float64Array;
  /** EventClass of each row. */
  readonly eventClass: Uint8Array;
  /** RowTone of each row. */
  readonly tone: Uint8Array;
  /** Index of the small icon of each row's process, as the call `icon` takes it; 0 is none. */
  readonly icon: Uint32Array;
  /** 1 for each row that the view's highlight rules match, else 0. */
  readonly highlighted: Uint8Array;
  /** Texts, column by column. */
  readonly cells: readonly (readonly string[])[];
}
