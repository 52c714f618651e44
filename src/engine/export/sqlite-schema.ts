import { DATA_COLUMNS } from './data-columns.ts';
import type { DataColumn, DataColumnName } from './data-columns.ts';

/**
 * The columns of the table `events`: those that differ from event to event, and of the process what rows are read and found
 * by. The rest of a process stands once, in `processes`.
 */
const EVENT_COLUMN_NAMES: readonly DataColumnName[] = [
  'seq',
  'time',
  'relative_time',
  'duration',
  'completion_time',
  'process_name',
  'process_index',
  'pid',
  'tid',
  'parent_pid',
  'user_name',
  'event_class',
  'operation',
  'category',
  'path',
  'result',
  'detail',
];

/** The time of an event as an integer: exact, and quick to compare. Stands behind `time`. */
export const TIME_TICKS = 'time_ticks';

const EVENT_COLUMNS: readonly DataColumn[] = DATA_COLUMNS.filter(({ name }) =>
  EVENT_COLUMN_NAMES.includes(name),
);

/** What the view `all_columns` takes from `processes`. */
const PROCESS_ONLY_COLUMNS = DATA_COLUMNS.filter(
  (column: DataColumn) => column.isOfProcess === true && !EVENT_COLUMNS.includes(column),
);

export const CREATE_TABLES = `
CREATE TABLE events (
${EVENT_COLUMNS.flatMap((column) => [
  `  ${column.name} ${sqlType(column)}`,
  ...(column.name === 'time' ? [`  ${TIME_TICKS} INTEGER NOT NULL`] : []),
]).join(',\n')}
);
CREATE TABLE processes (
  process_index INTEGER PRIMARY KEY,
  pid INTEGER NOT NULL,
  parent_pid INTEGER NOT NULL,
  parent_index INTEGER,
  process_name TEXT NOT NULL,
  start_time TEXT,
  end_time TEXT,
  user_name TEXT NOT NULL,
  session INTEGER,
  authentication_id TEXT NOT NULL,
  integrity TEXT NOT NULL,
  virtualized INTEGER,
  architecture TEXT NOT NULL,
  image_path TEXT NOT NULL,
  command_line TEXT NOT NULL,
  company TEXT NOT NULL,
  description TEXT NOT NULL,
  version TEXT NOT NULL
);
CREATE TABLE modules (
  process_index INTEGER NOT NULL,
  base_address TEXT NOT NULL,
  size INTEGER NOT NULL,
  path TEXT NOT NULL,
  company TEXT NOT NULL,
  description TEXT NOT NULL,
  version TEXT NOT NULL,
  timestamp TEXT
);
CREATE TABLE capture (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE VIEW all_columns AS
  SELECT events.*, ${PROCESS_ONLY_COLUMNS.map(({ name }) => `processes.${name}`).join(', ')}
  FROM events LEFT JOIN processes USING (process_index);
`;

/** Made when all rows are there: that is many times faster than to keep them up to date. */
export const CREATE_INDEXES: readonly string[] = [
  `CREATE INDEX events_time ON events (${TIME_TICKS})`,
  'CREATE INDEX events_process ON events (process_name, pid)',
  'CREATE INDEX events_operation ON events (operation, result)',
  'CREATE INDEX events_result ON events (result)',
  'CREATE INDEX events_path ON events (path)',
  'CREATE INDEX modules_process ON modules (process_index)',
];

/** Inserts an event; the values are those of {@link eventColumns}, and time_ticks is reckoned from the start and ticks. */
export function insertEvent(startTime: bigint): string {
  const values = EVENT_COLUMNS.flatMap(({ name }) =>
    // A double holds ticks since the start exactly, but not those since 1601.
    name === 'time' ? ['?', `${startTime} + CAST(? AS INTEGER)`] : ['?'],
  );
  return `INSERT INTO events VALUES (${values.join(', ')})`;
}

/** The columns of `events` in their order, without time_ticks. */
export function eventColumns(): readonly DataColumnName[] {
  return DATA_COLUMNS.map(({ name }) => name).filter((name) => EVENT_COLUMN_NAMES.includes(name));
}

function sqlType({ name, type, isNullable }: DataColumn): string {
  if (name === 'seq') return 'INTEGER PRIMARY KEY';
  const rule = isNullable === true ? '' : ' NOT NULL';
  switch (type) {
    case 'integer':
    case 'flag':
      return `INTEGER${rule}`;
    case 'seconds':
      return `REAL${rule}`;
    case 'time':
    case 'text':
    case 'fields':
      return `TEXT${rule}`;
  }
}
