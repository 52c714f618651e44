import { layout } from './layout.ts';
import type { Layout } from './layout.ts';

/** Layouts of manifest events by id and version: etw-capture reference, 2.10. Their 64-bit fields are not aligned. */
interface EventLayouts {
  readonly name: string;
  /** By version; a later version than the last has its fields and more. */
  readonly versions: readonly Layout[];
}

function event(name: string, ...versions: readonly string[]): EventLayouts {
  return { name, versions: versions.map((text) => layout(text)) };
}

const START = 'ProcessID:u32 CreateTime:time ParentProcessID:u32 SessionID:u32';
const PACKAGE = 'ImageChecksum:x32 TimeDateStamp:x32 PackageFullName:w PackageRelativeAppId:w';
const START_1 = `${START} Flags:x32 ImageName:w`;
const START_2 = `${START_1} ${PACKAGE}`;
const START_3 = `ProcessID:u32 ProcessSequenceNumber:u64 CreateTime:time ParentProcessID:u32 ParentProcessSequenceNumber:u64 SessionID:u32 Flags:x32 ProcessTokenElevationType:u32 ProcessTokenIsElevated:u32 MandatoryLabel:sid ImageName:w ${PACKAGE}`;
const START_4 = `${START_3} SecurityMitigations:x32`;
const START_5 = `${START_4} PartitionID:u32 ProcessMachine:u16`;
const STOP_TIMES = 'CreateTime:time ExitTime:time ExitCode:u32 TokenElevationType:u32 HandleCount:u32';
const STOP_COUNTERS =
  'CPUCycleCount:u64 ReadOperationCount:u32 WriteOperationCount:u32 ReadTransferKiloBytes:u32 WriteTransferKiloBytes:u32 HardFaultCount:u32 ImageName:a';
const STOP_1 = `${STOP_TIMES} CommitCharge:u64 CommitPeak:u64 ${STOP_COUNTERS}`;
const THREAD =
  'ProcessID:u32 ThreadID:u32 StackBase:p StackLimit:p UserStackBase:p UserStackLimit:p StartAddr:p Win32StartAddr:p TebBase:p';
const IMAGE =
  'ImageBase:p ImageSize:p ProcessID:u32 ImageCheckSum:x32 TimeDateStamp:x32 DefaultBase:p ImageName:w';
const PRIORITY = 'ProcessID:u32 ThreadID:u32 OldPriority:u8 NewPriority:u8';

/** Microsoft-Windows-Kernel-Process. */
export const KERNEL_PROCESS: ReadonlyMap<number, EventLayouts> = new Map([
  [1, event('ProcessStart', `${START} ImageName:w`, START_1, START_2, START_3, START_4, START_5)],
  [
    2,
    event(
      'ProcessStop',
      `ProcessID:u32 ${STOP_TIMES} CommitCharge:u64 CommitPeak:u64 ImageName:a`,
      `ProcessID:u32 ${STOP_1}`,
      `ProcessID:u32 ProcessSequenceNumber:u64 ${STOP_1}`,
    ),
  ],
  [3, event('ThreadStart', THREAD, `${THREAD} SubProcessTag:x32`)],
  [4, event('ThreadStop', THREAD, `${THREAD} SubProcessTag:x32 CycleTime:u64`)],
  [5, event('ImageLoad', IMAGE)],
  [6, event('ImageUnload', IMAGE)],
  [7, event('CpuBasePriorityChange', PRIORITY)],
  [8, event('CpuPriorityChange', PRIORITY)],
  [9, event('PagePriorityChange', PRIORITY)],
  [10, event('IoPriorityChange', PRIORITY)],
  [15, event('ProcessRundown', START_2, START_3, START_4, START_5)],
]);

const KEY = 'KeyObject:p Status:x32';
const CAPTURED = 'CapturedDataSize:u16';
const KEY_NAME = `${KEY} KeyName:w`;

