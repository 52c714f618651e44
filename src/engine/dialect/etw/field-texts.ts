import { secondsText64 } from '../../../shared/format/duration.ts';
import { groupDigits, groupUnsigned64, hex, hexUnsigned64 } from '../../../shared/format/number.ts';
import {
  fileInformationClassText,
  keyInformationClassText,
  keySetInformationClassText,
  valueTypeText,
} from '../pml/texts/class-names.ts';
import { controlCodeText } from '../pml/texts/control-codes.ts';
import { notifyFilterText } from '../pml/texts/file-texts.ts';
import { pmlTexts } from '../pml/texts/pml-texts.ts';
import { EtwField } from './etw-fields.ts';
import type { FieldValue } from './field-value.ts';
import { hookTypeText, rawDeviceText, rawInputFlagsText, winEventFlagsText } from './hook-texts.ts';

/** Name and text of a field in the Detail column. */
export interface FieldText {
  readonly name: string;
  /** An empty text leaves the field out. */
  readonly text: (value: FieldValue) => string;
}

const texts = pmlTexts('plain');

const decimal = ({ low }: FieldValue): string => String(low);
const signed = ({ low }: FieldValue): string => String(low | 0);
const grouped = ({ high, low }: FieldValue): string => groupUnsigned64(high, low);
const hexadecimal = ({ high, low }: FieldValue): string => hexUnsigned64(high, low);
const text = (value: FieldValue): string => value.text;
const seconds = ({ high, low }: FieldValue): string => secondsText64(high, low);

const DISPOSITIONS: readonly string[] = ['Supersede', 'Open', 'Create', 'OpenIf', 'Overwrite', 'OverwriteIf'];
const OPEN_RESULTS: readonly string[] = [
  'Superseded',
  'Opened',
  'Created',
  'Overwritten',
  'Exists',
  'DoesNotExist',
];
const UNKNOWN = '<unknown>';

/** Three bits of an I/O's flags are its priority. Source: pml-format reference, 11.5; both have them of the request. */
const PRIORITY_SHIFT = 17;
const PRIORITY_MASK = 7 << PRIORITY_SHIFT;
const PRIORITIES: readonly string[] = ['', 'Very Low', 'Low', 'Normal', 'High', 'Critical'];

const ioFlags = ({ low }: FieldValue): string => texts.ioFlags((low & ~PRIORITY_MASK) >>> 0);

/** The priority that the flags of a read or write name; empty for none. */
export function ioPriorityText({ low }: FieldValue): string {
  const priority = (low >>> PRIORITY_SHIFT) & 7;
  return PRIORITIES[priority] ?? hex(priority);
}

/** KEY_VALUE_INFORMATION_CLASS. Source: WDK, wdm.h. */
const VALUE_QUERIES: readonly string[] = [
  'KeyValueBasicInformation',
  'KeyValueFullInformation',
  'KeyValuePartialInformation',
  'KeyValueFullInformationAlign64',
  'KeyValuePartialInformationAlign64',
  'KeyValueLayerInformation',
];

const KEY_DISPOSITIONS: ReadonlyMap<number, string> = new Map([
  [1, 'REG_CREATED_NEW_KEY'],
  [2, 'REG_OPENED_EXISTING_KEY'],
]);

function classText({ low }: FieldValue): string {
  const name = fileInformationClassText(low);
  return name.startsWith('<') ? String(low) : name;
}

