import type { ResultMeaning } from '../../wire/linux-operations.ts';
import { FIELD_ROWS } from './field-keys.ts';

/** Where the value that a call returned is printed, by its meaning. */
const RESULT = {
  ADDRESS: 'result: address',
  BYTES: 'result: bytes',
  COUNT: 'result: count',
  FD: 'result: fd',
  NONE: 'result: none',
  PID: 'result: process',
  POSITION: 'result: position',
  VALUE: 'result: value',
} as const satisfies Record<ResultMeaning, string>;

/**
 * The order of the fields in the Detail column, the same for all operations: what is asked for, of whom, with what; then what
 * came of it; then what it was done with. Keys of fields.def; those that are missing here come at the end.
 */
const ORDER: readonly string[] = (
  'SOCKET_KIND FAMILY SOCKET_TYPE PROTOCOL OLD_STATE NEW_STATE ' +
  'PTRACE_REQUEST PRCTL_OPTION BPF_COMMAND KEYCTL_OPERATION SECCOMP_OPERATION FCNTL_COMMAND LOCK_OPERATION IOCTL ' +
  'URING_COMMAND REBOOT_COMMAND COMMAND OPCODE RESOURCE CLOCK_ID SOCKET_LEVEL SOCKET_OPTION SHUTDOWN_HOW PERF_TYPE ' +
  'PERF_CONFIG PROGRAM_TYPE MAP_TYPE SIGNAL ID_TYPE PARENT_PID TARGET_PID TARGET_TID PID TID GROUP_ID CPU ' +
  'UID EFFECTIVE_UID SAVED_UID GID EFFECTIVE_GID SAVED_GID OWNER GROUP EFFECTIVE PERMITTED ' +
  'STATUS EXIT_STATUS EXIT_SIGNAL CORE_DUMPED USER_TIME KERNEL_TIME ' +
  'COMMAND_LINE ARGV DIRECTORY NEW_NAME NEW_LINK TARGET LINK_TARGET TEXT OBJECT_NAME FILE_SYSTEM DESCRIPTION PARAMETERS ' +
  'KERNEL_COMMAND ATTRIBUTE SOCKET_ADDRESS PEER_ADDRESS ADDRESS_LENGTH MESSAGE MESSAGES'
)
  .split(' ')
  .concat(RESULT.ADDRESS)
  .concat(
    (
      'ADDRESS REMOTE_BASE REMOTE_LENGTH IMAGE_BASE IMAGE_SIZE ENTRY_POINT SEGMENTS SET_TIME NEW_TIME TIMES OPEN_FLAGS ' +
      'OPEN_HOW ACCESS_MODE SEEK_TO WHENCE FALLOCATE_MODE IPC_KEY IPC_ID OFFSET LENGTH SIZE NEW_LENGTH VECTORS REMOTE_VECTORS ' +
      'COUNT MINIMUM INSTRUCTIONS SENT RECEIVED BACKLOG PORTS'
    ).split(' '),
  )
  .concat(RESULT.BYTES, RESULT.COUNT, RESULT.POSITION)
  .concat(
    (
      'BYTES ROUND_TRIP RETRANSMITS LIFETIME PROTECTION MAP_FLAGS MEMFD_FLAGS IPC_FLAGS AT_FLAGS UNLINK_FLAGS RENAME_FLAGS ' +
      'CLOSE_FLAGS RW_FLAGS SPLICE_FLAGS XATTR_FLAGS MOUNT_FLAGS UMOUNT_FLAGS CLONE_FLAGS CLONE_ARGS MESSAGE_FLAGS ' +
      'SOCKET_FLAGS FLAGS STATX_MASK WATCH_MASK WATCH_MASK64 WAIT_OPTIONS ADVICE ARGUMENT FILE_MODE MODE DEVICE FILE_TYPE ' +
      'FILE_SIZE FILE_OWNER FILE_GROUP FILE_MODIFIED CHILD_PID CHILD_TID FILE_OPENED'
    ).split(' '),
  )
  .concat(RESULT.PID, RESULT.FD)
  .concat(
    (
      'FD MAP_FD OLD_FD NEW_FD PIDFD TARGET_FD FIRST_FD LAST_FD MOUNT_FD GROUP_FD PASSED FD_IN INPUT_PATH DIRFD NEW_DIRFD ' +
      'SOCKET_PEER_PID NODE_DEVICE PATH FILE_INODE FILE_DEVICE'
    ).split(' '),
  )
  .concat(RESULT.VALUE, RESULT.NONE);

const LAST = ORDER.length;
const PLACES: ReadonlyMap<string, number> = new Map(ORDER.map((key, i) => [key, i]));

/** Keys of {@link ORDER} that no table has; for the test. */
export function unknownOrderKeys(): string[] {
  const known = new Set([...FIELD_ROWS.map((row) => row?.key), ...Object.values(RESULT)]);
  return ORDER.filter((key) => !known.has(key));
}

/** Keys of fields that are printed and that {@link ORDER} leaves to the end; for the test. */
export function unplacedFields(): string[] {
  return FIELD_ROWS.flatMap((row) =>
    row === undefined || row.format === 'NONE' || PLACES.has(row.key) ? [] : [row.key],
  );
}

/** The place of every field by number. */
export const FIELD_PLACES: Readonly<Uint16Array> = Uint16Array.from(
  FIELD_ROWS,
  (row) => (row === undefined ? undefined : PLACES.get(row.key)) ?? LAST,
);

/** The place of the returned value. */
export function resultPlace(meaning: ResultMeaning): number {
  return PLACES.get(RESULT[meaning]) ?? LAST;
}

/** The place right behind a field, for those that one operation has elsewhere than the others. */
export function placeBehind(key: string): number {
  return (PLACES.get(key) ?? LAST) + 0.5;
}
