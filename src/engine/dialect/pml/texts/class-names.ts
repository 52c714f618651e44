/** Names of file information classes, as in the Windows headers. */
const FILE_INFORMATION_CLASSES: ReadonlyMap<number, string> = new Map([
  [0, 'Unknown'],
  [1, 'FileDirectoryInformation'],
  [2, 'FileFullDirectoryInformation'],
  [3, 'FileBothDirectoryInformation'],
  [4, 'FileBasicInformation'],
  [5, 'FileStandardInformation'],
  [6, 'FileInternalInformation'],
  [7, 'FileEaInformation'],
  [8, 'FileAccessInformation'],
  [9, 'FileNameInformation'],
  [10, 'FileRenameInformation'],
  [11, 'FileLinkInformation'],
  [12, 'FileNamesInformation'],
  [13, 'FileDispositionInformation'],
  [14, 'FilePositionInformation'],
  [15, 'FileFullEaInformation'],
  [16, 'FileModeInformation'],
  [17, 'FileAlignmentInformation'],
  [18, 'FileAllInformation'],
  [19, 'FileAllocationInformation'],
  [20, 'FileEndOfFileInformation'],
  [21, 'FileAlternateNameInformation'],
  [22, 'FileStreamInformation'],
  [23, 'FilePipeInformation'],
  [24, 'FilePipeLocalInformation'],
  [25, 'FilePipeRemoteInformation'],
  [26, 'FileMailslotQueryInformation'],
  [27, 'FileMailslotSetInformation'],
  [28, 'FileCompressionInformation'],
  [29, 'FileObjectIdInformation'],
  [30, 'FileCompletionInformation'],
  [31, 'FileMoveClusterInformation'],
  [32, 'FileQuotaInformation'],
  [33, 'FileReparsePointInformation'],
  [34, 'FileNetworkOpenInformation'],
  [35, 'FileAttributeTagInformation'],
  [36, 'FileTrackingInformation'],
  [37, 'FileIdBothDirectoryInformation'],
  [38, 'FileIdFullDirectoryInformation'],
  [39, 'FileValidDataLengthInformation'],
  [40, 'FileShortNameInformation'],
  [50, 'FileIdGlobalTxDirectoryInformation'],
  [60, 'FileIdExtdDirectoryInformation'],
  [63, 'FileIdExtdBothDirectoryInformation'],
]);

/** The name of a file information class; its number when it has none. */
export function fileInformationClassText(value: number): string {
  return FILE_INFORMATION_CLASSES.get(value) ?? `<Unknown: ${value}>`;
}

const KEY_INFORMATION_CLASSES: readonly string[] = [
  'Basic',
  'Node',
  'Full',
  'Name',
  'Cached',
  'Flags',
  'Virtualization',
  'HandleTags',
  'Trust',
  'Layer',
];

/** The name of what is asked of a registry key. */
export function keyInformationClassText(value: number): string {
  return KEY_INFORMATION_CLASSES[value] ?? `<Unknown: ${value}>`;
}

const KEY_SET_INFORMATION_CLASSES: readonly string[] = [
  'KeyWriteTimeInformation',
  'KeyWow64FlagsInformation',
  'KeyControlFlagsInformation',
  'KeySetVirtualizationInformation',
  'KeySetDebugInformation',
  'KeySetHandleTagsInformation',
];

/** The name of what is set of a registry key. */
export function keySetInformationClassText(value: number): string {
  return KEY_SET_INFORMATION_CLASSES[value] ?? `<Unknown: ${value}>`;
}

const VALUE_TYPES: readonly string[] = [
  'REG_NONE',
  'REG_SZ',
  'REG_EXPAND_SZ',
  'REG_BINARY',
  'REG_DWORD',
  'REG_DWORD_BIG_ENDIAN',
  'REG_LINK',
  'REG_MULTI_SZ',
  'REG_RESOURCE_LIST',
  'REG_FULL_RESOURCE_DESCRIPTOR',
  'REG_RESOURCE_REQUIREMENTS_LIST',
  'REG_QWORD',
];

/** The name of a registry value's type; device properties have types of their own, which print as numbers. */
export function valueTypeText(type: number): string {
  return VALUE_TYPES[type] ?? `<Unknown: ${type}>`;
}
