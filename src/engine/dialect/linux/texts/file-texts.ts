import { flagNames, flagsFormat, flagsText, valueNames } from './tables.ts';

/**
 * Flags and values of calls on files. Source: the kernel's own interface (uapi/asm-generic/fcntl.h, uapi/linux/fcntl.h, fs.h,
 * stat.h, mount.h, falloc.h, openat2.h); values that arm64 has otherwise: arch/arm64/include/uapi/asm/fcntl.h.
 */

const OPEN_FIRST =
  'CREAT=0x40 EXCL=0x80 NOCTTY=0x100 TRUNC=0x200 APPEND=0x400 NONBLOCK=0x800 SYNC=0x101000 DSYNC=0x1000 ';
const OPEN_LAST = ' ASYNC=0x2000 NOATIME=0x40000 CLOEXEC=0x80000 PATH=0x200000';
// The groups stand before their parts: O_TMPFILE has the bit of O_DIRECTORY.
const openFlags = flagsFormat(
  flagNames(
    'O_',
    `${OPEN_FIRST}TMPFILE=0x410000 DIRECT=0x4000 LARGEFILE=0x8000 DIRECTORY=0x10000 NOFOLLOW=0x20000${OPEN_LAST}`,
  ),
);
const armOpenFlags = flagsFormat(
  flagNames(
    'O_',
    `${OPEN_FIRST}TMPFILE=0x404000 DIRECTORY=0x4000 NOFOLLOW=0x8000 DIRECT=0x10000 LARGEFILE=0x20000${OPEN_LAST}`,
  ),
);

const ACCESS_BITS = 3;
const PATH_ONLY = 0x20_0000;
const CREATES = 0x40;
const TEMPORARY = 0x40_0000;

/** Flags of an open but for those that say how it is accessed. */
export function openFlagsText(value: number, isArm: boolean): string {
  const flags = (value & ~ACCESS_BITS) >>> 0;
  return isArm ? armOpenFlags(flags) : openFlags(flags);
}

/** How an open with these flags may use the file. */
export function accessText(flags: number): string {
  if ((flags & PATH_ONLY) !== 0) return 'Path only';
  switch (flags & ACCESS_BITS) {
    case 0:
      return 'Read';
    case 1:
      return 'Write';
    case 2:
      return 'Read/Write';
    default:
      // Neither reads nor writes are allowed: for control codes alone.
      return 'Control only';
  }
}

/** Whether an open with these flags may make a file, so that its mode counts. */
export function opensNewFile(flags: number): boolean {
  return (flags & (CREATES | TEMPORARY)) !== 0;
}

export const openHowResolve = flagNames(
  'RESOLVE_',
  'NO_XDEV=1 NO_MAGICLINKS=2 NO_SYMLINKS=4 BENEATH=8 IN_ROOT=0x10 CACHED=0x20',
);

const AT_FLAGS =
  'SYMLINK_NOFOLLOW=0x100 SYMLINK_FOLLOW=0x400 NO_AUTOMOUNT=0x800 EMPTY_PATH=0x1000 STATX_FORCE_SYNC=0x2000 ' +
  'STATX_DONT_SYNC=0x4000 RECURSIVE=0x8000';
/** One bit has two meanings. */
export const atFlags = flagsFormat(flagNames('AT_', `REMOVEDIR=0x200 ${AT_FLAGS}`));
export const accessAtFlags = flagsFormat(flagNames('AT_', `EACCESS=0x200 ${AT_FLAGS}`));

export const renameFlags = flagsFormat(flagNames('RENAME_', 'NOREPLACE=1 EXCHANGE=2 WHITEOUT=4'));
const accessModes = flagNames('', 'R_OK=4 W_OK=2 X_OK=1');

export function accessModeText(value: number): string {
  return value === 0 ? 'F_OK' : flagsText(value, accessModes);
}

export const rwFlags = flagsFormat(
  flagNames('RWF_', 'HIPRI=1 DSYNC=2 SYNC=4 NOWAIT=8 APPEND=0x10 NOAPPEND=0x20 ATOMIC=0x40 DONTCACHE=0x80'),
);
export const spliceFlags = flagsFormat(flagNames('SPLICE_F_', 'MOVE=1 NONBLOCK=2 MORE=4 GIFT=8'));
export const whence = valueNames('SEEK_', 'SET=0 CUR END DATA HOLE');
export const fallocateModes = flagsFormat(
  flagNames(
    'FALLOC_FL_',
    'KEEP_SIZE=1 PUNCH_HOLE=2 NO_HIDE_STALE=4 COLLAPSE_RANGE=8 ZERO_RANGE=0x10 INSERT_RANGE=0x20 UNSHARE_RANGE=0x40',
  ),
);
export const xattrFlags = flagsFormat(flagNames('XATTR_', 'CREATE=1 REPLACE=2'));
export const lockOperations = flagsFormat(
  flagNames('LOCK_', 'SH=1 EX=2 NB=4 UN=8 MAND=0x20 READ=0x40 WRITE=0x80'),
);
export const fcntlCommands = valueNames(
  'F_',
  'DUPFD=0 GETFD SETFD GETFL SETFL GETLK SETLK SETLKW SETOWN GETOWN SETSIG GETSIG GETLK64 SETLK64 SETLKW64 SETOWN_EX ' +
    'GETOWN_EX GETOWNER_UIDS=17 OFD_GETLK=36 OFD_SETLK OFD_SETLKW SETLEASE=1024 GETLEASE NOTIFY DUPFD_QUERY CREATED_QUERY ' +
    'CANCELLK DUPFD_CLOEXEC SETPIPE_SZ GETPIPE_SZ ADD_SEALS GET_SEALS GET_RW_HINT SET_RW_HINT GET_FILE_RW_HINT ' +
    'SET_FILE_RW_HINT',
);
export const mountFlags = flagsFormat(
  flagNames(
    'MS_',
    'RDONLY=1 NOSUID=2 NODEV=4 NOEXEC=8 SYNCHRONOUS=0x10 REMOUNT=0x20 MANDLOCK=0x40 DIRSYNC=0x80 NOSYMFOLLOW=0x100 ' +
      'NOATIME=0x400 NODIRATIME=0x800 BIND=0x1000 MOVE=0x2000 REC=0x4000 SILENT=0x8000 POSIXACL=0x10000 UNBINDABLE=0x20000 ' +
      'PRIVATE=0x40000 SLAVE=0x80000 SHARED=0x100000 RELATIME=0x200000 I_VERSION=0x800000 STRICTATIME=0x1000000 ' +
      'LAZYTIME=0x2000000',
  ),
);
export const unmountFlags = flagsFormat(
  flagNames('', 'MNT_FORCE=1 MNT_DETACH=2 MNT_EXPIRE=4 UMOUNT_NOFOLLOW=8'),
);