/** Microsoft-Windows-Kernel-Registry; `CapturedData` has as many bytes as the field before it says. */
export const KERNEL_REGISTRY: ReadonlyMap<number, EventLayouts> = new Map([
  [1, event('CreateKey', 'BaseObject:p KeyObject:p Status:x32 Disposition:u32 BaseName:w RelativeName:w')],
  [2, event('OpenKey', 'BaseObject:p KeyObject:p Status:x32 Disposition:u32 BaseName:w RelativeName:w')],
  [3, event('DeleteKey', KEY_NAME)],
  [4, event('QueryKey', `${KEY} InfoClass:u32 DataSize:u32 KeyName:w ${CAPTURED}`)],
  [5, event('SetValueKey', `${KEY} Type:u32 DataSize:u32 KeyName:w ValueName:w ${CAPTURED}`)],
  [6, event('DeleteValueKey', `${KEY} KeyName:w ValueName:w`)],
  [7, event('QueryValueKey', `${KEY} InfoClass:u32 DataSize:u32 KeyName:w ValueName:w ${CAPTURED}`)],
  [8, event('EnumerateKey', `${KEY} Index:u32 InfoClass:u32 DataSize:u32 KeyName:w ${CAPTURED}`)],
  [9, event('EnumerateValueKey', `${KEY} Index:u32 InfoClass:u32 DataSize:u32 KeyName:w ${CAPTURED}`)],
  [10, event('QueryMultipleValueKey', `${KEY} EntryCount:u32 DataSize:u32 KeyName:w`)],
  [11, event('SetInformationKey', `${KEY} InfoClass:u32 DataSize:u32 KeyName:w ${CAPTURED}`)],
  [12, event('FlushKey', KEY_NAME)],
  [13, event('CloseKey', KEY_NAME)],
  [14, event('QuerySecurityKey', KEY_NAME)],
  [15, event('SetSecurityKey', KEY_NAME)],
]);

const RAW_INPUT_DETAILS =
  'UsagePage:u16 Usage:u16 Flags:x32 hwndTarget:p ThreadStartAddress:p ThreadCreateTime:time ThreadId:u32 cWindows:u32 cVisWindows:u32 ThreadInfoFlags:x64 ProcessId:u32 ProcessCreateTime:time ProcessStartKey:u64 ThreadStartAddressModule:w QueryResult:u32 VadBaseAddress:p VadAllocationProtect:x32 VadType:x32 VadSize:p VadProtect:x32';

/** Microsoft-Windows-Win32k, the events of its keyword for audited calls. 1001 has two forms; its payload's length tells. */
export const WIN32K: ReadonlyMap<number, EventLayouts> = new Map([
  [
    1000,
    event(
      'SetWinEventHook',
      'eventMin:x32 eventMax:x32 idEventProcess:u32 idEventThread:u32 Flags:x32 HookInstance:p',
    ),
  ],
  [1001, event('RegisterRawInputDevices', `ReturnValue:u32 ${RAW_INPUT_DETAILS}`)],
  [1002, event('SetWindowsHookEx', 'FilterType:i32 pstrLib:w hmod:p pfnFilterProc:p ReturnValue:u32')],
  [1003, event('GetAsyncKeyState', 'PID:u32 MsSinceLastKeyEvent:u32 BackgroundCallCount:u32')],
  [459, event('ClipboardWrite', 'Pid:u32 Time:time')],
  [460, event('ClipboardWrite', 'Pid:u32 Time:time')],
  [
    463,
    event('ClipboardRead', 'CallerPid:u32 CallerTime:time OwnerPid:u32 OwnerTime:time SequenceNumber:u32'),
  ],
]);

/** Microsoft-Windows-Kernel-Audit-API-Calls. */
export const AUDIT_API_CALLS: ReadonlyMap<number, EventLayouts> = new Map([
  [1, event('PsSetLoadImageNotifyRoutine', 'NotifyRoutineAddress:p ReturnCode:x32')],
  [2, event('TerminateProcess', 'TargetProcessId:u32 ReturnCode:x32')],
  [3, event('CreateSymbolicLink', 'LinkSourceName:w LinkTargetName:w DesiredAccess:x32 ReturnCode:x32')],
  [4, event('SetContextThread', '')],
  [5, event('OpenProcess', 'TargetProcessId:u32 DesiredAccess:x32 ReturnCode:x32')],
  [6, event('OpenThread', 'TargetProcessId:u32 TargetThreadId:u32 DesiredAccess:x32 ReturnCode:x32')],
  [7, event('IoRegisterLastChanceShutdownNotification', '')],
  [8, event('IoRegisterShutdownNotification', 'DriverName:w ReturnCode:x32')],
]);

/** Microsoft-Windows-DNS-Client. */
export const DNS_CLIENT: ReadonlyMap<number, EventLayouts> = new Map([
  [
    3008,
    event('QueryCompleted', 'QueryName:w QueryType:u32 QueryOptions:x64 QueryStatus:u32 QueryResults:w'),
  ],
]);

/** The newest version of an event that a table has. */
export function newestEventVersion(table: ReadonlyMap<number, EventLayouts>, id: number): number | undefined {
  const versions = table.get(id)?.versions;
  return versions === undefined ? undefined : versions.length - 1;
}

/** The layout of an event in a table. */
export function eventLayout(
  table: ReadonlyMap<number, EventLayouts>,
  id: number,
  version: number,
): Layout | undefined {
  const versions = table.get(id)?.versions;
  return versions?.[Math.min(version, versions.length - 1)];
}
