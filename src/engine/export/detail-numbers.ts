/** Those of captures of Linux. */
const LINUX_NUMBER_NAMES = [
  'Backlog',
  'Bytes',
  'Child PID',
  'Count',
  'Directory fd',
  'Exit status',
  'Image size',
  'Inode',
  'Input fd',
  'Instructions',
  'New fd',
  'New length',
  'New size',
  'Old fd',
  'Peer PID',
  'Position',
  'Received',
  'Remote length',
  'Retransmits',
  'Segments',
  'Sent',
  'Session',
  'Status',
  'TID',
  'Target PID',
  'Target thread',
  'Thread',
  'Vectors',
  'fd',
];

/**
 * Names of Detail values that are numbers wherever they occur: sizes, positions, counts and numbers of things. Names that
 * also stand before texts, such as the Data of a registry value, are not here, so that a name does not change its type.
 */
const NUMBER_NAMES: ReadonlySet<string> = new Set([
  ...LINUX_NUMBER_NAMES,
  'ActualAvailableAllocationUnits',
  'AllocationSize',
  'AvailableAllocationUnits',
  'BytesPerSector',
  'CallerAvailableAllocationUnits',
  'Commit Peak',
  'CompressedFileSize',
  'Context Switches',
  'EaSize',
  'EndOfFile',
  'EndingOffset',
  'Exit Status',
  'Index',
  'Length',
  'LogicalBytesPerSector',
  'MaximumComponentNameLength',
  'NumberOfAccessibleLinks',
  'NumberOfLinks',
  'Offset',
  'PID',
  'Parent PID',
  'Peak Private Bytes',
  'Peak Working Set',
  'Position',
  'Private Bytes',
  'SectorsPerAllocationUnit',
  'StorageReserveId',
  'StreamSize',
  'SubKeys',
  'System Calls',
  'Thread ID',
  'TotalAllocationUnits',
  'TotalNumberOfLinks',
  'ValidDataLength',
  'Values',
  'Working Set',
  'connid',
  'endtime',
  'mss',
  'rcvwin',
  'rcvwinscale',
  'sackopt',
  'seqnum',
  'sndwinscale',
  'startime',
  'tsopt',
  'wsopt',
]);

/** Names of Detail values that are seconds, which Process Monitor writes with or without the word. */
const SECONDS_NAMES: ReadonlySet<string> = new Set(['User Time', 'Kernel Time']);

/** Digits that a double holds exactly. */
const EXACT_DIGITS = 15;

/**
 * The JSON number for a value of Detail, such as `4096` for the Length `4,096`; undefined where the value is a text or a
 * double would not hold it.
 */
export function detailNumber(name: string, value: string): string | undefined {
  if (NUMBER_NAMES.has(name)) {
    const digits = value.includes(',') ? ungrouped(value) : value;
    return digits !== undefined && /^-?(?:0|[1-9]\d*)$/.test(digits) && digits.length <= EXACT_DIGITS
      ? digits
      : undefined;
  }
  if (SECONDS_NAMES.has(name)) {
    const number = value.endsWith(' seconds') ? value.slice(0, -' seconds'.length) : value;
    return /^(?:0|[1-9]\d{0,7})\.\d{7}$/.test(number) ? number : undefined;
  }
  return undefined;
}

function ungrouped(value: string): string | undefined {
  return /^-?\d{1,3}(?:,\d{3})+$/.test(value) ? value.replaceAll(',', '') : undefined;
}
