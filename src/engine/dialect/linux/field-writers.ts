import type { DetailWriter } from '../dialect.ts';
import { FIELD_ROWS, fieldNumber } from './field-keys.ts';
import {
  fieldText,
  flagsOrNothing,
  namedFlags,
  namedValue,
  oneFlag,
  unknownFieldText,
} from './field-formats.ts';
import type { FieldText } from './field-formats.ts';
import { FLAGS_FIELD } from './linux-payload.ts';
import type { LinuxEvent } from './linux-event.ts';
import { accountText, hex32, hexText, signedText, unsignedText } from './numbers.ts';
import { COMPOSED_WRITERS } from './composed-fields.ts';
import { writeNotes } from './notes.ts';
import * as files from './texts/file-texts.ts';
import * as network from './texts/network-texts.ts';
import * as processes from './texts/process-texts.ts';
import { valueNames } from './texts/tables.ts';

/** Writes what one field of an event says. */
export type FieldWriter = (event: LinuxEvent, field: number, out: DetailWriter) => void;

function plain(name: string, text: FieldText): FieldWriter {
  return (event, field, out) => {
    const value = text(event, field);
    if (value !== '') out.field(name, value);
  };
}

function account(name: string, kind: 'uid' | 'gid'): FieldWriter {
  return plain(name, ({ fields, context }, field) => accountText(fields.signed(field), kind, context));
}

/** Only when it is so. */
function truth(name: string): FieldWriter {
  return plain(name, ({ fields }, field) => (fields.low(field) === 0 ? '' : 'True'));
}

const hexadecimal: FieldText = ({ fields }, field) => hexText(fields, field);
const FAMILY = fieldNumber('FAMILY');
const SOCKET_LEVEL = fieldNumber('SOCKET_LEVEL');
const SOCKET_KIND = fieldNumber('SOCKET_KIND');

/** Fields that are written otherwise than their row of the table says, for all operations. */
const OF_FIELD: Readonly<Record<string, FieldWriter>> = {
  ...COMPOSED_WRITERS,
  ADVICE: plain('Advice', namedValue(files.fileAdvices)),
  CLOSE_FLAGS: plain(
    'Flags',
    namedFlags((value) => (value === 0 ? '' : closeFlags(value))),
  ),
  CORE_DUMPED: truth('Core dumped'),
  EFFECTIVE_GID: account('Effective group', 'gid'),
  EFFECTIVE_UID: account('Effective user', 'uid'),
  FLAGS: plain('Flags', flagsOrNothing),
  IPC_KEY: plain('Key', ({ fields }, field) =>
    fields.low(field) === 0 ? 'IPC_PRIVATE' : hexText(fields, field),
  ),
  GID: account('Group', 'gid'),
  GROUP: account('Group', 'gid'),
  MESSAGE: plain('Remote', ({ fields }, field) => fields.text(field)),
  OWNER: account('Owner', 'uid'),
  PEER_ADDRESS: plain('Remote', ({ fields }, field) => fields.text(field)),
  // What the socket turned out to be says more than the number that was asked for.
  PROTOCOL: plain('Protocol', ({ fields }, field) =>
    fields.has(SOCKET_KIND) ? '' : network.protocolText(fields.low(field), fields.low(FAMILY)),
  ),
  SAVED_GID: account('Saved group', 'gid'),
  SAVED_UID: account('Saved user', 'uid'),
  SOCKET_ADDRESS: plain('Remote', ({ fields }, field) => fields.text(field)),
  SOCKET_FLAGS: plain('Flags', namedFlags(network.socketFlagsText)),
  SOCKET_OPTION: plain('Option', ({ fields }, field) =>
    network.socketOptionText(fields.low(field), fields.low(SOCKET_LEVEL)),
  ),
  STATX_MASK: plain('Mask', namedFlags(files.statxMasks)),
  UID: account('User', 'uid'),
  WATCH_MASK: plain('Mask', namedFlags(files.watchMasks)),
};