const FILE_TYPES = new Map([
  [0o01, 'FIFO'],
  [0o02, 'Character device'],
  [0o04, 'Directory'],
  [0o06, 'Block device'],
  [0o10, 'Regular'],
  [0o12, 'Symbolic link'],
  [0o14, 'Socket'],
]);

/** The kind of file in the upper bits of a mode; empty when there is none. */
export function fileTypeText(mode: number): string {
  const type = (mode >>> 12) & 0xf;
  return type === 0 ? '' : (FILE_TYPES.get(type) ?? `0${(type << 12).toString(8)}`);
}

/** The permission bits of a mode: `0755`. */
export function octalMode(mode: number): string {
  return `0${(mode & 0o7777).toString(8)}`;
}

/** `0755 (rwxr-xr-x)`: with setuid, setgid and sticky bits as `ls` shows them. */
export function modeText(mode: number): string {
  const triple = (bits: number, special: number, letter: string): string => {
    const execute =
      (mode & special) !== 0
        ? (bits & 1) !== 0
          ? letter
          : letter.toUpperCase()
        : (bits & 1) !== 0
          ? 'x'
          : '-';
    return ((bits & 4) !== 0 ? 'r' : '-') + ((bits & 2) !== 0 ? 'w' : '-') + execute;
  };
  const letters =
    triple(mode >>> 6, 0o4000, 's') + triple(mode >>> 3, 0o2000, 's') + triple(mode, 0o1000, 't');
  return `${octalMode(mode)} (${letters})`;
}

/** What an open found. */
export const openResults = new Map([
  [1, 'Created'],
  [2, 'Truncated'],
  [3, 'Opened'],
]);

/** `8:1`, as the kernel keeps a device's number: 12 bits above 20. */
export function kernelDeviceText(device: number): string {
  return `${device >>> 20}:${device & 0xfffff}`;
}

/** `8:1`, as a call takes a device's number: the halves are mixed so that old programs keep working. */
export function userDeviceText(device: number): string {
  const major = (device >>> 8) & 0xfff;
  const minor = (device & 0xff) | ((device >>> 12) & 0xfff00);
  return `${major}:${minor}`;
}

export const watchMasks = flagsFormat(
  flagNames(
    'IN_',
    'ALL_EVENTS=0xfff CLOSE=0x18 MOVE=0xc0 ACCESS=1 MODIFY=2 ATTRIB=4 CLOSE_WRITE=8 CLOSE_NOWRITE=0x10 OPEN=0x20 ' +
      'MOVED_FROM=0x40 MOVED_TO=0x80 CREATE=0x100 DELETE=0x200 DELETE_SELF=0x400 MOVE_SELF=0x800 ONLYDIR=0x1000000 ' +
      'DONT_FOLLOW=0x2000000 EXCL_UNLINK=0x4000000 MASK_CREATE=0x10000000 MASK_ADD=0x20000000 ONESHOT=0x80000000',
  ),
);
export const statxMasks = flagsFormat(
  flagNames(
    'STATX_',
    'ALL=0xfff BASIC_STATS=0x7ff TYPE=1 MODE=2 NLINK=4 UID=8 GID=0x10 ATIME=0x20 MTIME=0x40 CTIME=0x80 INO=0x100 SIZE=0x200 ' +
      'BLOCKS=0x400 BTIME=0x800 MNT_ID=0x1000 DIOALIGN=0x2000 MNT_ID_UNIQUE=0x4000 SUBVOL=0x8000 WRITE_ATOMIC=0x10000',
  ),
);
/** Kinds of advice of posix_fadvise. */
export const fileAdvices = valueNames('POSIX_FADV_', 'NORMAL=0 RANDOM SEQUENTIAL WILLNEED DONTNEED NOREUSE');
export const openTreeFlags = flagsFormat(
  flagNames(
    '',
    'OPEN_TREE_CLONE=1 OPEN_TREE_CLOEXEC=0x80000 AT_EMPTY_PATH=0x1000 AT_NO_AUTOMOUNT=0x800 AT_RECURSIVE=0x8000 ' +
      'AT_SYMLINK_NOFOLLOW=0x100',
  ),
);
