import { layout } from './layout.ts';
import type { Layout } from './layout.ts';

/** Layouts of the remaining kernel classes: etw-capture reference, 1.4, 2.5, 2.6, 2.8 and 2.9. */

const REGISTRY: readonly Layout[] = [
  layout('Status:p KeyHandle:p ElapsedTime:i64 KeyName:w'),
  layout('Status:p KeyHandle:p ElapsedTime:i64 Index:u32 KeyName:w'),
  layout('InitialTime:i64 Status:x32 Index:u32 KeyHandle:p KeyName:w'),
];
const REGISTRY_TRANSACTION = layout(
  'InitialTime:i64 TransactionGuid:guid Status:x32 UowCount:u32 HiveName:w',
);
const REGISTRY_COUNTERS = layout(Array.from({ length: 11 }, (_, i) => `Counter${i}:u64`).join(' '));
const REGISTRY_CONFIG = layout('CurrentControlSet:u32');

export function registryLayout(opcode: number, version: number): Layout | undefined {
  if (opcode === 34) return REGISTRY_COUNTERS;
  if (opcode === 35) return REGISTRY_CONFIG;
  if (opcode >= 30 && opcode <= 32) return REGISTRY_TRANSACTION;
  const isKeyEvent = opcode >= 10 && opcode <= 33;
  return isKeyEvent ? REGISTRY[Math.min(version, REGISTRY.length - 1)] : undefined;
}

const DISK_TRANSFER =
  'DiskNumber:u32 IrpFlags:x32 TransferSize:u32 Reserved:u32 ByteOffset:u64 FileObject:p Irp:p HighResResponseTime:u64';
const DISK_FLUSH = 'DiskNumber:u32 IrpFlags:x32 HighResResponseTime:u64 Irp:p';
const DISK_LAYOUTS: readonly (readonly [opcodes: readonly number[], v2: Layout, v3: Layout])[] = [
  [[10, 11], layout(DISK_TRANSFER), layout(`${DISK_TRANSFER} IssuingThreadId:u32`)],
  [[12, 13, 15], layout('Irp:p'), layout('Irp:p IssuingThreadId:u32')],
  [[14], layout(DISK_FLUSH), layout(`${DISK_FLUSH} IssuingThreadId:u32`)],
];

export function diskLayout(opcode: number, version: number): Layout | undefined {
  const row = DISK_LAYOUTS.find(([opcodes]) => opcodes.includes(opcode));
  return row === undefined ? undefined : version >= 3 ? row[2] : row[1];
}

/** Microsoft, "PageFault_HardFault class"; checked with PerfView's listing of a real trace. */
export const HARD_FAULT_LAYOUT = layout(
  'InitialTime:u64 ReadOffset:u64 VirtualAddress:p FileObject:p TThreadId:u32 ByteCount:u32',
);

const STACK = layout('EventTimeStamp:u64 ProcessId:u32 ThreadId:u32 Frames:ps');
const STACK_DEFINITION = layout('StackKey:p Frames:ps');
const STACK_REFERENCE = layout('EventTimeStamp:u64 ProcessId:u32 ThreadId:u32 StackKey:p');

export function stackLayout(opcode: number): Layout | undefined {
  switch (opcode) {
    case 32:
      return STACK;
    case 34:
    case 35:
    case 36:
      return STACK_DEFINITION;
    case 37:
    case 38:
      return STACK_REFERENCE;
    default:
      return undefined;
  }
}

const CPU = layout(
  'MHz:u32 NumberOfProcessors:u32 MemSize:u32 PageSize:u32 AllocationGranularity:u32 ComputerName:wn:256 DomainName:wn:134 HyperThreadingFlag:x32 _:align HighestUserAddress:p ProcessorArchitecture:u16 ProcessorLevel:u16 ProcessorRevision:u16 PaeEnabled:u8 NxEnabled:u8 MemorySpeed:u32',
);
const LOGICAL_DISK = layout(
  'StartOffset:u64 PartitionSize:u64 DiskNumber:u32 Size:u32 DriveType:u32 DriveLetter:wn:4 Pad1:u32 PartitionNumber:u32 SectorsPerCluster:u32 BytesPerSector:u32 Pad2:u32 NumberOfFreeClusters:i64 TotalNumberOfClusters:i64 FileSystem:wn:16 VolumeExt:u32 Pad3:u32',
);

export function configLayout(opcode: number): Layout | undefined {
  if (opcode === 10) return CPU;
  return opcode === 12 ? LOGICAL_DISK : undefined;
}

const MERGED = new Map<number, Layout>([
  [32, layout('BuildTime:time BuildLab:w ProductName:w')],
  [33, layout('SystemDirectory:w VolumeDirectory:w')],
  [34, layout('VolumeDir:w VolumeGuid:w:1')],
  [35, layout('NtPath:w DosPath:w')],
]);

/** What merging tools write about the machine. */
export function mergedConfigLayout(opcode: number): Layout | undefined {
  return MERGED.get(opcode);
}

/** What merging tools write about an image, for symbols. */
export const IMAGE_ID_LAYOUT = layout('ImageBase:p ProcessId:u32 Guid:guid Age:u32 PdbFileName:a');
