import { historyDepth } from './api/live-contract.ts';
import { columnName, filterRules, listOf } from './api/schemas.ts';
import { z } from './api/zod.ts';
import { DEFAULT_COLUMNS } from './columns.ts';
import { ALL_CLASSES, EventClass, classBit } from './event-class.ts';

/** Profiling events come by the thousand and are looked at rarely: they are hidden until they are asked for. */
const INITIAL_CLASSES = ALL_CLASSES & ~classBit(EventClass.Profiling);

/** Bounds of a column's width in CSS pixels. */
export const COLUMN_WIDTH = { least: 24, most: 4000 } as const;

const columnChoice = z.object({
  name: columnName,
  /** CSS pixels; absent while the user has not set it: the table then chooses. */
  width: z.number().int().min(COLUMN_WIDTH.least).max(COLUMN_WIDTH.most).optional(),
});
export type ColumnChoice = z.infer<typeof columnChoice>;

const columnChoices = z
  .array(columnChoice)
  .min(1)
  .refine((columns) => new Set(columns.map(({ name }) => name)).size === columns.length);

/** Bounds of the size of the event list's text, in CSS pixels. */
export const FONT_SIZE = { least: 9, most: 20 } as const;
/** Longest name of a font family, in UTF-16 units. Windows' own bound is 31. */
export const MAX_FONT_FAMILY = 100;

const color = z.string().regex(/^#[0-9a-f]{6}$/);

/** Colours of highlighted rows as `#rrggbb` in lower case; the theme's own where absent. They hold in every theme. */
const highlightColors = z.object({ text: color.optional(), background: color.optional() });
export type HighlightColors = z.infer<typeof highlightColors>;

/** Which rows are highlighted, and how. Without an enabled rule none is. */
const highlight = z.object({ rules: filterRules, colors: highlightColors });
export type HighlightSettings = z.infer<typeof highlight>;

/** Font of the event list. */
const font = z.object({
  /** Name of a family as the system knows it, or `monospace`; the design's own when absent. */
  family: z
    .string()
    .min(1)
    .max(MAX_FONT_FAMILY)
    .regex(/^\P{Cc}+$/u)
    .optional(),
  /** CSS pixels; the design's own when absent. */
  size: z.number().int().min(FONT_SIZE.least).max(FONT_SIZE.most).optional(),
});
export type FontChoice = z.infer<typeof font>;

/** Most filters that can be saved. */
export const MAX_SAVED_FILTERS = 100;
/** Longest name of a saved filter, in UTF-16 units. */
export const MAX_FILTER_NAME = 100;
/** Longest origin of a saved filter, in characters; a filter that came with more has none. */
export const MAX_FILTER_ORIGIN = 1_000_000;
/** Most text of all saved filters together, in UTF-16 units. */
const MAX_SAVED_TEXT = 8_000_000;

/** A filter with a name. */
const savedFilter = z.object({
  name: z
    .string()
    .max(MAX_FILTER_NAME)
    .refine((name) => name.trim() === name && name !== '')
    .regex(/^\P{Cc}+$/u),
  rules: filterRules,
  /** Whether the default exclusions hold beside the rules. */
  usesDefaults: z.boolean(),
  /**
   * The list of rules of Process Monitor's file from which the filter was imported, its bytes in hexadecimal; absent when
   * they say no more than the rules do.
   */
  origin: z
    .string()
    .max(MAX_FILTER_ORIGIN)
    .regex(/^(?:[0-9a-f]{2})+$/)
    .optional(),
});
export type SavedFilter = Readonly<z.infer<typeof savedFilter>>;

/** No two of them have the same name, whatever its case. */
export const savedFilters = listOf(savedFilter, MAX_SAVED_FILTERS)
  .refine((filters) => new Set(filters.map(({ name }) => name.toLowerCase())).size === filters.length)
  .refine((filters) => filters.reduce((sum, filter) => sum + textLength(filter), 0) <= MAX_SAVED_TEXT);

function textLength({ name, rules, origin = '' }: SavedFilter): number {
  return rules.reduce((sum, rule) => sum + rule.value.length, name.length + origin.length);
}

/**
 * What a user chooses once and finds again. Each entry that cannot be read falls back to its default, so that a file of
 * another version or one that somebody edited costs no more than what is wrong in it.
 */
export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  /** Height of the rows: 20 or 24 CSS pixels. */
  density: z.enum(['compact', 'comfortable']).catch('compact'),
  /** Columns of the event list, from left to right. */
  columns: columnChoices.catch(() => DEFAULT_COLUMNS.map((name) => ({ name }))),
  /** Event classes whose toggle is pressed. */
  classes: z.number().int().min(0).max(ALL_CLASSES).catch(INITIAL_CLASSES),
  /** Whether the desktop window stays above others. */
  alwaysOnTop: z.boolean().catch(false),
  /** The tab that the next Event Properties window shows. */
  propertiesTab: z.enum(['event', 'process', 'stack']).catch('event'),
  highlight: z
    .object({ rules: filterRules.catch(() => []), colors: highlightColors.catch(() => ({})) })
    .catch(() => ({ rules: [], colors: {} })),
  font: font.catch(() => ({})),
  /** In the order in which they are offered. */
  savedFilters: savedFilters.catch(() => []),
  /** How much of a live capture is kept; everything at first. */
  historyDepth: historyDepth.catch(() => ({})),
  /** Whether live captures leave out for good what the filter hides. */
  dropFiltered: z.boolean().catch(false),
  /** Whether live captures have call stacks, on Windows. */
  callStacks: z.boolean().catch(false),
  /** Whether the list follows the newest event of a live capture. */
  autoScroll: z.boolean().catch(true),
});
export type Settings = z.infer<typeof settingsSchema>;

/** The classes that there were when settings did not say yet which they knew. */
const FIRST_CLASSES = 0xff;

/** What is stored beside the settings: the classes that their toggles are about. */
export const STORED_BESIDE = { knownClasses: ALL_CLASSES } as const;

/** Settings as they were stored: classes that did not exist then are shown, because nobody has hidden them. */
export function withNewClasses(stored: unknown): unknown {
  if (typeof stored !== 'object' || stored === null || !('classes' in stored)) return stored;
  const { classes } = stored;
  if (typeof classes !== 'number' || !Number.isInteger(classes)) return stored;
  const told = 'knownClasses' in stored ? stored.knownClasses : undefined;
  const known = typeof told === 'number' && Number.isInteger(told) ? told : FIRST_CLASSES;
  return { ...stored, classes: classes | (ALL_CLASSES & ~known) };
}

/** The settings of somebody who has chosen nothing yet. */
export const DEFAULT_SETTINGS: Settings = settingsSchema.parse({});

/** Some entries of the settings, each strictly as the schema says: what a window asks to change. */
export const settingsChange = z
  .object({
    theme: settingsSchema.shape.theme.unwrap(),
    density: settingsSchema.shape.density.unwrap(),
    columns: columnChoices,
    classes: settingsSchema.shape.classes.unwrap(),
    alwaysOnTop: z.boolean(),
    propertiesTab: settingsSchema.shape.propertiesTab.unwrap(),
    highlight,
    font,
    savedFilters,
    historyDepth,
    dropFiltered: z.boolean(),
    callStacks: z.boolean(),
    autoScroll: z.boolean(),
  })
  .partial();
export type SettingsChange = z.infer<typeof settingsChange>;
