/**
 * What an operation key of a trace of Windows stands for. Keys and the numbers in them are stored in capture files: never
 * give a number another meaning. The category is in the key, because what an event turned out to do decides it: a CreateFile
 * that made its file is a Write.
 */
export interface EtwKeyParts {
  /** Number of {@link EtwOperation}, or of an event that this program has no operation for. */
  readonly operation: number;
  readonly category: EtwCategory;
  /** Whether `operation` is a kernel class (upper byte, its group number) and an opcode (lower byte). */
  readonly isOther: boolean;
}

export const EtwCategory = {
  None: 0,
  Read: 1,
  Write: 2,
  ReadMetadata: 3,
  WriteMetadata: 4,
} as const;
export type EtwCategory = (typeof EtwCategory)[keyof typeof EtwCategory];

const CATEGORY_SHIFT = 16;
const OTHER = 1 << 20;

/** The key of an operation. */
export function etwKey(operation: number, category: EtwCategory = EtwCategory.None): number {
  return (operation & 0xffff) | (category << CATEGORY_SHIFT);
}

/** The key of an event of a kernel class that has no operation. */
export function etwOtherKey(group: number, opcode: number): number {
  return OTHER | ((group & 0xff) << 8) | (opcode & 0xff);
}

/** What {@link etwKey} or {@link etwOtherKey} put together. */
export function etwKeyParts(key: number): EtwKeyParts {
  const category = (key >>> CATEGORY_SHIFT) & 0x7;
  return {
    operation: key & 0xffff,
    category: (category <= EtwCategory.WriteMetadata ? category : EtwCategory.None) as EtwCategory,
    isOther: (key & OTHER) !== 0,
  };
}

/** First numbers of operations of which a number of Windows is a part: classes of information, opcodes, ids. */
export const FirstOperation = {
  QueryInformation: 0x100,
  SetInformation: 0x200,
  Registry: 0x300,
  Tcp: 0x500,
  Udp: 0x540,
  Audit: 0x700,
  Disk: 0x800,
  Filter: 0x860,
} as const;

/** Numbers of operations. */
export const EtwOperation = {
  /** A row that stands for lost events. */
  Lost: 0,
  CreateFile: 1,
  CloseFile: 2,
  Close: 3,
  ReadFile: 4,
  WriteFile: 5,
  FlushBuffersFile: 6,
  QueryDirectory: 7,
  NotifyChangeDirectory: 8,
  FileSystemControl: 9,
  DeviceIoControl: 10,
  QuerySecurityFile: 11,
  SetSecurityFile: 12,
  QueryEAFile: 13,
  SetEAFile: 14,
  MapView: 15,
  UnmapView: 16,
  ProcessCreate: 0x400,
  ProcessStart: 0x401,
  ProcessExit: 0x402,
  ThreadCreate: 0x403,
  ThreadExit: 0x404,
  LoadImage: 0x405,
  UnloadImage: 0x406,
  LoadDriver: 0x407,
  UnloadDriver: 0x408,
  SetWinEventHook: 0x600,
  RegisterRawInputDevices: 0x601,
  SetWindowsHookEx: 0x602,
  GetAsyncKeyState: 0x603,
  WriteClipboard: 0x604,
  ReadClipboard: 0x605,
  /** Behind what the kernel has for TCP and UDP: ports that were looked up. */
  TcpListen: 0x520,
  TcpListenEnd: 0x521,
  UdpBind: 0x560,
  UdpBindEnd: 0x561,
  DnsQuery: 0x780,
  /** A page that was read from a disk because a program needed it. */
  HardFault: 0x840,
  /** Where a processor was when it was looked at. */
  SampledProfile: 0x900,
  /** An event of a provider that this program does not know. */
  TraceEvent: 0xf000,
} as const;
