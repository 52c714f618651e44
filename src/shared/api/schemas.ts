import { COLUMN_NAMES } from '../columns.ts';
import { ERROR_CODES } from '../errors.ts';
import { ALL_CLASSES } from '../event-class.ts';
import type { ClassMask } from '../event-class.ts';
import { RELATIONS, RULE_ACTIONS } from '../filter/filter-rule.ts';
import type { Brand, EventNo, FileTime, ViewRow } from '../units.ts';
import { MAX_WINDOW_ROWS } from './row-window.ts';
import type { RowWindow } from './row-window.ts';
import { z } from './zod.ts';

/** Names a view of one connection. From 0, never reused by that connection. */
export type ViewId = Brand<number, 'ViewId'>;

/** Longest text of a filter rule, in UTF-16 units. */
export const MAX_RULE_TEXT = 65_536;
/** Most rules of one filter. */
export const MAX_RULES = 1000;
/** Longest path that a host may pass. */
export const MAX_PATH = 32_768;

/**
 * An array that is not changed. Not zod's own `readonly()`, which freezes what it is given, even what it refuses: for a typed
 * array that throws (seen in zod 4.6).
 */
export function listOf<T>(item: z.ZodType<T>, max = Infinity): z.ZodType<readonly T[]> {
  return z.array(item).max(max);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

export const count = z.custom<number>(isCount, 'must be a whole number from 0');
export const eventNumber = z.custom<EventNo>(isCount, 'must be the number of an event');
/** Event numbers on memory of their own. */
export const eventNumbers = z.custom<Float64Array>(
  (value) => value instanceof Float64Array,
  'must be numbers of events',
);
export const viewRowNumber = z.custom<ViewRow>(isCount, 'must be the number of a row');
export const viewId = z.custom<ViewId>(isCount, 'must be the number of a view');
export const fileTimeTicks = z.custom<FileTime>(
  (value) => typeof value === 'bigint',
  'must be a time in ticks',
);
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be bytes');
export const classMask = z.custom<ClassMask>(
  (value) => isCount(value) && value <= ALL_CLASSES,
  'must be a set of classes',
);

export const columnName = z.enum(COLUMN_NAMES);
export const columnNames = listOf(columnName, COLUMN_NAMES.length);

export const filterRule = z.object({
  enabled: z.boolean(),
  column: columnName,
  relation: z.enum(RELATIONS),
  value: z.string().max(MAX_RULE_TEXT),
  action: z.enum(RULE_ACTIONS),
});
export const filterRules = listOf(filterRule, MAX_RULES);

export const progress = z.object({ done: z.number(), total: z.number() });

/** An error as it travels: what a `ProcscopeError` holds but its stack. */
export const errorInfo = z.object({
  code: z.enum(ERROR_CODES),
  sentence: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type ErrorInfo = z.infer<typeof errorInfo>;

/** Checked by hand: a window may hold tens of thousands of cells, and travels while the user scrolls. */
export const rowWindowSchema = z.custom<RowWindow>(isRowWindow, 'must be a window of rows');

function isRowWindow(value: unknown): value is RowWindow {
  if (typeof value !== 'object' || value === null) return false;
  if (!('generation' in value && 'first' in value && 'event' in value && 'cells' in value)) return false;
  if (!('eventClass' in value && 'tone' in value && 'icon' in value && 'highlighted' in value)) return false;
  const { generation, first, event, eventClass, tone, icon, highlighted, cells } = value;
  if (!isCount(generation) || !isCount(first) || !(event instanceof Float64Array)) return false;
  const rows = event.length;
  if (rows > MAX_WINDOW_ROWS) return false;
  if (!(eventClass instanceof Uint8Array) || eventClass.length !== rows) return false;
  if (!(tone instanceof Uint8Array) || tone.length !== rows) return false;
  if (!(icon instanceof Uint32Array) || icon.length !== rows) return false;
  if (!(highlighted instanceof Uint8Array) || highlighted.length !== rows) return false;
  if (!Array.isArray(cells)) return false;
  for (const column of cells) {
    if (!Array.isArray(column) || column.length !== rows) return false;
    for (const cell of column) if (typeof cell !== 'string') return false;
  }
  return true;
}
