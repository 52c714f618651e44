import { basename } from 'node:path';
import { readConfigBytes } from '../host/config-files.ts';
import type { ColumnName } from '../shared/columns.ts';
import type { FilterRule } from '../shared/filter/filter-rule.ts';
import { readConfigFile } from '../shared/procmon-config/config-file.ts';
import { readConfiguration } from '../shared/procmon-config/configuration.ts';
import { knownRules } from '../shared/procmon-config/filter-rules.ts';
import type { CommandHost } from './command.ts';

/** What a configuration or filter of Process Monitor says about which events and columns are written. */
export interface ConfigChoice {
  /** All rules of its filter, Process Monitor's default ones included. */
  readonly rules: readonly FilterRule[];
  /** The columns shown, from left to right; undefined when it names none. */
  readonly columns: readonly ColumnName[] | undefined;
}

/**
 * Reads the file of `--config`; without one nothing is chosen. What of it cannot be applied is said as a warning.
 * Errors: 'config/not-a-configuration', 'config/damaged', file errors.
 */
export async function readConfigOption(
  path: string | undefined,
  host: Pick<CommandHost, 'warn'>,
): Promise<ConfigChoice> {
  if (path === undefined) return { rules: [], columns: undefined };
  const name = basename(path);
  const file = readConfigFile(await readConfigBytes(path), name);
  if (file.kind === 'filter') {
    const rules = knownRules(file.file.list.rules);
    warnOfRules(host, name, file.file.list.rules.length - rules.length);
    return { rules, columns: undefined };
  }
  const { filter, columns, unreadable } = readConfiguration(file.records);
  warnOfRules(host, name, filter?.inactive ?? 0);
  if (columns !== undefined && columns.unknown > 0) {
    host.warn(
      columns.unknown === 1
        ? `A column of "${name}" is not known and was left out.`
        : `${columns.unknown} columns of "${name}" are not known and were left out.`,
    );
  }
  for (const key of ['FilterRules', 'ColumnMap'] as const) {
    if (unreadable.includes(key))
      host.warn(`The setting ${key} of "${name}" cannot be read and was left out.`);
  }
  return { rules: filter?.rules ?? [], columns: columns?.columns.map((column) => column.name) };
}

function warnOfRules(host: Pick<CommandHost, 'warn'>, name: string, count: number): void {
  if (count === 0) return;
  host.warn(
    count === 1
      ? `A filter rule of "${name}" has a column, relation or action that is not known and was left out.`
      : `${count} filter rules of "${name}" have a column, relation or action that is not known and were left out.`,
  );
}