function closeFlags(value: number): string {
  return value === 2 ? 'CLOSE_RANGE_UNSHARE' : value === 4 ? 'CLOSE_RANGE_CLOEXEC' : hex32(value);
}

const silent: FieldWriter = () => undefined;
const decimalSize = (name: string): FieldWriter =>
  plain(name, ({ fields }, field) => unsignedText(fields, field));
const signedSize = (name: string): FieldWriter =>
  plain(name, ({ fields }, field) => signedText(fields, field));
const memory = { LENGTH: decimalSize('Size') };
const structureSize = { SIZE: silent };
const targetPid = { PID: signedSize('Target PID') };
/** 0 stands for the caller itself. */
const otherPid = {
  PID: plain('Target PID', ({ fields }, f) => (fields.length(f) === 0 ? '' : signedText(fields, f))),
};
const waitedFor: FieldWriter = plain('Waiting for', ({ fields }, field) => {
  const pid = fields.signed(field);
  if (pid === -1) return 'any child';
  if (pid === 0) return 'any child of its group';
  return pid < 0 ? `any child of group ${-pid}` : String(pid);
});
const changedMode: FieldWriter = plain('Mode', ({ fields }, field) => files.modeText(fields.low(field)));
const bits = (bit: number, name: string): Readonly<Record<string, FieldWriter>> => ({
  FLAGS: plain('Flags', oneFlag(bit, name)),
});
const futexCommands = valueNames(
  'FUTEX_',
  'WAIT=0 WAKE FD REQUEUE CMP_REQUEUE WAKE_OP LOCK_PI UNLOCK_PI TRYLOCK_PI WAIT_BITSET WAKE_BITSET WAIT_REQUEUE_PI ' +
    'CMP_REQUEUE_PI LOCK_PI2',
);
const epollCommands = valueNames('EPOLL_CTL_', 'ADD=1 DEL MOD');
const openTreeFlags = { FLAGS: plain('Flags', namedFlags(files.openTreeFlags)) };

