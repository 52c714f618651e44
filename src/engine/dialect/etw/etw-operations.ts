import { EventClass } from '../../../shared/event-class.ts';
import { QUERY_INFORMATION, SET_INFORMATION } from '../pml/file-system/sub-operations.ts';
import { EtwOperation, FirstOperation } from './etw-key.ts';
import { KERNEL_CLASSES } from './kernel-classes.ts';

/** What is known of an operation. Categories are in the keys: see etw-key.ts. */
export interface EtwOperationRow {
  readonly name: string;
  readonly eventClass: EventClass;
  /** Whether the Detail column is empty for every event. */
  readonly hasNoDetail?: boolean;
}

const ROWS = new Map<number, EtwOperationRow>();

function add(eventClass: EventClass, rows: readonly (readonly [operation: number, name: string])[]): void {
  for (const [operation, name] of rows) ROWS.set(operation, { name, eventClass });
}

add(EventClass.FileSystem, [
  [EtwOperation.CreateFile, 'CreateFile'],
  [EtwOperation.ReadFile, 'ReadFile'],
  [EtwOperation.WriteFile, 'WriteFile'],
  [EtwOperation.QueryDirectory, 'QueryDirectory'],
  [EtwOperation.NotifyChangeDirectory, 'NotifyChangeDirectory'],
  [EtwOperation.FileSystemControl, 'FileSystemControl'],
  [EtwOperation.QuerySecurityFile, 'QuerySecurityFile'],
  [EtwOperation.SetSecurityFile, 'SetSecurityFile'],
  [EtwOperation.QueryEAFile, 'QueryEAFile'],
  [EtwOperation.SetEAFile, 'SetEAFile'],
  [EtwOperation.MapView, 'CreateFileMapping'],
  [EtwOperation.UnmapView, 'UnmapViewOfFile'],
]);
for (const [operation, name] of [
  [EtwOperation.CloseFile, 'CloseFile'],
  [EtwOperation.Close, 'IRP_MJ_CLOSE'],
  [EtwOperation.FlushBuffersFile, 'FlushBuffersFile'],
] as const) {
  ROWS.set(operation, { name, eventClass: EventClass.FileSystem, hasNoDetail: true });
}

/** By opcode of the class Registry: etw-capture reference, 4.2. */
const REGISTRY: readonly (readonly [opcode: number, name: string])[] = [
  [10, 'RegCreateKey'],
  [11, 'RegOpenKey'],
  [12, 'RegDeleteKey'],
  [13, 'RegQueryKey'],
  [14, 'RegSetValue'],
  [15, 'RegDeleteValue'],
  [16, 'RegQueryValue'],
  [17, 'RegEnumKey'],
  [18, 'RegEnumValue'],
  [19, 'RegQueryMultipleValueKey'],
  [20, 'RegSetInfoKey'],
  [21, 'RegFlushKey'],
  [26, 'RegVirtualizeKey'],
  [27, 'RegCloseKey'],
  [28, 'RegSetKeySecurity'],
  [29, 'RegQueryKeySecurity'],
  [30, 'RegCommitTransaction'],
  [31, 'RegPrepareTransaction'],
  [32, 'RegRollbackTransaction'],
  [33, 'RegLoadKey'],
  [36, 'RegLoadKey'],
  [37, 'RegUnloadKey'],
];
add(
  EventClass.Registry,
  REGISTRY.map(([opcode, name]) => [FirstOperation.Registry + opcode, name]),
);

add(EventClass.Process, [
  [EtwOperation.ProcessCreate, 'Process Create'],
  [EtwOperation.ProcessStart, 'Process Start'],
  [EtwOperation.ProcessExit, 'Process Exit'],
  [EtwOperation.ThreadCreate, 'Thread Create'],
  [EtwOperation.ThreadExit, 'Thread Exit'],
  [EtwOperation.LoadImage, 'Load Image'],
  [EtwOperation.UnloadImage, 'Unload Image'],
  [EtwOperation.LoadDriver, 'Load Driver'],
  [EtwOperation.UnloadDriver, 'Unload Driver'],
  [EtwOperation.DeviceIoControl, 'DeviceIoControl'],
  [EtwOperation.SetWinEventHook, 'SetWinEventHook'],
  [EtwOperation.RegisterRawInputDevices, 'RegisterRawInputDevices'],
  [EtwOperation.SetWindowsHookEx, 'SetWindowsHookEx'],
  [EtwOperation.GetAsyncKeyState, 'GetAsyncKeyState'],
  [EtwOperation.WriteClipboard, 'Write Clipboard'],
  [EtwOperation.ReadClipboard, 'Read Clipboard'],
  [FirstOperation.Audit + 1, 'PsSetLoadImageNotifyRoutine'],
  [FirstOperation.Audit + 2, 'TerminateProcess'],
  [FirstOperation.Audit + 3, 'CreateSymbolicLink'],
  [FirstOperation.Audit + 4, 'SetContextThread'],
  [FirstOperation.Audit + 5, 'OpenProcess'],
  [FirstOperation.Audit + 6, 'OpenThread'],
  [FirstOperation.Audit + 7, 'IoRegisterLastChanceShutdownNotification'],
  [FirstOperation.Audit + 8, 'IoRegisterShutdownNotification'],
]);

