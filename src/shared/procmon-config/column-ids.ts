import { COLUMN_NAMES } from '../columns.ts';
import type { ColumnName } from '../columns.ts';

/**
 * The numbers by which Process Monitor names columns in its configurations and rules. Its newest versions have one more,
 * 40178 (Process Start), which is no column here.
 */
export const COLUMN_IDS: Readonly<Record<ColumnName, number>> = {
  dateAndTime: 40052,
  processName: 40053,
  pid: 40054,
  operation: 40055,
  result: 40056,
  detail: 40057,
  sequence: 40058,
  company: 40064,
  description: 40065,
  commandLine: 40066,
  user: 40067,
  imagePath: 40068,
  session: 40069,
  path: 40071,
  tid: 40072,
  relativeTime: 40076,
  duration: 40077,
  timeOfDay: 40078,
  version: 40081,
  eventClass: 40082,
  authenticationId: 40083,
  virtualized: 40084,
  integrity: 40085,
  category: 40086,
  parentPid: 40087,
  architecture: 40088,
  completionTime: 40164,
};

const NAMES = new Map(COLUMN_NAMES.map((name) => [COLUMN_IDS[name], name]));

/** The column that a number names; undefined for one that is not known. */
export function columnOfId(id: number): ColumnName | undefined {
  return NAMES.get(id);
}
