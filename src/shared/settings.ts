import { columnName } from './api/schemas.ts';
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
});
export type Settings = z.infer<typeof settingsSchema>;

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
  })
  .partial();
export type SettingsChange = z.infer<typeof settingsChange>;
