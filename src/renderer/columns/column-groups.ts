import type { ColumnName } from '../../shared/columns.ts';

/** The columns as Process Monitor's dialog groups and orders them. */
export const COLUMN_GROUPS: readonly {
  readonly title: 'application' | 'event' | 'process';
  readonly columns: readonly ColumnName[];
}[] = [
  {
    title: 'application',
    columns: ['processName', 'imagePath', 'commandLine', 'company', 'description', 'version', 'architecture'],
  },
  {
    title: 'event',
    columns: [
      'sequence',
      'eventClass',
      'operation',
      'dateAndTime',
      'timeOfDay',
      'category',
      'path',
      'detail',
      'result',
      'relativeTime',
      'duration',
      'completionTime',
    ],
  },
  {
    title: 'process',
    columns: ['user', 'session', 'authenticationId', 'pid', 'tid', 'integrity', 'virtualized', 'parentPid'],
  },
];
