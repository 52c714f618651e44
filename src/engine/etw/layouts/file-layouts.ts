import { layout } from './layout.ts';
import type { Layout } from './layout.ts';

/**
 * Layouts of file events by what they tell: etw-capture reference, 2.4. Kernel-File has the same ones under other numbers:
 * its version 0 is that of Windows 7, version 1 that of Windows 8.
 */
export interface FileLayouts {
  readonly create: Layout;
  readonly simple: Layout;
  readonly readWrite: Layout;
  readonly information: Layout;
  readonly directory: Layout;
  readonly path: Layout;
  readonly end: Layout;
  readonly name: Layout;
  readonly map: Layout;
}

const NAME = layout('FileKey:p FileName:w');
const END = layout('Irp:p ExtraInfo:p NtStatus:x32');

/** Vista and Windows 7: the thread's number is as wide as a pointer and comes second. */
export const FILE_LAYOUTS_7: FileLayouts = {
  create: layout('Irp:p TTID:n FileObject:p CreateOptions:x32 FileAttributes:x32 ShareAccess:x32 OpenPath:w'),
  simple: layout('Irp:p TTID:n FileObject:p FileKey:p'),
  readWrite: layout('Offset:u64 Irp:p TTID:n FileObject:p FileKey:p IoSize:u32 IoFlags:x32'),
  information: layout('Irp:p TTID:n FileObject:p FileKey:p ExtraInfo:p InfoClass:u32'),
  directory: layout('Irp:p TTID:n FileObject:p FileKey:p Length:u32 InfoClass:u32 FileIndex:u32 FileName:w'),
  path: layout('Irp:p TTID:n FileObject:p FileKey:p ExtraInfo:p InfoClass:u32 FileName:w'),
  end: END,
  name: NAME,
  map: layout('ViewBase:p FileKey:p MiscInfo:x64 ViewSize:p ProcessId:u32'),
};

/** Windows 8 and later. */
export const FILE_LAYOUTS_8: FileLayouts = {
  create: layout(
    'Irp:p FileObject:p TTID:u32 CreateOptions:x32 FileAttributes:x32 ShareAccess:x32 OpenPath:w',
  ),
  simple: layout('Irp:p FileObject:p FileKey:p TTID:u32'),
  readWrite: layout('Offset:u64 Irp:p FileObject:p FileKey:p TTID:u32 IoSize:u32 IoFlags:x32 ExtraFlags:x32'),
  information: layout('Irp:p FileObject:p FileKey:p ExtraInfo:p TTID:u32 InfoClass:u32'),
  directory: layout(
    'Irp:p FileObject:p FileKey:p TTID:u32 Length:u32 InfoClass:u32 FileIndex:u32 FileName:w',
  ),
  path: layout('Irp:p FileObject:p FileKey:p ExtraInfo:p TTID:u32 InfoClass:u32 FileName:w'),
  end: END,
  name: NAME,
  map: layout('ViewBase:p FileKey:p MiscInfo:x64 ViewSize:p ByteOffset:u64 ProcessId:u32'),
};

export type FileLayoutKind = keyof FileLayouts;

/** Which layout an opcode of FileIo has. */
export const FILE_KINDS: ReadonlyMap<number, FileLayoutKind> = new Map([
  [0, 'name'],
  [32, 'name'],
  [35, 'name'],
  [36, 'name'],
  [37, 'map'],
  [38, 'map'],
  [39, 'map'],
  [40, 'map'],
  [64, 'create'],
  [65, 'simple'],
  [66, 'simple'],
  [67, 'readWrite'],
  [68, 'readWrite'],
  [69, 'information'],
  [70, 'information'],
  [71, 'information'],
  [72, 'directory'],
  [73, 'simple'],
  [74, 'information'],
  [75, 'information'],
  [76, 'end'],
  [77, 'directory'],
  [78, 'create'],
  [79, 'path'],
  [80, 'path'],
  [81, 'path'],
  [82, 'information'],
]);

/**
 * The opcode of FileIo that an event of Kernel-File means. 31 to 34 have none: security and extended attributes, which
 * classic events do not tell, have numbers of their own here.
 */
export const FILE_OPCODE_OF_EVENT: ReadonlyMap<number, number> = new Map([
  [10, 32],
  [11, 35],
  [12, 64],
  [13, 65],
  [14, 66],
  [15, 67],
  [16, 68],
  [17, 69],
  [18, 70],
  [19, 71],
  [20, 72],
  [21, 73],
  [22, 74],
  [23, 75],
  [24, 76],
  [25, 77],
  [26, 79],
  [27, 80],
  [28, 81],
  [29, 71],
  [30, 78],
  [31, 0x100 + 31],
  [32, 0x100 + 32],
  [33, 0x100 + 33],
  [34, 0x100 + 34],
]);

/** Events of filter drivers: opcodes 96 to 101 of FileIo. The last field is not in those before an operation. */
export const FILTER_LAYOUT = layout(
  'RoutineAddr:p FileObject:p FsContext:p Irp:p CallbackData:p MajorFunction:u32 Status:x32',
);
