import { RowTone } from '../../../src/shared/api/row-window.ts';
import type { EventProperties } from '../../../src/shared/api/viewer-contract.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import type { ColumnName } from '../../../src/shared/columns.ts';
import { eventNo, fileTime } from '../../../src/shared/units.ts';

const TEXTS: Readonly<Partial<Record<ColumnName, string>>> = {
  timeOfDay: '1:18:20.9427358 AM',
  processName: 'browser.exe',
  pid: '1600',
  operation: 'CreateFile',
  path: 'C:\\temp\\a.css',
  result: 'SUCCESS',
  detail: 'Disposition: Create, AllocationSize: 0',
  dateAndTime: '7/12/2020 1:18:20 AM',
  relativeTime: '00:00:10.1674929',
  duration: '0.0005294',
  eventClass: 'File System',
  category: 'Write',
  imagePath: 'C:\\Program Files\\browser.exe',
  company: 'Maker',
  description: 'A browser',
  version: '1.2.3',
  user: 'HOST\\test',
  authenticationId: '00000000:0012f69e',
  session: '1',
  commandLine: '"C:\\Program Files\\browser.exe"\t-new\r\nwindow',
  tid: '1092',
  virtualized: 'False',
  integrity: 'Low',
  parentPid: '728',
  architecture: '64-bit',
};

/** Properties of a file system event, some of them changed. */
export function someProperties(change: Partial<EventProperties> = {}): EventProperties {
  return {
    event: eventNo(5941),
    tone: RowTone.Plain,
    columns: COLUMN_NAMES.map((column) => ({ column, text: TEXTS[column] ?? '' })),
    detail: [
      { name: 'Disposition', value: 'Create' },
      { name: '', value: 'a text without a name' },
      { name: 'AllocationSize', value: '0' },
    ],
    process: {
      uid: 3,
      parentUid: undefined,
      start: fileTime(132_390_000_000_000_000n),
      end: undefined,
      smallIcon: 0,
      largeIcon: 0,
      modules: [
        {
          base: '0x10000',
          size: 4096,
          path: 'C:\\Windows\\b10.dll',
          version: '2.0',
          company: 'Maker',
          description: '',
          timestamp: 86_400,
        },
        {
          base: '0x9000',
          size: 65_536,
          path: '/usr/lib/B9.so',
          version: '',
          company: '',
          description: '',
          timestamp: 0,
        },
      ],
    },
    stack: [
      { address: '0xfffff8011e607852', isKernel: true, module: 'C:\\W\\FLTMGR.SYS', offset: 0x7852 },
      { address: '0xfffff803234bf839', isKernel: true, module: 'C:\\W\\ntoskrnl.exe', offset: 0 },
      { address: '0x7fffbf200b74', isKernel: false, module: 'C:\\W\\ntdll.dll', offset: 0xa0b74 },
      { address: '0x1234', isKernel: false, module: undefined, offset: undefined },
    ],
    payload: new Uint8Array(0),
    extra: undefined,
    ...change,
  };
}

/** The properties with other texts in some columns. */
export function withTexts(
  properties: EventProperties,
  texts: Partial<Record<ColumnName, string>>,
): EventProperties {
  return {
    ...properties,
    columns: properties.columns.map(({ column, text }) => ({ column, text: texts[column] ?? text })),
  };
}
