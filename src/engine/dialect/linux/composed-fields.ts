import type { DetailWriter } from '../dialect.ts';
import { writeFcntlArgument } from './fcntl.ts';
import { fieldNumber } from './field-keys.ts';
import type { LinuxEvent } from './linux-event.ts';
import { hexText, secondsDate } from './numbers.ts';
import * as files from './texts/file-texts.ts';
import * as network from './texts/network-texts.ts';
import * as processes from './texts/process-texts.ts';
import { flagsText } from './texts/tables.ts';

/** Fields of which several are printed, or that are printed by what others say. */

const OPEN_FLAGS = fieldNumber('OPEN_FLAGS');

const AT_FLAGS = fieldNumber('AT_FLAGS');
const FCNTL_COMMAND = fieldNumber('FCNTL_COMMAND');
const PRCTL_OPTION = fieldNumber('PRCTL_OPTION');
const FILE_MODE = fieldNumber('FILE_MODE');
const FILE_SIZE = fieldNumber('FILE_SIZE');
const FILE_OWNER = fieldNumber('FILE_OWNER');
const FILE_GROUP = fieldNumber('FILE_GROUP');

/** Operations whose flags say how a file is accessed. Others take the same flags for a descriptor that they make. */
const OPENS = new Set([
  'open',
  'openat',
  'openat2',
  'open_by_handle_at',
  'mq_open',
  'io_uring:OPENAT',
  'io_uring:OPENAT2',
  'fanotify_init',
]);
/** For whose mode no flag must say that there is one. */
const CREATES = new Set(['creat', 'mkdir', 'mkdirat', 'io_uring:MKDIRAT', 'umask']);

function put(out: DetailWriter, name: string, value: string): void {
  if (value !== '') out.field(name, value);
}

function openFlags({ fields, info }: LinuxEvent, field: number, out: DetailWriter): void {
  const flags = fields.low(field);
  if (OPENS.has(info.name)) out.field('Access', files.accessText(flags));
  put(out, 'Flags', files.openFlagsText(flags, info.isArm));
}

/** The mode that a new file gets; without meaning where none can be made. */
function mode({ fields, info }: LinuxEvent, field: number, out: DetailWriter): void {
  const counts = CREATES.has(info.name) || files.opensNewFile(fields.low(OPEN_FLAGS));
  if (info.name === 'creat') out.field('Access', 'Write');
  if (counts || !OPENS.has(info.name)) out.field('Mode', files.octalMode(fields.low(field)));
}

/** struct open_how: flags, mode, resolve; 64 bits each. */
function openHow({ fields, info }: LinuxEvent, field: number, out: DetailWriter): void {
  if (fields.length(field) < 24) return;
  const flags = fields.word(field, 0);
  out.field('Access', files.accessText(flags));
  put(out, 'Flags', files.openFlagsText(flags, info.isArm));
  if (files.opensNewFile(flags)) out.field('Mode', files.octalMode(fields.word(field, 8)));
  put(out, 'Resolve', flagsText(fields.word(field, 16), files.openHowResolve));
}

/** What stat found, in the order of `ls`. */
function status({ fields }: LinuxEvent, field: number, out: DetailWriter): void {
  const value = fields.low(field);
  put(out, 'Type', files.fileTypeText(value));
  if (fields.has(FILE_SIZE)) out.field('Size', String(fields.signed(FILE_SIZE)));
  out.field('Mode', files.octalMode(value));
  if (fields.has(FILE_OWNER)) out.field('Owner', `${fields.low(FILE_OWNER)}:${fields.low(FILE_GROUP)}`);
}

/** What kind of node is made; a mode without one makes a regular file. */
function nodeMode({ fields }: LinuxEvent, field: number, out: DetailWriter): void {
  const value = fields.low(field);
  const type = files.fileTypeText(value);
  out.field('Type', type === '' ? 'Regular' : type);
  out.field('Mode', files.octalMode(value));
}

/** The number of a node's device; without meaning for other kinds of files. */
function nodeDevice({ fields }: LinuxEvent, field: number, out: DetailWriter): void {
  const type = fields.low(FILE_MODE) & 0o170000;
  if (type === 0o020000 || type === 0o060000) out.field('Device', files.userDeviceText(fields.low(field)));
}

