import { WireCategory } from '../../../../src/engine/wire/wire-format.ts';
import { AT_FDCWD, describeDetails, structure } from './detail-rows.ts';

describeDetails({
  opening: [
    [
      'Access: Read/Write, Flags: O_CREAT|O_CLOEXEC, Mode: 0644, OpenResult: Created, fd: 5',
      {
        operation: 'openat',
        result: 5,
        details: { DIRFD: AT_FDCWD, OPEN_FLAGS: 0x8_0042, MODE: 0o644, FILE_OPENED: 1 },
      },
    ],
    [
      'Access: Write, Flags: O_CREAT|O_TRUNC|O_APPEND, Mode: 0600, OpenResult: Truncated, fd: 0, Directory fd: 7, Requested path: a/b',
      {
        operation: 'openat',
        result: 0,
        details: { DIRFD: 7, PATH: 'a/b', OPEN_FLAGS: 0x641, MODE: 0o600, FILE_OPENED: 2 },
      },
    ],
    [
      'Access: Read, Flags: O_CLOEXEC',
      { operation: 'openat', result: -2, details: { DIRFD: AT_FDCWD, OPEN_FLAGS: 0x8_0000, MODE: 0o777 } },
    ],
    [
      'Access: Read, Flags: O_DIRECT|O_DIRECTORY|O_NOFOLLOW, fd: 3',
      { operation: 'open', result: 3, details: { OPEN_FLAGS: 0x3_4000 } },
    ],
    [
      'Access: Read, Flags: O_DIRECTORY|O_NOFOLLOW|O_DIRECT, fd: 3',
      { operation: 'open', result: 3, isArm: true, details: { OPEN_FLAGS: 0x1_c000 } },
    ],
    [
      'Access: Read/Write, Flags: O_SYNC|O_TMPFILE, Mode: 0600, fd: 4',
      { operation: 'open', result: 4, details: { OPEN_FLAGS: 0x51_1002, MODE: 0o600 } },
    ],
    [
      'Access: Path only, Flags: O_PATH, fd: 4',
      { operation: 'open', result: 4, details: { OPEN_FLAGS: 0x20_0000 } },
    ],
    ['Access: Control only, fd: 4', { operation: 'open', result: 4, details: { OPEN_FLAGS: 3 } }],
    [
      'Access: Read, Flags: 0x1000000, fd: 4',
      { operation: 'open', result: 4, details: { OPEN_FLAGS: 0x100_0000 } },
    ],
    ['Access: Write, Mode: 0644, fd: 4', { operation: 'creat', result: 4, details: { MODE: 0o644 } }],
    [
      'Access: Read/Write, Flags: O_CREAT, Mode: 0644, Resolve: RESOLVE_BENEATH, fd: 20',
      {
        operation: 'openat2',
        result: 20,
        details: { DIRFD: AT_FDCWD, OPEN_HOW: structure(0x42n, 0o644n, 8n), SIZE: 24 },
      },
    ],
    ['fd: 3', { operation: 'close', details: { FD: 3 } }],
    [
      'Flags: CLOSE_RANGE_CLOEXEC, First fd: 3, Last fd: 4294967295',
      { operation: 'close_range', details: { FIRST_FD: 3, LAST_FD: 0xffff_ffff, CLOSE_FLAGS: 4 } },
    ],
  ],
  'reading and writing': [
    [
      'Offset: 8192, Length: 4096, Bytes: 1024, fd: 3',
      {
        operation: 'pread64',
        result: 1024,
        category: WireCategory.Read,
        details: { FD: 3, LENGTH: 4096, OFFSET: 8192 },
      },
    ],
    [
      'Offset: 364, Length: 1024, Bytes: 0, End of file: True, fd: 3',
      { operation: 'read', category: WireCategory.Read, details: { FD: 3, LENGTH: 1024, OFFSET: 364 } },
    ],
    [
      'Length: 0, Bytes: 0, fd: 3',
      { operation: 'read', category: WireCategory.Read, details: { FD: 3, LENGTH: 0 } },
    ],
    [
      'Length: 8, Bytes: 0, fd: 3',
      { operation: 'write', category: WireCategory.Write, details: { FD: 3, LENGTH: 8 } },
    ],
    ['Length: 4096, fd: 3', { operation: 'read', result: -11, details: { FD: 3, LENGTH: 4096 } }],
    [
      'Offset: 9007199254740993, Length: 18446744073709551615, Bytes: 4096, fd: 3',
      {
        operation: 'pread64',
        result: 4096,
        details: { FD: 3, OFFSET: 9_007_199_254_740_993n, LENGTH: 0xffff_ffff_ffff_ffffn },
      },
    ],
    [
      'Vectors: 2, Bytes: 7, Flags: RWF_NOWAIT|0x8000, fd: 3',
      { operation: 'preadv2', result: 7, details: { FD: 3, VECTORS: 2, RW_FLAGS: 0x8008 } },
    ],
    [
      'Length: 5, Bytes: 5, fd: 6, Input fd: 5, Input path: /tmp/a',
      { operation: 'sendfile', result: 5, details: { FD: 6, FD_IN: 5, INPUT_PATH: '/tmp/a', LENGTH: 5 } },
    ],
    [
      'Offset: -1, Whence: SEEK_END, Position: 4294967295, fd: 3',
      { operation: 'lseek', result: 0xffff_ffff, details: { FD: 3, SEEK_TO: -1, WHENCE: 2 } },
    ],
    [
      'Mode: FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE, Offset: 4096, Length: 8192, fd: 3',
      { operation: 'fallocate', details: { FD: 3, FALLOCATE_MODE: 3, OFFSET: 4096, LENGTH: 8192 } },
    ],
  ],
});