/** Fields that one operation has otherwise than the others. */
const OF_OPERATION: Readonly<Record<string, Readonly<Record<string, FieldWriter>>>> = {
  mmap: { ...memory, ADDRESS: silent, OFFSET: plain('Offset', hexadecimal) },
  mprotect: memory,
  pkey_mprotect: memory,
  munmap: memory,
  mremap: {
    ...memory,
    NEW_LENGTH: decimalSize('New size'),
    FLAGS: plain('Flags', namedFlags(processes.remapFlags)),
  },
  msync: { ...memory, FLAGS: plain('Flags', namedFlags(processes.syncFlags)) },
  mseal: memory,
  madvise: { ...memory, ADVICE: plain('Advice', namedValue(processes.memoryAdvices)) },
  'io_uring:MADVISE': { ...memory, ADVICE: plain('Advice', namedValue(processes.memoryAdvices)) },
  process_madvise: { ADVICE: plain('Advice', namedValue(processes.memoryAdvices)) },
  remap_file_pages: memory,
  brk: { ADDRESS: plain('Requested end', hexadecimal) },
  shmat: { ADDRESS: silent, FLAGS: plain('Flags', namedFlags(processes.attachFlags)) },
  futex: {
    ADDRESS: plain('Address', hexadecimal),
    COMMAND: plain('Command', ({ fields }, f) => futexText(fields.low(f))),
  },
  ioperm: { ADDRESS: plain('First port', hexadecimal) },
  ptrace: { ...targetPid, ADDRESS: plain('Address', hexadecimal), ARGUMENT: plain('Data', hexadecimal) },
  process_vm_readv: targetPid,
  process_vm_writev: targetPid,
  kill: targetPid,
  tgkill: targetPid,
  rt_sigqueueinfo: targetPid,
  rt_tgsigqueueinfo: targetPid,
  pidfd_open: { ...targetPid, ...bits(0x800, 'PIDFD_NONBLOCK') },
  kcmp: targetPid,
  setpgid: otherPid,
  prlimit64: otherPid,
  'Load Image': { OFFSET: plain('Offset', hexadecimal) },
  perf_event_open: targetPid,
  wait4: { PID: waitedFor },
  waitid: { PID: waitedFor },
  'io_uring:WAITID': { PID: waitedFor },
  arch_prctl: { PRCTL_OPTION: plain('Option', namedValue(processes.archPrctlOptions)) },
  bind: { SOCKET_ADDRESS: plain('Address', ({ fields }, f) => fields.text(f)) },
  'io_uring:BIND': { SOCKET_ADDRESS: plain('Address', ({ fields }, f) => fields.text(f)) },
  faccessat2: { AT_FLAGS: plain('Flags', namedFlags(files.accessAtFlags)) },
  chmod: { MODE: changedMode },
  fchmod: { MODE: changedMode },
  fchmodat: { MODE: changedMode },
  fchmodat2: { MODE: changedMode },
  openat2: structureSize,
  'io_uring:OPENAT2': structureSize,
  clone3: structureSize,
  bpf: structureSize,
  landlock_create_ruleset: structureSize,
  open_tree: openTreeFlags,
  open_tree_attr: { ...structureSize, ...openTreeFlags },
  file_getattr: structureSize,
  file_setattr: structureSize,
  mount: { TEXT: plain('Source', ({ fields }, f) => fields.text(f)) },
  epoll_ctl: { COMMAND: plain('Command', namedValue(epollCommands)) },
  'io_uring:EPOLL_CTL': { COMMAND: plain('Command', namedValue(epollCommands)) },
  delete_module: {
    FLAGS: plain(
      'Flags',
      namedFlags((value) => files.openFlagsText(value, false)),
    ),
  },
  inotify_init1: {
    OPEN_FLAGS: plain(
      'Flags',
      namedFlags((value) => files.openFlagsText(value, false).replaceAll('O_', 'IN_')),
    ),
  },
  eventfd2: {
    FLAGS: plain(
      'Flags',
      namedFlags((value) => eventFlags(value)),
    ),
  },
  userfaultfd: {
    FLAGS: plain(
      'Flags',
      namedFlags((value) => files.openFlagsText(value, false)),
    ),
  },
  memfd_secret: {
    FLAGS: plain(
      'Flags',
      namedFlags((value) => files.openFlagsText(value, false)),
    ),
  },
  clock_nanosleep: bits(1, 'TIMER_ABSTIME'),
};

function futexText(value: number): string {
  const flags = [
    (value & 0x80) === 0 ? '' : 'FUTEX_PRIVATE_FLAG',
    (value & 0x100) === 0 ? '' : 'FUTEX_CLOCK_REALTIME',
  ];
  const command = futexCommands.get(value & 0x7f) ?? String(value & 0x7f);
  return [command, ...flags].filter((text) => text !== '').join('|');
}

function eventFlags(value: number): string {
  const rest = value & ~1;
  const text = rest === 0 ? '' : files.openFlagsText(rest, false).replaceAll('O_', 'EFD_');
  return [(value & 1) === 0 ? '' : 'EFD_SEMAPHORE', text].filter((part) => part !== '').join('|');
}

function writerOf(field: number): FieldWriter {
  if (field === FLAGS_FIELD) return writeNotes;
  const row = FIELD_ROWS[field];
  if (row === undefined) return plain(`Field ${field}`, unknownFieldText);
  return OF_FIELD[row.key] ?? plain(row.text, fieldText(row.format, row.width));
}

const WRITERS: readonly FieldWriter[] = Array.from({ length: 256 }, (_, field) => writerOf(field));

/** What writes each field of an operation, by number. */
export function fieldWriters(operation: string): readonly FieldWriter[] {
  const own = OF_OPERATION[operation];
  if (own === undefined) return WRITERS;
  const writers = [...WRITERS];
  for (const [key, writer] of Object.entries(own)) writers[fieldNumber(key)] = writer;
  return writers;
}

/** Names of operations that have fields of their own; for the test. */
export const SPECIAL_OPERATIONS: readonly string[] = Object.keys(OF_OPERATION);