/** Flags of clone: the lowest byte is the signal that the parent gets. */
function cloneFlags({ fields, info }: LinuxEvent, field: number, out: DetailWriter): void {
  const low = fields.low(field);
  const isClone = info.name === 'clone';
  put(out, 'Flags', processes.cloneFlagsText(isClone ? (low & ~0xff) >>> 0 : low, fields.high(field)));
  if (isClone && (low & 0xff) !== 0) out.field('Exit signal', processes.signalText(low & 0xff));
}

/** struct clone_args: flags, four pointers, then at 32 the signal; 64 bits each. */
function cloneArguments({ fields }: LinuxEvent, field: number, out: DetailWriter): void {
  if (fields.length(field) < 8) return;
  put(out, 'Flags', processes.cloneFlagsText(fields.word(field, 0), fields.word(field, 4)));
  const signal = fields.word(field, 32);
  if (signal !== 0) out.field('Exit signal', processes.signalText(signal));
}

const AT_EMPTY_PATH = 0x1000;
const AT_FDCWD = -100;

/** With an empty path the descriptor is no folder's but the object itself. The current folder is not worth a word. */
function directory({ fields }: LinuxEvent, field: number, out: DetailWriter): void {
  const fd = fields.signed(field);
  const isObject = (fields.low(AT_FLAGS) & AT_EMPTY_PATH) !== 0;
  if (fd !== AT_FDCWD) out.field(isObject ? 'fd' : 'Directory fd', String(fd));
}

const NOW = 0x3fff_ffff;
const OMIT = 0x3fff_fffe;

/** Two of struct timespec: seconds and nanoseconds, of which two values mean something else. */
function times({ fields, context }: LinuxEvent, field: number, out: DetailWriter): void {
  const one = (at: number): string => {
    const nanoseconds = fields.word(field, at + 8);
    if (nanoseconds === NOW) return 'now';
    if (nanoseconds === OMIT) return 'unchanged';
    const seconds = BigInt.asIntN(
      64,
      (BigInt(fields.word(field, at + 4)) << 32n) | BigInt(fields.word(field, at)),
    );
    return secondsDate(seconds, context);
  };
  if (fields.length(field) < 32) return;
  out.field('Accessed', one(0));
  out.field('Modified', one(16));
}

function socketType({ fields }: LinuxEvent, field: number, out: DetailWriter): void {
  const value = fields.low(field);
  out.field('Type', network.socketTypeText(value));
  put(out, 'Flags', network.socketFlagsText(value));
}

const PR_SET_PDEATHSIG = 1;
const PR_CAPBSET_READ = 23;
const PR_CAPBSET_DROP = 24;

/** What an argument means depends on the command or option. */
function argument({ fields, info }: LinuxEvent, field: number, out: DetailWriter): void {
  if (fields.has(FCNTL_COMMAND)) {
    writeFcntlArgument(fields, fields.low(FCNTL_COMMAND), field, info.isArm, out);
    return;
  }
  const option = info.name === 'prctl' ? fields.low(PRCTL_OPTION) : 0;
  if (option === PR_SET_PDEATHSIG) out.field('Signal', processes.signalText(fields.low(field)));
  else if (option === PR_CAPBSET_READ || option === PR_CAPBSET_DROP)
    out.field('Capability', processes.capabilityText(fields.low(field)));
  else out.field('Argument', hexText(fields, field));
}

type Writer = (event: LinuxEvent, field: number, out: DetailWriter) => void;
const silent: Writer = () => undefined;

/** By key of fields.def. */
export const COMPOSED_WRITERS: Readonly<Record<string, Writer>> = {
  ARGUMENT: argument,
  CLONE_ARGS: cloneArguments,
  CLONE_FLAGS: cloneFlags,
  DEVICE: nodeDevice,
  DIRFD: directory,
  FILE_GROUP: silent,
  FILE_MODE: nodeMode,
  FILE_OWNER: silent,
  FILE_SIZE: silent,
  FILE_TYPE: status,
  MODE: mode,
  OPEN_FLAGS: openFlags,
  OPEN_HOW: openHow,
  SOCKET_TYPE: socketType,
  TIMES: times,
};
