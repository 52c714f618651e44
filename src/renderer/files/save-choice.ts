import type { SaveFormat } from '../../shared/api/shell-contract.ts';
import { COLUMN_NAMES } from '../../shared/columns.ts';
import type { ColumnName } from '../../shared/columns.ts';
import type { Settings } from '../../shared/settings.ts';

/** What is to be saved, and as what. */
export interface SaveChoice {
  readonly format: SaveFormat;
  readonly events: 'all' | 'shown';
  /** Of a CSV file. */
  readonly columns: 'shown' | 'all';
}

/** The whole capture: nothing is lost unless the user says so. */
export const INITIAL_CHOICE: SaveChoice = { format: 'native', events: 'all', columns: 'shown' };

const EXTENSIONS: Readonly<Record<SaveFormat, string>> = { native: '.procscope', csv: '.csv' };

/** A name for the new file: that of the open one with the format's ending, but never the same name. */
export function suggestedName(document: string | undefined, format: SaveFormat): string {
  const extension = EXTENSIONS[format];
  const stem = (document ?? '').replace(/\.[^.]*$/, '');
  const name = `${stem === '' ? 'capture' : stem}${extension}`;
  return name.toLowerCase() === document?.toLowerCase() ? `${stem} (2)${extension}` : name;
}

/** The same name with another format's ending; a name with an ending of the user's own stays as it is. */
export function renamed(name: string, from: SaveFormat, to: SaveFormat): string {
  const old = EXTENSIONS[from];
  return name.toLowerCase().endsWith(old) ? `${name.slice(0, -old.length)}${EXTENSIONS[to]}` : name;
}

/** The columns of a CSV file, from left to right. */
export function chosenColumns(choice: SaveChoice, settings: Settings): readonly ColumnName[] {
  return choice.columns === 'all' ? COLUMN_NAMES : settings.columns.map(({ name }) => name);
}
