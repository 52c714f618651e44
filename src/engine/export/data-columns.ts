import type { ColumnName } from '../../shared/columns.ts';

/**
 * What a value of a data column is. `seconds` are numbers with seven exact decimals; `time` is a moment in UTC with 100 ns
 * digits; `flag` is true or false. Values that do not exist are null.
 */
export type DataType = 'integer' | 'seconds' | 'time' | 'flag' | 'text' | 'fields';

export interface DataColumn {
  /** In tables that are queried with SQL. */
  readonly name: string;
  /** In JSON Lines. */
  readonly key: string;
  readonly type: DataType;
  readonly isNullable?: boolean;
  /** A property of the process: the same for all its events. */
  readonly isOfProcess?: boolean;
  /** The column of the window that shows the same; undefined where none does. */
  readonly column?: ColumnName;
  readonly doc: string;
}

/**
 * The columns of the formats that are made for programs: JSON Lines, SQLite and Parquet. Every column of the window is among
 * them, with numbers as numbers and times in UTC.
 */
export const DATA_COLUMNS = [
  {
    name: 'seq',
    key: 'seq',
    type: 'integer',
    column: 'sequence',
    doc: 'Number of the row in this file, from 1.',
  },
  {
    name: 'time',
    key: 'time',
    type: 'time',
    column: 'dateAndTime',
    doc: 'When the operation began.',
  },
  {
    name: 'relative_time',
    key: 'relativeTime',
    type: 'seconds',
    column: 'relativeTime',
    doc: 'Seconds since the first event of the capture.',
  },
  {
    name: 'duration',
    key: 'duration',
    type: 'seconds',
    isNullable: true,
    column: 'duration',
    doc: 'Seconds that the operation took; null while it is pending.',
  },
  {
    name: 'completion_time',
    key: 'completionTime',
    type: 'time',
    isNullable: true,
    column: 'completionTime',
    doc: 'When the operation ended; null while it is pending.',
  },
  {
    name: 'process_name',
    key: 'process',
    type: 'text',
    isOfProcess: true,
    column: 'processName',
    doc: 'File name of the process.',
  },
  {
    name: 'process_index',
    key: 'processIndex',
    type: 'integer',
    isNullable: true,
    isOfProcess: true,
    doc: 'Number of the process in the capture, which is not used again as a PID may be.',
  },
  {
    name: 'pid',
    key: 'pid',
    type: 'integer',
    isNullable: true,
    isOfProcess: true,
    column: 'pid',
    doc: 'Process ID.',
  },
  { name: 'tid', key: 'tid', type: 'integer', isNullable: true, column: 'tid', doc: 'Thread ID.' },
  {
    name: 'parent_pid',
    key: 'parentPid',
    type: 'integer',
    isNullable: true,
    isOfProcess: true,
    column: 'parentPid',
    doc: 'Process ID of the parent.',
  },
  {
    name: 'user_name',
    key: 'user',
    type: 'text',
    isOfProcess: true,
    column: 'user',
    doc: 'Account that the process runs as.',
  },
  {
    name: 'session',
    key: 'session',
    type: 'integer',
    isNullable: true,
    isOfProcess: true,
    column: 'session',
    doc: 'Terminal session of the process; on Linux its login session.',
  },
  {
    name: 'authentication_id',
    key: 'authenticationId',
    type: 'text',
    isOfProcess: true,
    column: 'authenticationId',
    doc: 'Logon session of the process, such as 00000000:000003e7; empty on Linux.',
  },
  {
    name: 'integrity',
    key: 'integrity',
    type: 'text',
    isOfProcess: true,
    column: 'integrity',
    doc: 'Integrity level of the process, in the language of the captured system.',
  },
  {
    name: 'virtualized',
    key: 'virtualized',
    type: 'flag',
    isNullable: true,
    isOfProcess: true,
    column: 'virtualized',
    doc: 'Whether file and registry virtualization is on for the process; null where it does not apply.',
  },
  {
    name: 'architecture',
    key: 'architecture',
    type: 'text',
    isOfProcess: true,
    column: 'architecture',
    doc: '64-bit or 32-bit.',
  },
  {
    name: 'image_path',
    key: 'imagePath',
    type: 'text',
    isOfProcess: true,
    column: 'imagePath',
    doc: 'Full path of the image that the process runs.',
  },
  {
    name: 'command_line',
    key: 'commandLine',
    type: 'text',
    isOfProcess: true,
    column: 'commandLine',
    doc: 'Command line of the process.',
  },
  {
    name: 'company',
    key: 'company',
    type: 'text',
    isOfProcess: true,
    column: 'company',
    doc: 'Company name in the image.',
  },
  {
    name: 'description',
    key: 'description',
    type: 'text',
    isOfProcess: true,
    column: 'description',
    doc: 'Description in the image.',
  },
  {
    name: 'version',
    key: 'version',
    type: 'text',
    isOfProcess: true,
    column: 'version',
    doc: 'Version in the image.',
  },
  {
    name: 'event_class',
    key: 'class',
    type: 'text',
    column: 'eventClass',
    doc: 'Process, Registry, File System, Network, Profiling, on Linux also IPC, Memory, Device, Security, System; Lost for a row that stands for lost events.',
  },
  {
    name: 'operation',
    key: 'operation',
    type: 'text',
    column: 'operation',
    doc: 'What was asked of the system.',
  },
  {
    name: 'category',
    key: 'category',
    type: 'text',
    column: 'category',
    doc: 'Read, Write, Read Metadata, Write Metadata, or empty.',
  },
  { name: 'path', key: 'path', type: 'text', column: 'path', doc: 'Object that the operation targeted.' },
  {
    name: 'result',
    key: 'result',
    type: 'text',
    column: 'result',
    doc: 'How the operation ended; empty while it is pending.',
  },
  {
    name: 'detail',
    key: 'detail',
    type: 'fields',
    column: 'detail',
    doc: 'Further values of this operation.',
  },
] as const satisfies readonly DataColumn[];

export type DataColumnName = (typeof DATA_COLUMNS)[number]['name'];
