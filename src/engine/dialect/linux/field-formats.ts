import { hex } from '../../../shared/format/number.ts';
import type { FieldFormat, FieldWidth } from '../../wire/linux-fields.ts';
import { commandLineOfBytes } from './command-line.ts';
import { ioctlText } from './ioctls.ts';
import type { LinuxEvent } from './linux-event.ts';
import * as numbers from './numbers.ts';
import * as files from './texts/file-texts.ts';
import * as network from './texts/network-texts.ts';
import * as processes from './texts/process-texts.ts';
import { valueText } from './texts/tables.ts';
import type { ValueNames } from './texts/tables.ts';

/** Makes the text of a field that is there; an empty text leaves the field out. */
export type FieldText = (event: LinuxEvent, field: number) => string;

function decimal({ fields }: LinuxEvent, field: number): string {
  return numbers.unsignedText(fields, field);
}

function flags(text: (value: number) => string): FieldText {
  return ({ fields }, field) => text(fields.low(field));
}

function named(names: ValueNames): FieldText {
  return ({ fields }, field) => valueText(fields.low(field), names);
}

function signedNamed(names: ValueNames): FieldText {
  return ({ fields }, field) => valueText(fields.signed(field), names);
}

/** Not printed, because other fields were made from it or because it has no form of its own. */
const silent: FieldText = () => '';

/** A number of a descriptor of a directory; the current directory is not worth a word. */
const AT_FDCWD = -100;

/** By the format of a field in fields.def. `DEC` depends on the width: see {@link fieldText}. */
const FORMATS: Readonly<Record<FieldFormat, FieldText>> = {
  ACCESS_MODE: flags(files.accessModeText),
  ARGUMENTS: ({ fields }, field) => {
    const start = fields.start(field);
    return commandLineOfBytes(fields.bytes.subarray(start, start + fields.length(field)));
  },
  AT_FLAGS: flags(files.atFlags),
  BPF_COMMAND: named(processes.bpfCommands),
  BPF_MAP_TYPE: named(processes.bpfMapTypes),
  BPF_PROGRAM_TYPE: named(processes.bpfProgramTypes),
  CAPABILITIES: ({ fields }, field) => processes.capabilitiesText(numbers.unsignedBits(fields, field)),
  CLOCK_ID: signedNamed(processes.clocks),
  CLONE_ARGS: silent,
  CLONE_FLAGS: ({ fields }, field) => processes.cloneFlagsText(fields.low(field), fields.high(field)),
  DEC: decimal,
  DEVICE: flags(files.kernelDeviceText),
  DIRFD: ({ fields }, field) => {
    const fd = fields.signed(field);
    return fd === AT_FDCWD ? '' : String(fd);
  },
  FALLOCATE_MODE: flags(files.fallocateModes),
  FAMILY: named(network.families),
  FCNTL_COMMAND: named(files.fcntlCommands),
  FILE_MODE: flags(files.octalMode),
  HEX: ({ fields }, field) => numbers.hexText(fields, field),
  ID_TYPE: named(processes.idTypes),
  IOCTL: ioctlText,
  IPC_FLAGS: flags(processes.ipcFlagsText),
  KEYCTL_OPERATION: named(processes.keyctlOperations),
  LOCK_OPERATION: flags(files.lockOperations),
  MAP_FLAGS: flags(processes.mapFlagsText),
  MEMFD_FLAGS: flags(processes.memfdFlags),
  MESSAGE_FLAGS: flags(network.messageFlags),
  MOUNT_FLAGS: flags(files.mountFlags),
  NANOSECONDS: ({ fields }, field) => numbers.nanosecondsText(numbers.unsignedBits(fields, field)),
  NONE: silent,
  OCT: flags(files.octalMode),
  OPEN_FLAGS: ({ fields, info }, field) => files.openFlagsText(fields.low(field), info.isArm),
  OPEN_HOW: silent,
  OPEN_RESULT: named(files.openResults),
  PERF_TYPE: named(processes.perfTypes),
  PRCTL_OPTION: named(processes.prctlOptions),
  PROTECTION: flags(processes.protectionText),
  PROTOCOL: ({ fields }, field) => String(fields.low(field)),
  PTRACE_REQUEST: signedNamed(processes.ptraceRequests),
  REBOOT_COMMAND: named(processes.rebootCommands),
  RENAME_FLAGS: flags(files.renameFlags),
  RESOURCE: named(processes.resources),
  RW_FLAGS: flags(files.rwFlags),
  SECCOMP_OPERATION: named(processes.seccompOperations),
  SHUTDOWN_HOW: named(network.shutdowns),
  SIGNAL: ({ fields }, field) => processes.signalText(fields.signed(field)),
  SOCKET_KIND: flags(network.socketKindText),
  SOCKET_LEVEL: named(network.socketLevels),
  SOCKET_OPTION: ({ fields }, field) => String(fields.low(field)),
  SOCKET_TYPE: flags(network.socketTypeText),
  SPLICE_FLAGS: flags(files.spliceFlags),
  TCP_STATE: named(network.tcpStates),
  TEXT: ({ fields }, field) => fields.text(field),
  TIMES: silent,
  UMOUNT_FLAGS: flags(files.unmountFlags),
  UNIX_SECONDS: ({ fields, context }, field) =>
    numbers.secondsDate(numbers.signedBits(fields, field), context),
  WAIT_OPTIONS: flags(processes.waitOptions),
  WHENCE: named(files.whence),
  XATTR_FLAGS: flags(files.xattrFlags),
};

const signedDecimal: FieldText = ({ fields }, field) => numbers.signedText(fields, field);

/** How the table of fields says that a field is printed. */
export function fieldText(format: FieldFormat, width: FieldWidth): FieldText {
  return format === 'DEC' && (width === 'S32' || width === 'S64') ? signedDecimal : FORMATS[format];
}

/** Bytes of a field that no table has, as hexadecimal digits. */
const MAX_UNKNOWN_BYTES = 32;

/** A field that this version does not know: a number, or the first bytes. */
export const unknownFieldText: FieldText = ({ fields }, field) => {
  const length = fields.length(field);
  if (length <= 8) return numbers.hexText(fields, field);
  const start = fields.start(field);
  const digits = fields.bytes.toString('hex', start, start + Math.min(length, MAX_UNKNOWN_BYTES));
  return length > MAX_UNKNOWN_BYTES ? `${digits}…` : digits;
};

/** Flags of no certain call: hexadecimal, and nothing for none. */
export const flagsOrNothing: FieldText = ({ fields }, field) => {
  const low = fields.low(field);
  return low === 0 && fields.high(field) === 0 ? '' : numbers.hexText(fields, field);
};

/** Flags of a call by their names. */
export function namedFlags(text: (value: number) => string): FieldText {
  return flags(text);
}

/** Values of a call by their names. */
export function namedValue(names: ValueNames): FieldText {
  return named(names);
}

/** One flag alone. */
export function oneFlag(bit: number, name: string): FieldText {
  return ({ fields }, field) => {
    const value = fields.low(field);
    if (value === 0) return '';
    return value === bit ? name : hex(value);
  };
}