const ROWS: readonly (readonly [EtwField, string, (value: FieldValue) => string])[] = [
  [EtwField.Disposition, 'Disposition', ({ low }) => DISPOSITIONS[low] ?? UNKNOWN],
  [EtwField.Options, 'Options', ({ low }) => texts.createOptions(low)],
  [EtwField.Attributes, 'Attributes', ({ low }) => texts.fileAttributes(low)],
  [EtwField.ShareMode, 'ShareMode', ({ low }) => texts.shareMode(low)],
  [EtwField.Offset, 'Offset', grouped],
  [EtwField.Length, 'Length', grouped],
  [EtwField.IoFlags, 'I/O Flags', ioFlags],
  [EtwField.InformationClass, 'FileInformationClass', classText],
  [EtwField.Control, 'Control', ({ low }) => controlCodeText(low)],
  [EtwField.NotifyFilter, 'Filter', ({ low }) => notifyFilterText(low)],
  [EtwField.Pattern, 'Filter', text],
  [EtwField.FileName, 'FileName', text],
  [EtwField.Delete, 'Delete', ({ low }) => (low === 0 ? 'False' : 'True')],
  [EtwField.EndOfFile, 'EndOfFile', grouped],
  [EtwField.AllocationSize, 'AllocationSize', grouped],
  [EtwField.ExtraInfo, 'Value', hexadecimal],
  [EtwField.DirectoryClass, 'FileInformationClass', classText],
  [EtwField.OpenResult, 'OpenResult', ({ low }) => OPEN_RESULTS[low] ?? UNKNOWN],
  [EtwField.Bytes, 'Bytes', grouped],
  [EtwField.ViewBase, 'View Base', hexadecimal],
  [EtwField.ViewSize, 'View Size', hexadecimal],
  [EtwField.Index, 'Index', ({ low }) => groupDigits(low)],
  [EtwField.KeyQuery, 'Query', ({ low }) => keyInformationClassText(low)],
  [EtwField.ValueQuery, 'Query', ({ low }) => VALUE_QUERIES[low] ?? `<Unknown: ${low}>`],
  [EtwField.KeySetClass, 'KeySetInformationClass', ({ low }) => keySetInformationClassText(low)],
  [EtwField.ValueType, 'Type', ({ low }) => valueTypeText(low)],
  [EtwField.DataLength, 'Length', grouped],
  [EtwField.KeyDisposition, 'Disposition', ({ low }) => KEY_DISPOSITIONS.get(low) ?? String(low)],
  [EtwField.Pid, 'PID', decimal],
  [EtwField.CommandLine, 'Command line', text],
  [EtwField.ParentPid, 'Parent PID', decimal],
  [EtwField.ExitStatus, 'Exit Status', signed],
  [EtwField.UserTime, 'User Time', (value) => `${seconds(value)} seconds`],
  [EtwField.KernelTime, 'Kernel Time', (value) => `${seconds(value)} seconds`],
  [EtwField.PrivateBytes, 'Private Bytes', grouped],
  [EtwField.PeakPrivateBytes, 'Peak Private Bytes', grouped],
  [EtwField.WorkingSet, 'Working Set', grouped],
  [EtwField.PeakWorkingSet, 'Peak Working Set', grouped],
  [EtwField.ThreadId, 'Thread ID', decimal],
  [EtwField.ImageBase, 'Image Base', hexadecimal],
  [EtwField.ImageSize, 'Image Size', hexadecimal],
  [EtwField.ThreadUserTime, 'User Time', seconds],
  [EtwField.ThreadKernelTime, 'Kernel Time', seconds],
  [EtwField.PackageName, 'Package', text],
  [EtwField.NetworkLength, 'Length', decimal],
  [EtwField.StartTime, 'startime', decimal],
  [EtwField.EndTime, 'endtime', decimal],
  [EtwField.Mss, 'mss', decimal],
  [EtwField.SackOpt, 'sackopt', decimal],
  [EtwField.TsOpt, 'tsopt', decimal],
  [EtwField.WsOpt, 'wsopt', decimal],
  [EtwField.RcvWin, 'rcvwin', decimal],
  [EtwField.RcvWinScale, 'rcvwinscale', decimal],
  [EtwField.SndWinScale, 'sndwinscale', decimal],
  [EtwField.SeqNum, 'seqnum', decimal],
  [EtwField.ConnId, 'connid', ({ high, low }) => (high === 0 ? String(low) : hexUnsigned64(high, low))],
  [EtwField.Protocol, 'Protocol', decimal],
  [EtwField.FailureCode, 'Failure Code', decimal],
  [EtwField.HookType, 'Hook', ({ low }) => hookTypeText(low | 0)],
  [EtwField.Library, 'Library', text],
  [EtwField.Module, 'Module', hexadecimal],
  [EtwField.Procedure, 'Procedure', hexadecimal],
  [EtwField.ReturnValue, 'Return Value', hexadecimal],
  [EtwField.FirstEvent, 'First Event', hexadecimal],
  [EtwField.LastEvent, 'Last Event', hexadecimal],
  [EtwField.TargetPid, 'Target PID', decimal],
  [EtwField.TargetTid, 'Target Thread ID', decimal],
  [EtwField.HookFlags, 'Flags', ({ low }) => winEventFlagsText(low)],
  [EtwField.RawDevice, 'Device', ({ low }) => rawDeviceText(low)],
  [EtwField.RawFlags, 'Flags', ({ low }) => rawInputFlagsText(low)],
  [EtwField.MillisecondsSinceKey, 'Milliseconds Since Key', ({ low }) => groupDigits(low)],
  [EtwField.BackgroundCalls, 'Background Calls', ({ low }) => groupDigits(low)],
  [EtwField.StartModule, 'Thread Start Module', text],
  [EtwField.WindowHandle, 'Window', hexadecimal],
  [EtwField.DesiredAccess, 'Desired Access', hexadecimal],
  [EtwField.EventId, 'Event', decimal],
  [EtwField.EventVersion, 'Version', decimal],
  [EtwField.EventOpcode, 'Opcode', decimal],
  [EtwField.EventTask, 'Task', decimal],
  [EtwField.EventLevel, 'Level', decimal],
  [EtwField.EventKeyword, 'Keyword', hexadecimal],
  [EtwField.MessageNumber, 'Message', decimal],
  [EtwField.InstructionPointer, 'Instruction Pointer', hexadecimal],
  [EtwField.Raw, 'Data', (value) => value.hex],
  [EtwField.RawLength, 'Data Length', ({ low }) => groupDigits(low)],
];

/** By number of the field; numbers of other versions have none. */
export const FIELD_TEXTS: readonly (FieldText | undefined)[] = ROWS.reduce<(FieldText | undefined)[]>(
  (rows, [field, name, make]) => {
    rows[field] = { name, text: make };
    return rows;
  },
  Array.from({ length: 256 }, () => undefined),
);
