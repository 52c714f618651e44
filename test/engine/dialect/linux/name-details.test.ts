import { WireClass } from '../../../../src/engine/wire/wire-format.ts';
import { AT_FDCWD, describeDetails, structure } from './detail-rows.ts';

describeDetails({
  'names and attributes': [
    [
      'Flags: AT_SYMLINK_NOFOLLOW, Type: Regular, Size: 7312, Mode: 0755, Owner: 0:0, Modified: 9/9/2001 1:46:40 AM',
      {
        operation: 'newfstatat',
        details: {
          DIRFD: AT_FDCWD,
          AT_FLAGS: 0x100,
          FILE_TYPE: 0o100755,
          FILE_SIZE: 7312,
          FILE_OWNER: 0,
          FILE_GROUP: 0,
          FILE_MODIFIED: 1_000_000_000,
        },
      },
    ],
    [
      'Flags: AT_EMPTY_PATH, Type: Character device, Size: 0, Mode: 0666, Owner: 0:5, fd: 1',
      {
        operation: 'newfstatat',
        details: {
          DIRFD: 1,
          AT_FLAGS: 0x1000,
          FILE_TYPE: 0o020666,
          FILE_SIZE: 0,
          FILE_OWNER: 0,
          FILE_GROUP: 5,
        },
      },
    ],
    ['Desired access: R_OK|X_OK', { operation: 'access', details: { ACCESS_MODE: 5 } }],
    [
      'Desired access: F_OK, Flags: AT_EACCESS',
      { operation: 'faccessat2', details: { DIRFD: AT_FDCWD, ACCESS_MODE: 0, AT_FLAGS: 0x200 } },
    ],
    [
      'Target: ../x, Size: 4096, Bytes: 4',
      { operation: 'readlink', result: 4, details: { LINK_TARGET: '../x', SIZE: 4096 } },
    ],
    [
      'Size: 32768, Bytes: 0, No more entries: True, fd: 3',
      { operation: 'getdents64', details: { FD: 3, SIZE: 32_768 } },
    ],
    [
      'New name: /etc/app.conf, Flags: RENAME_NOREPLACE',
      {
        operation: 'renameat2',
        details: { DIRFD: AT_FDCWD, NEW_DIRFD: AT_FDCWD, NEW_NAME: '/etc/app.conf', RENAME_FLAGS: 1 },
      },
    ],
    [
      'Flags: AT_REMOVEDIR, Directory fd: 4',
      { operation: 'unlinkat', details: { DIRFD: 4, UNLINK_FLAGS: 0x200 } },
    ],
    ['New link: /tmp/b', { operation: 'link', details: { NEW_LINK: '/tmp/b' } }],
    ['Target: a', { operation: 'symlink', details: { TARGET: 'a' } }],
    ['Mode: 0750', { operation: 'mkdir', details: { MODE: 0o750 } }],
    [
      'Type: Character device, Mode: 0600, Device: 1:3',
      { operation: 'mknod', details: { FILE_MODE: 0o020600, DEVICE: 0x103 } },
    ],
    ['Type: FIFO, Mode: 0600', { operation: 'mknod', details: { FILE_MODE: 0o010600, DEVICE: 0x103 } }],
    ['Type: Regular, Mode: 0600', { operation: 'mknod', details: { FILE_MODE: 0o600 } }],
    ['Mode: 04755 (rwsr-xr-x), fd: 3', { operation: 'fchmod', details: { FD: 3, MODE: 0o4755 } }],
    ['Mode: 07644 (rwSr-Sr-T)', { operation: 'chmod', details: { MODE: 0o7644 } }],
    ['Owner: 1000 (jin), Group: unchanged', { operation: 'chown', details: { OWNER: 1000, GROUP: -1 } }],
    [
      'Accessed: 9/9/2001 1:46:40 AM, Modified: now',
      { operation: 'utimensat', details: { TIMES: structure(1_000_000_000n, 0n, 0n, 0x3fff_ffffn) } },
    ],
    [
      'Accessed: unchanged, Modified: -9223372036854775808',
      { operation: 'utimensat', details: { TIMES: structure(0n, 0x3fff_fffen, -(2n ** 63n), 0n) } },
    ],
    [
      'Source: none, File system: tmpfs, Flags: MS_NOSUID|MS_NODEV',
      { operation: 'mount', details: { TEXT: 'none', FILE_SYSTEM: 'tmpfs', MOUNT_FLAGS: 6 } },
    ],
    [
      'Attribute: user.x, Size: 1, Flags: XATTR_CREATE',
      { operation: 'setxattr', details: { ATTRIBUTE: 'user.x', SIZE: 1, XATTR_FLAGS: 1 } },
    ],
    ['Operation: LOCK_EX|LOCK_NB, fd: 3', { operation: 'flock', details: { FD: 3, LOCK_OPERATION: 6 } }],
    [
      'Flags: O_CLOEXEC, Old fd: 3, New fd: 61',
      { operation: 'dup3', result: 61, details: { OLD_FD: 3, NEW_FD: 61, OPEN_FLAGS: 0x8_0000 } },
    ],
    ['New fd: 9, Old fd: 3', { operation: 'dup', result: 9, details: { OLD_FD: 3 } }],
    [
      'Command: F_SETFL, Argument: O_RDONLY|O_NONBLOCK, fd: 3',
      { operation: 'fcntl', details: { FD: 3, FCNTL_COMMAND: 4, ARGUMENT: 0x800 } },
    ],
    [
      'Command: F_DUPFD_CLOEXEC, Lowest fd: 10, fd: 3, New fd: 11',
      { operation: 'fcntl', result: 11, details: { FD: 3, FCNTL_COMMAND: 0x406, ARGUMENT: 10 } },
    ],
    [
      'Command: F_GETFL, fd: 3, Returned: O_WRONLY|O_APPEND',
      { operation: 'fcntl', result: 0x401, details: { FD: 3, FCNTL_COMMAND: 3, ARGUMENT: 0xdead } },
    ],
    [
      'Command: F_ADD_SEALS, Argument: F_SEAL_SEAL|F_SEAL_WRITE, fd: 3',
      { operation: 'fcntl', details: { FD: 3, FCNTL_COMMAND: 0x409, ARGUMENT: 9 } },
    ],
    [
      'Mask: IN_CREATE|IN_DELETE, fd: 22, Returned: 1',
      { operation: 'inotify_add_watch', result: 1, details: { FD: 22, WATCH_MASK: 0x300 } },
    ],
  ],
  devices: [
    [
      'Control code: TCGETS, Argument: 0x7ffe16906c90, fd: 1',
      { operation: 'ioctl', result: -25, details: { FD: 1, IOCTL: 0x5401, ARGUMENT: 0x7ffe_1690_6c90n } },
    ],
    [
      "Control code: _IOWR('d', 0x1, 64), Argument: 0x0, fd: 4, Device: 1:3",
      {
        operation: 'ioctl',
        eventClass: WireClass.Device,
        details: { FD: 4, IOCTL: 0xc040_6401, ARGUMENT: 0, NODE_DEVICE: 0x10_0003 },
      },
    ],
    [
      'Control code: DRM_IOCTL_VERSION, Argument: 0x0, fd: 4, Device: 226:0',
      {
        operation: 'ioctl',
        eventClass: WireClass.Device,
        details: { FD: 4, IOCTL: 0xc040_6400, ARGUMENT: 0, NODE_DEVICE: 226 << 20 },
      },
    ],
  ],
});
