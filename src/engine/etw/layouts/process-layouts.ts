import { layout } from './layout.ts';
import type { Layout } from './layout.ts';

/** Layouts of process, thread and image events by version: etw-capture reference, 2.1 to 2.3. */

const PROCESS_V0 = layout('ProcessId:n ParentId:n UserSID:user ImageFileName:a');
const PROCESS_V1 = layout(
  'PageDirectoryBase:p ProcessId:u32 ParentId:u32 SessionId:u32 ExitStatus:i32 UserSID:user ImageFileName:a',
);
const PROCESS_V2 = layout(
  'UniqueProcessKey:p ProcessId:u32 ParentId:u32 SessionId:u32 ExitStatus:i32 UserSID:user ImageFileName:a CommandLine:w',
);
const PROCESS_V3 = layout(
  'UniqueProcessKey:p ProcessId:u32 ParentId:u32 SessionId:u32 ExitStatus:i32 DirectoryTableBase:p UserSID:user ImageFileName:a CommandLine:w',
);
const PROCESS_V4_TEXT =
  'UniqueProcessKey:p ProcessId:u32 ParentId:u32 SessionId:u32 ExitStatus:i32 DirectoryTableBase:p Flags:x32 UserSID:user ImageFileName:a CommandLine:w PackageFullName:w ApplicationId:w';
const PROCESS_V4 = layout(PROCESS_V4_TEXT);
const PROCESS_V5 = layout(`${PROCESS_V4_TEXT} ExitTime:time`);
const PROCESS: readonly Layout[] = [PROCESS_V0, PROCESS_V1, PROCESS_V2, PROCESS_V3, PROCESS_V4, PROCESS_V5];

const TERMINATE = layout('ProcessId:u32');
const COUNTERS = layout(
  'ProcessId:u32 PageFaultCount:u32 HandleCount:u32 Reserved:u32 PeakVirtualSize:p PeakWorkingSetSize:p PeakPagefileUsage:p QuotaPeakPagedPoolUsage:p QuotaPeakNonPagedPoolUsage:p VirtualSize:p WorkingSetSize:p PagefileUsage:p QuotaPagedPoolUsage:p QuotaNonPagedPoolUsage:p PrivatePageCount:p',
);

/** Start, End, DCStart, DCEnd and Defunct, whose fields only the version decides. Newer versions append. */
export function processLayout(version: number): Layout {
  return PROCESS[Math.min(version, PROCESS.length - 1)] ?? PROCESS_V4;
}

/** Any opcode of the class Process but image loads. */
export function processClassLayout(opcode: number, version: number): Layout | undefined {
  switch (opcode) {
    case 1:
    case 2:
    case 3:
    case 4:
    case 39:
      return processLayout(version);
    case 11:
      return TERMINATE;
    case 32:
    case 33:
      return COUNTERS;
    default:
      return undefined;
  }
}

/** Version 0 has the two ids the other way round. */
const THREAD_V0 = layout('ThreadId:u32 ProcessId:u32');
const STACKS = 'ProcessId:u32 ThreadId:u32 StackBase:p StackLimit:p UserStackBase:p UserStackLimit:p';
const THREAD_V1 = layout(`${STACKS} StartAddr:p Win32StartAddr:p WaitMode:u8`);
const THREAD_V2 = layout(`${STACKS} StartAddr:p Win32StartAddr:p TebBase:p SubProcessTag:x32`);
const THREAD_V3 = layout(
  `${STACKS} Affinity:p Win32StartAddr:p TebBase:p SubProcessTag:x32 BasePriority:u8 PagePriority:u8 IoPriority:u8 ThreadFlags:u8 ThreadName:w`,
);
const THREAD: readonly Layout[] = [THREAD_V0, THREAD_V1, THREAD_V2, THREAD_V3];
const THREAD_NAME = layout('ProcessId:u32 ThreadId:u32 ThreadName:w');

export function threadLayout(opcode: number, version: number): Layout | undefined {
  if (opcode === 72) return THREAD_NAME;
  return opcode >= 1 && opcode <= 4 ? THREAD[Math.min(version, THREAD.length - 1)] : undefined;
}

const IMAGE_V0 = layout('ImageBase:p ImageSize:u32 FileName:w');
const IMAGE_V1 = layout('ImageBase:p ImageSize:p ProcessId:u32 FileName:w');
const IMAGE_V2 = layout(
  'ImageBase:p ImageSize:p ProcessId:u32 ImageChecksum:x32 TimeDateStamp:x32 Reserved0:u32 DefaultBase:p Reserved1:u32 Reserved2:u32 Reserved3:u32 Reserved4:u32 FileName:w',
);
const IMAGE_V3 = layout(
  'ImageBase:p ImageSize:p ProcessId:u32 ImageChecksum:x32 TimeDateStamp:x32 SignatureLevel:u8 SignatureType:u8 Reserved0:u16 DefaultBase:p Reserved1:u32 Reserved2:u32 Reserved3:u32 Reserved4:u32 FileName:w',
);
const IMAGE: readonly Layout[] = [IMAGE_V0, IMAGE_V1, IMAGE_V2, IMAGE_V3];
const KERNEL_BASE = layout('ImageBase:p');

export function imageLayout(opcode: number, version: number): Layout | undefined {
  if (opcode === 33) return KERNEL_BASE;
  const isImage = opcode === 10 || (opcode >= 2 && opcode <= 4);
  return isImage ? IMAGE[Math.min(version, IMAGE.length - 1)] : undefined;
}
