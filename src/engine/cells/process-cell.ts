import { EVENT_COLUMNS } from '../../shared/columns.ts';
import type { ColumnName } from '../../shared/columns.ts';
import type { Epoch } from '../store/epoch.ts';
import { NO_AUTHENTICATION_ID, sessionOf } from '../store/process-table.ts';
import type { ProcessRecord } from '../store/process-table.ts';

/**
 * Text of a process column (source: 'process') for a process of an epoch: what filters and cells share.
 * Errors: a plain Error for a column that is not of the process.
 */
export function processCell(epoch: Epoch, process: ProcessRecord, column: ColumnName): string {
  switch (column) {
    case 'processName':
      return epoch.strings.get(process.name);
    case 'pid':
      return String(process.pid);
    case 'imagePath':
      return epoch.strings.get(process.imagePath);
    case 'company':
      return epoch.strings.get(process.company);
    case 'description':
      return epoch.strings.get(process.description);
    case 'version':
      return epoch.strings.get(process.version);
    case 'user':
      return epoch.strings.get(process.user);
    case 'authenticationId':
      return process.linux === undefined ? authenticationIdText(process.authenticationId) : '';
    case 'session':
      return String(sessionOf(process) ?? '');
    case 'commandLine':
      return epoch.strings.get(process.commandLine);
    case 'virtualized':
      return process.linux === undefined ? virtualizedText(process.virtualized) : '';
    case 'integrity':
      return epoch.strings.get(process.integrity);
    case 'parentPid':
      return String(process.parentPid);
    case 'architecture':
      return process.is64Bit ? '64-bit' : '32-bit';
    default:
      throw new Error(`${EVENT_COLUMNS[column].title} is not a column of the process`);
  }
}

/** High and low half as eight digits each: `00000000:000003e7`. */
function authenticationIdText(id: bigint): string {
  if (id === NO_AUTHENTICATION_ID) return '';
  const digits = BigInt.asUintN(64, id).toString(16).padStart(16, '0');
  return `${digits.slice(0, 8)}:${digits.slice(8)}`;
}

function virtualizedText(virtualized: boolean | undefined): string {
  if (virtualized === undefined) return 'n/a';
  return virtualized ? 'True' : 'False';
}
