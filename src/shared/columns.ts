/**
 * The columns of an event: one schema from which the table, the filter, the command line's help, CSV headers and the
 * manual derive.
 */

/** What a column's values are made of, and therefore how often a test on them runs. */
export type ColumnSource =
  | 'process' // a property of the event's process: one test per process
  | 'operation' // a property of the operation: one test per operation
  | 'result' // one test per distinct result code
  | 'path' // one test per distinct path
  | 'event' // a number in the event's own columns
  | 'formatted'; // text made on demand: the last to be tested

/** How `less than` and `more than` compare, and how a column is aligned. */
export type ColumnKind = 'text' | 'number' | 'time';

export interface ColumnSpec {
  /** Header in the table and in CSV files, Process Monitor's own name. */
  readonly title: string;
  readonly kind: ColumnKind;
  readonly source: ColumnSource;
  /** Key in JSON Lines; absent where another key carries the value. */
  readonly json?: string;
  readonly doc: string;
}

/** In the order in which Process Monitor exports all columns. */
export const EVENT_COLUMNS = {
  timeOfDay: {
    title: 'Time of Day',
    kind: 'time',
    source: 'formatted',
    doc: 'Local time at which the operation began, with 100 ns digits.',
  },
  processName: {
    title: 'Process Name',
    kind: 'text',
    source: 'process',
    json: 'process',
    doc: 'File name of the process.',
  },
  pid: { title: 'PID', kind: 'number', source: 'process', json: 'pid', doc: 'Process ID.' },
  operation: {
    title: 'Operation',
    kind: 'text',
    source: 'operation',
    json: 'operation',
    doc: 'What was asked of the system.',
  },
  path: {
    title: 'Path',
    kind: 'text',
    source: 'path',
    json: 'path',
    doc: 'Object that the operation targeted.',
  },
  result: {
    title: 'Result',
    kind: 'text',
    source: 'result',
    json: 'result',
    doc: 'How the operation ended; empty while it is pending.',
  },
  detail: {
    title: 'Detail',
    kind: 'text',
    source: 'formatted',
    json: 'detail',
    doc: 'Further values of this operation.',
  },
  dateAndTime: {
    title: 'Date & Time',
    kind: 'time',
    source: 'formatted',
    json: 'time',
    doc: 'Local date and time at which the operation began.',
  },
  relativeTime: {
    title: 'Relative Time',
    kind: 'time',
    source: 'formatted',
    doc: 'Time since the first event of the capture.',
  },
  duration: {
    title: 'Duration',
    kind: 'number',
    source: 'formatted',
    json: 'duration',
    doc: 'Seconds that the operation took; empty while it is pending.',
  },
  completionTime: {
    title: 'Completion Time',
    kind: 'time',
    source: 'formatted',
    doc: 'Local time at which the operation ended.',
  },
  eventClass: {
    title: 'Event Class',
    kind: 'text',
    source: 'operation',
    json: 'class',
    doc: 'Process, Registry, File System, Network or Profiling; on Linux also IPC, Memory, Device, Security or System.',
  },
  sequence: {
    title: 'Sequence',
    kind: 'number',
    source: 'event',
    json: 'seq',
    doc: 'Number of the row among those shown.',
  },
  imagePath: {
    title: 'Image Path',
    kind: 'text',
    source: 'process',
    json: 'imagePath',
    doc: 'Full path of the image that the process runs.',
  },
  company: { title: 'Company', kind: 'text', source: 'process', doc: 'Company name in the image.' },
  description: { title: 'Description', kind: 'text', source: 'process', doc: 'Description in the image.' },
  version: { title: 'Version', kind: 'text', source: 'process', doc: 'Version in the image.' },
  user: {
    title: 'User',
    kind: 'text',
    source: 'process',
    json: 'user',
    doc: 'Account that the process runs as.',
  },
  authenticationId: {
    title: 'Authentication ID',
    kind: 'text',
    source: 'process',
    doc: 'Logon session of the process; of Windows only.',
  },
  session: {
    title: 'Session',
    kind: 'number',
    source: 'process',
    doc: 'Terminal session of the process; on Linux its login session.',
  },
  commandLine: {
    title: 'Command Line',
    kind: 'text',
    source: 'process',
    json: 'commandLine',
    doc: 'Command line of the process.',
  },
  tid: { title: 'TID', kind: 'number', source: 'event', json: 'tid', doc: 'Thread ID.' },
  virtualized: {
    title: 'Virtualized',
    kind: 'text',
    source: 'process',
    doc: 'Whether file and registry virtualization is on for the process.',
  },
  integrity: { title: 'Integrity', kind: 'text', source: 'process', doc: 'Integrity level of the process.' },
  category: {
    title: 'Category',
    kind: 'text',
    source: 'formatted',
    json: 'category',
    doc: 'Read, Write, Read Metadata, Write Metadata, or empty.',
  },
  parentPid: {
    title: 'Parent PID',
    kind: 'number',
    source: 'process',
    json: 'parentPid',
    doc: 'Process ID of the parent.',
  },
  architecture: { title: 'Architecture', kind: 'text', source: 'process', doc: '64-bit or 32-bit.' },
} as const satisfies Record<string, ColumnSpec>;

export type ColumnName = keyof typeof EVENT_COLUMNS;

/** All columns in Process Monitor's export order. */
export const COLUMN_NAMES = Object.keys(EVENT_COLUMNS) as readonly ColumnName[];

/** What a new table shows, in order. */
export const DEFAULT_COLUMNS: readonly ColumnName[] = [
  'sequence',
  'timeOfDay',
  'processName',
  'pid',
  'operation',
  'path',
  'result',
  'detail',
];

/** The seven columns that Process Monitor shows and exports by default. */
export const PROCMON_DEFAULT_COLUMNS: readonly ColumnName[] = DEFAULT_COLUMNS.slice(1);

const BY_TITLE = new Map<string, ColumnName>(
  COLUMN_NAMES.map((name) => [EVENT_COLUMNS[name].title.toLowerCase(), name]),
);
const BY_NAME = new Map<string, ColumnName>(COLUMN_NAMES.map((name) => [name.toLowerCase(), name]));
/** Names that users of Process Monitor also write. */
const ALIASES = new Map<string, ColumnName>([
  ['process id', 'pid'],
  ['thread id', 'tid'],
  ['date & time', 'dateAndTime'],
  ['class', 'eventClass'],
  ['process', 'processName'],
]);

/** Whether `name` is the name of a column. */
export function isColumnName(name: string): name is ColumnName {
  return Object.hasOwn(EVENT_COLUMNS, name);
}

/** Finds a column by its title or name, without regard to case. Undefined when there is none. */
export function findColumn(text: string): ColumnName | undefined {
  const key = text.trim().toLowerCase();
  return BY_TITLE.get(key) ?? BY_NAME.get(key) ?? ALIASES.get(key);
}
