import { bitTexts, bitsAndRest, remembered, styled, unnamedBits } from './flags.ts';
import type { FlagText } from './flags.ts';

/** The last two stand behind higher bits: Process Monitor's own order. */
const CREATE_OPTIONS: readonly FlagText[] = [
  [0x1, 'Directory'],
  [0x2, 'Write Through'],
  [0x4, 'Sequential Access'],
  [0x8, 'No Buffering'],
  [0x10, 'Synchronous IO Alert'],
  [0x20, 'Synchronous IO Non-Alert'],
  [0x40, 'Non-Directory File'],
  [0x80, 'Create Tree Connection'],
  [0x100, 'Complete If Oplocked'],
  [0x200, 'No EA Knowledge'],
  [0x400, 'Open for Recovery'],
  [0x800, 'Random Access'],
  [0x1000, 'Delete On Close'],
  [0x2000, 'Open By ID'],
  [0x4000, 'Open For Backup'],
  [0x8000, 'No Compression'],
  [0x100000, 'Reserve OpFilter'],
  [0x200000, 'Open Reparse Point'],
  [0x400000, 'Open No Recall'],
  [0x800000, 'Open For Free Space Query'],
  [0x10000, 'Open Requiring Oplock'],
  [0x20000, 'Disallow Exclusive'],
];

const ATTRIBUTES: readonly FlagText[] = [
  [0x1, 'R'],
  [0x2, 'H'],
  [0x4, 'S'],
  [0x10, 'D'],
  [0x20, 'A'],
  [0x40, 'D'],
  [0x80, 'N'],
  [0x100, 'T'],
  [0x200, 'SF'],
  [0x400, 'RP'],
  [0x800, 'C'],
  [0x1000, 'O'],
  [0x2000, 'NCI'],
  [0x4000, 'E'],
  [0x10000, 'V'],
];

const SHARE_MODES: readonly FlagText[] = [
  [1, 'Read'],
  [2, 'Write'],
  [4, 'Delete'],
];

const IO_FLAGS: readonly FlagText[] = [
  [0x10, 'Buffered'],
  [0x1, 'Non-cached'],
  [0x2, 'Paging I/O'],
  [0x4, 'Synchronous'],
  [0x40, 'Synchronous Paging I/O'],
  [0x400000, 'Write Through'],
];

const NOTIFY_FILTERS: readonly FlagText[] = [
  [0x1, 'FILE_NOTIFY_CHANGE_FILE_NAME'],
  [0x2, 'FILE_NOTIFY_CHANGE_DIR_NAME'],
  [0x4, 'FILE_NOTIFY_CHANGE_ATTRIBUTES'],
  [0x8, 'FILE_NOTIFY_CHANGE_SIZE'],
  [0x10, 'FILE_NOTIFY_CHANGE_LAST_WRITE'],
  [0x20, 'FILE_NOTIFY_CHANGE_LAST_ACCESS'],
  [0x40, 'FILE_NOTIFY_CHANGE_CREATION'],
  [0x80, 'FILE_NOTIFY_CHANGE_EA'],
  [0x100, 'FILE_NOTIFY_CHANGE_SECURITY'],
  [0x200, 'FILE_NOTIFY_CHANGE_STREAM_NAME'],
  [0x400, 'FILE_NOTIFY_CHANGE_STREAM_SIZE'],
  [0x800, 'FILE_NOTIFY_CHANGE_STREAM_WRITE'],
];

const SECURITY: readonly FlagText[] = [
  [0x1, 'Owner'],
  [0x2, 'Group'],
  [0x4, 'DACL'],
  [0x8, 'SACL'],
  [0x10, 'Label'],
  [0x20, 'Attribute'],
  [0x40, 'Scope'],
  [0x80, 'Process Trust Label'],
  [0x8000_0000, 'DACL Protected'],
  [0x4000_0000, 'SACL Protected'],
  [0x2000_0000, 'DACL Unprotected'],
  [0x1000_0000, 'SACL Unprotected'],
];

const FILE_SYSTEM: readonly FlagText[] = [
  [0x2, 'Case Preserved'],
  [0x1, 'Case Sensitive'],
  [0x4, 'Unicode'],
  [0x8, 'ACLs'],
  [0x10, 'Compression'],
  [0x40000, 'Named Streams'],
  [0x20000, 'EFS'],
  [0x10000, 'Object IDs'],
  [0x80, 'Reparse Points'],
  [0x40, 'Sparse Files'],
  [0x20, 'Quotas'],
  [0x200000, 'Transactions'],
];

