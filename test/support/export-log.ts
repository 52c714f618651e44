import { buildPml, fileDetail, registryDetail, u16, u32, utf16 } from './pml-builder.ts';

const FILE_SYSTEM = 3;
const REGISTRY = 2;
const CREATE_FILE = 20;
const READ_FILE = 23;
const REG_OPEN_KEY = 0;
const REG_QUERY_VALUE = 5;
const PENDING = 0x103;
const NAME_NOT_FOUND = 0xc000_0034;
const FULL_VALUE = 2;
const REG_SZ = 1;
const KEY_READ = Buffer.concat([u16(0), u32(0x20019)]);

/** The process of most events of {@link exportLog}. */
export const EXPORT_PROCESS = 7;

/**
 * A small log with what exports must cope with: two processes with modules, kernel and user frames, a frame without a module,
 * texts with quotes, commas, line ends, markup, control characters and characters beyond the basic plane, a pending operation,
 * and numbers that do not fit 31 bits.
 */
export function exportLog(): Buffer {
  return buildPml({
    computer: 'BOX',
    processes: [
      {
        index: 1,
        pid: 4,
        name: 'System',
        imagePath: 'System',
        integrity: 'System',
        user: 'NT AUTHORITY\\SYSTEM',
        start: 132_389_878_606_298_187n,
        modules: [
          {
            base: 0xfffff803_23499000n,
            size: 0x90_0000,
            path: 'C:\\Windows\\system32\\ntoskrnl.exe',
            version: '10.0.1',
            company: 'Microsoft Corporation',
            description: 'NT Kernel & System',
            timestamp: 1_144_159_269,
          },
        ],
      },
      {
        index: EXPORT_PROCESS,
        pid: 0xf000_0001,
        parentPid: 4,
        parentIndex: 1,
        authenticationId: 0x3e7n,
        session: 1,
        start: 132_389_900_000_000_000n,
        end: 132_389_990_000_000_000n,
        virtualized: 1,
        name: 'app.exe',
        imagePath: 'C:\\Program Files\\App\\app.exe',
        commandLine: '"C:\\Program Files\\App\\app.exe" --name="a, b" <x>&y',
        company: 'Company, Inc.',
        description: 'two\nlines',
        version: '1.0',
        user: 'BOX\\me',
        integrity: 'Medium',
        modules: [
          { base: 0x7ff6_0000_0000n, size: 0x1_0000, path: 'C:\\Program Files\\App\\app.exe' },
          { base: 0x7fff_bf16_0000n, size: 0x1d_0000, path: 'C:\\Windows\\SYSTEM32\\ntdll.dll' },
        ],
      },
    ],
    events: [
      {
        process: EXPORT_PROCESS,
        tid: 0xffff_fff0,
        eventClass: REGISTRY,
        operation: REG_OPEN_KEY,
        duration: 74n,
        detail: registryDetail('HKLM\\Software', KEY_READ),
        stack: [0xfffff803_239018e6n, 0x7fff_bf20_0b34n, 0x1234n],
      },
      {
        process: EXPORT_PROCESS,
        tid: 12,
        eventClass: REGISTRY,
        operation: REG_QUERY_VALUE,
        duration: 1_687_987_784n,
        detail: registryDetail(
          'HKCU\\A "quoted", <b>&amp;</b>\\]]>',
          Buffer.concat([u16(0), u32(144), u32(FULL_VALUE)]),
        ),
        extra: registryValue('first\r\nsecond\u0007\u{1f600}'),
      },
      {
        process: EXPORT_PROCESS,
        tid: 12,
        eventClass: FILE_SYSTEM,
        operation: CREATE_FILE,
        status: NAME_NOT_FOUND,
        detail: fileDetail('C:\\Users\\me\\한글 \u{1f600}\\\ud800.txt', true),
      },
      {
        process: 1,
        tid: 8,
        eventClass: FILE_SYSTEM,
        operation: READ_FILE,
        status: PENDING,
        detail: fileDetail('C:\\pagefile.sys', true),
        stack: [0xfffff803_23499000n],
      },
    ],
  }).bytes;
}

function registryValue(text: string): Buffer {
  const data = utf16(`${text}\0`);
  return Buffer.concat([u32(0), u32(REG_SZ), u32(data.length), data]);
}
