import { COLUMN_NAMES, EVENT_COLUMNS, PROCMON_DEFAULT_COLUMNS, findColumn } from '../shared/columns.ts';
import type { ColumnName } from '../shared/columns.ts';
import { ProcscopeError } from '../shared/errors.ts';
import { RELATIONS, parseFilterRule } from '../shared/filter/filter-rule.ts';
import type { FilterRule } from '../shared/filter/filter-rule.ts';
import { UsageError } from './usage-error.ts';

/** Reads `default`, `all`, or names with commas between them. Errors: {@link UsageError}. */
export function readColumns(text: string): readonly ColumnName[] {
  const word = text.trim().toLowerCase();
  if (word === 'default') return PROCMON_DEFAULT_COLUMNS;
  if (word === 'all') return COLUMN_NAMES;
  const columns: ColumnName[] = [];
  for (const name of text.split(',')) {
    const column = findColumn(name);
    if (column === undefined) {
      throw new UsageError(
        `"${name.trim()}" is not a column: use default, all, or names of ${columnTitles().join(', ')}.`,
      );
    }
    if (columns.includes(column))
      throw new UsageError(`The column ${EVENT_COLUMNS[column].title} is named twice.`);
    columns.push(column);
  }
  return columns;
}

/** Reads filter rules. Errors: {@link UsageError}. */
export function readRules(texts: readonly string[]): readonly FilterRule[] {
  return texts.map((text) => {
    try {
      return parseFilterRule(text);
    } catch (error) {
      if (error instanceof ProcscopeError) throw new UsageError(error.message);
      throw error;
    }
  });
}

/** The columns with what they mean, a line each, those of Process Monitor's default set with a star. */
export function columnHelp(): string {
  const width = Math.max(...columnTitles().map((title) => title.length)) + 2;
  return COLUMN_NAMES.map((name) => {
    const { title, doc } = EVENT_COLUMNS[name];
    return `${PROCMON_DEFAULT_COLUMNS.includes(name) ? '*' : ' '} ${title.padEnd(width)}${doc}`;
  }).join('\n');
}

/** The relations of a rule, with commas between them. */
export function relationHelp(): string {
  return RELATIONS.join(', ');
}

function columnTitles(): readonly string[] {
  return COLUMN_NAMES.map((name) => EVENT_COLUMNS[name].title);
}