const RENAME: readonly FlagText[] = [
  [0x1, 'FILE_RENAME_REPLACE_IF_EXISTS'],
  [0x2, 'FILE_RENAME_POSIX_SEMANTICS'],
  [0x4, 'FILE_RENAME_SUPPRESS_PIN_STATE_INHERITANCE'],
  [0x8, 'FILE_RENAME_SUPPRESS_STORAGE_RESERVE_INHERITANCE'],
  [0x10, 'FILE_RENAME_NO_INCREASE_AVAILABLE_SPACE'],
  [0x20, 'FILE_RENAME_NO_DECREASE_AVAILABLE_SPACE'],
  [0x40, 'FILE_RENAME_IGNORE_READONLY_ATTRIBUTE'],
  [0x80, 'FILE_RENAME_FORCE_RESIZE_TARGET_SR'],
  [0x100, 'FILE_RENAME_FORCE_RESIZE_SOURCE_SR'],
];

const DISPOSITION: readonly FlagText[] = [
  [0x1, 'FILE_DISPOSITION_DELETE'],
  [0x2, 'FILE_DISPOSITION_POSIX_SEMANTICS'],
  [0x4, 'FILE_DISPOSITION_FORCE_IMAGE_SECTION_CHECK'],
  [0x8, 'FILE_DISPOSITION_ON_CLOSE'],
  [0x10, 'FILE_DISPOSITION_IGNORE_READONLY_ATTRIBUTE'],
];

const DEVICE_TYPES: readonly (string | undefined)[] = [
  undefined,
  'Beep',
  'CD-ROM',
  'CD-ROM File System',
  'Controller',
  'Datalink',
  'DFS',
  'Disk',
  'Disk File System',
  'File System',
  'Inport Port',
  'Keyboard',
  'Mailslot',
  'MIDI In',
  'MIDI Out',
  'Mouse',
  'Multi UNC Provider',
  'Named Pipe',
  'Network',
  'Network Browser',
  'Network File System',
  'NULL',
  'Parallel Port',
  'Physical Netcard',
  'Printer',
  'Scanner',
  'Serial Mouse Port',
  'Serial Port',
  'Screen',
  'Sound',
  'Streams',
  'Tape',
  'Tape File System',
  'Transport',
  'Unknown',
  'Video',
  'Virtual Disk',
  'Wave In',
  'Wave Out',
  '8042 Port',
  'Network Redirector',
  'Battery',
  'Bus Extender',
];

const CHARACTERISTICS: readonly FlagText[] = [
  [0x1, 'Removable'],
  [0x2, 'Read-Only'],
  [0x4, 'Floppy'],
  [0x8, 'Write-Once'],
  [0x10, 'Remote'],
  [0x20, 'Mounted'],
  [0x40, 'Virtual'],
  [0x80, 'Secure Open'],
];

/** Options of CreateFile, and the mode of a file; empty for none. */
export const createOptionsTexts = styled(
  (options) => bitTexts(options, CREATE_OPTIONS).join(', '),
  (options) => unnamedBits(options, CREATE_OPTIONS),
);

/** One or more letters for each attribute; `n/a` for none. */
export const fileAttributesTexts = styled(
  (attributes) => (attributes === 0 ? 'n/a' : bitTexts(attributes, ATTRIBUTES).join('')),
  (attributes) => unnamedBits(attributes, ATTRIBUTES),
  ' ',
);

/** What other openers may do; `None` when nothing. */
export const shareModeTexts = styled(
  (share) => (share === 0 ? 'None' : bitTexts(share, SHARE_MODES).join(', ')),
  (share) => unnamedBits(share, SHARE_MODES),
);

/** IRP flags of a read or write. */
export const ioFlagsTexts = styled(
  (flags) => bitTexts(flags, IO_FLAGS).join(', '),
  (flags) => unnamedBits(flags, IO_FLAGS),
);

/** What a directory is watched for. */
export const notifyFilterText = remembered((filter) => bitTexts(filter, NOTIFY_FILTERS).join(', '));

/** The parts of a security descriptor. */
export const securityInformationText = remembered((information) => bitsAndRest(information, SECURITY));

/** What a file system can do. */
export const fileSystemAttributesText = remembered((attributes) => bitsAndRest(attributes, FILE_SYSTEM));

/** Flags of a link by their Windows names. */
export const linkFlagsText = remembered((flags) =>
  bitsAndRest(
    flags,
    RENAME.map(([bit, name]) => [bit, name.replace('RENAME', 'LINK')] as const),
  ),
);

/** Flags of a rename by their Windows names. */
export const renameFlagsText = remembered((flags) => bitsAndRest(flags, RENAME));

/** Flags of a deletion by their Windows names. */
export const dispositionFlagsText = remembered((flags) => bitsAndRest(flags, DISPOSITION));

/** What kind of device a volume is on. Source: procmon-reader, pml_detail_filesystem.cpp; the numbers are FILE_DEVICE_*. */
export function deviceTypeText(type: number): string {
  return DEVICE_TYPES[type] ?? `0x${type.toString(16)}`;
}

/** What a volume's device is like; bits without a name, such as that it allows app containers, print nothing. */
export const characteristicsTexts = styled(
  (bits) => bitTexts(bits, CHARACTERISTICS).join(', '),
  (bits) => unnamedBits(bits, CHARACTERISTICS),
);