/** By opcode, without the 16 that tell IPv6. The words are those of captures of Linux where both mean the same. */
const NETWORK: readonly (readonly [opcode: number, name: string])[] = [
  [10, 'Send'],
  [11, 'Receive'],
  [12, 'Connect'],
  [13, 'Disconnect'],
  [14, 'Retransmit'],
  [15, 'Accept'],
  [16, 'Reconnect'],
  [17, 'Fail'],
  [18, 'TCPCopy'],
  [19, 'ARPCopy'],
  [20, 'FullAck'],
  [21, 'PartAck'],
  [22, 'DupAck'],
];
add(
  EventClass.Network,
  NETWORK.flatMap(([opcode, name]) => [
    [FirstOperation.Tcp + opcode, `TCP ${name}`],
    [FirstOperation.Udp + opcode, `UDP ${name}`],
  ]),
);
add(EventClass.Network, [
  [EtwOperation.TcpListen, 'TCP Listen'],
  [EtwOperation.TcpListenEnd, 'TCP Listen End'],
  [EtwOperation.UdpBind, 'UDP Bind'],
  [EtwOperation.UdpBindEnd, 'UDP Bind End'],
  [EtwOperation.DnsQuery, 'DNS Query'],
]);

add(EventClass.Device, [
  [FirstOperation.Disk + 10, 'Disk Read'],
  [FirstOperation.Disk + 11, 'Disk Write'],
  [FirstOperation.Disk + 14, 'Disk Flush'],
  [EtwOperation.HardFault, 'Hard Fault'],
  [FirstOperation.Filter, 'Filter PreOperation Begin'],
  [FirstOperation.Filter + 1, 'Filter PostOperation Begin'],
  [FirstOperation.Filter + 2, 'Filter PreOperation'],
  [FirstOperation.Filter + 3, 'Filter PostOperation'],
  [FirstOperation.Filter + 4, 'Filter PreOperation Failed'],
  [FirstOperation.Filter + 5, 'Filter PostOperation Failed'],
]);
add(EventClass.Lost, [[EtwOperation.Lost, 'Events Lost']]);
add(EventClass.Profiling, [[EtwOperation.SampledProfile, 'Sampled Profile']]);
add(EventClass.System, [[EtwOperation.TraceEvent, 'Trace Event']]);

/** Of an information class without a name of its own; the Detail column then has its number. */
const QUERY_OTHER: EtwOperationRow = { name: 'QueryInformationFile', eventClass: EventClass.FileSystem };
const SET_OTHER: EtwOperationRow = { name: 'SetInformationFile', eventClass: EventClass.FileSystem };
const UNKNOWN: EtwOperationRow = { name: '<Unknown>', eventClass: EventClass.Unknown };

/** The row of an operation; `<Unknown>` for numbers of another version. */
export function etwOperationRow(operation: number): EtwOperationRow {
  const row = ROWS.get(operation);
  if (row !== undefined) return row;
  if (operation >= FirstOperation.QueryInformation && operation < FirstOperation.SetInformation)
    return informationRow(QUERY_INFORMATION[operation - FirstOperation.QueryInformation]?.name, QUERY_OTHER);
  if (operation >= FirstOperation.SetInformation && operation < FirstOperation.Registry)
    return informationRow(SET_INFORMATION[operation - FirstOperation.SetInformation]?.name, SET_OTHER);
  return UNKNOWN;
}

function informationRow(name: string | undefined, other: EtwOperationRow): EtwOperationRow {
  return name === undefined ? other : { name, eventClass: EventClass.FileSystem };
}

const PERF_INFO = 15;

/** The row of an event of a kernel class for which there is no operation: `<Unknown: PageFault 32>`. */
export function otherRow(operation: number): EtwOperationRow {
  const group = operation >>> 8;
  const name = KERNEL_CLASSES.get(group) ?? `group ${group}`;
  return {
    name: `<Unknown: ${name} ${operation & 0xff}>`,
    // Samples of processors come a thousand times a second each: they are profiling, which has a toggle.
    eventClass: group === PERF_INFO ? EventClass.Profiling : EventClass.System,
  };
}
