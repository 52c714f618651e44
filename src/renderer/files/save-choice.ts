import type { SaveFormat } from '../../shared/api/shell-contract.ts';
import { COLUMN_NAMES } from '../../shared/columns.ts';
import type { ColumnName } from '../../shared/columns.ts';
import type { ExportStyle } from '../../shared/export-style.ts';
import { SAVE_ENDINGS } from '../../shared/save-endings.ts';
import type { Settings } from '../../shared/settings.ts';

/** What is to be saved, and as what. */
export interface SaveChoice {
  readonly format: SaveFormat;
  readonly events: 'all' | 'shown' | 'highlighted';
  /** Of a CSV or XML file. */
  readonly columns: 'shown' | 'all';
  /** Whose texts a CSV or XML file holds. */
  readonly style: ExportStyle;
  /** Whether each event of an XML file has its stack. */
  readonly stacks: boolean;
}

/** The whole capture: nothing is lost unless the user says so. */
export const INITIAL_CHOICE: SaveChoice = {
  format: 'native',
  events: 'all',
  columns: 'shown',
  style: 'procmon',
  stacks: false,
};

/** Whether a format has columns of the user's choice, and the texts of Process Monitor. */
export function isTextTable(format: SaveFormat): format is 'csv' | 'xml' {
  return format === 'csv' || format === 'xml';
}

/** A name for the new file: that of the open one with the format's ending, but never the same name. */
export function suggestedName(document: string | undefined, format: SaveFormat): string {
  const extension = extensionOf(format);
  const stem = (document ?? '').replace(/\.[^.]*$/, '');
  const name = `${stem === '' ? 'capture' : stem}${extension}`;
  return name.toLowerCase() === document?.toLowerCase() ? `${stem} (2)${extension}` : name;
}

/** The same name with another format's ending; a name with an ending of the user's own stays as it is. */
export function renamed(name: string, from: SaveFormat, to: SaveFormat): string {
  const old = extensionOf(from);
  return name.toLowerCase().endsWith(old) ? `${name.slice(0, -old.length)}${extensionOf(to)}` : name;
}

/** The columns of a CSV or XML file, from left to right. */
export function chosenColumns(choice: SaveChoice, settings: Settings): readonly ColumnName[] {
  return choice.columns === 'all' ? COLUMN_NAMES : settings.columns.map(({ name }) => name);
}

function extensionOf(format: SaveFormat): string {
  return `.${SAVE_ENDINGS[format]}`;
}
