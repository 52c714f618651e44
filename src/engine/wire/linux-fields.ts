// Made from native/linux/tables by `npm run build:native -- tables`. Do not edit.

/** How the value of a field lies in an event: a number without or with sign, text bytes, a structure. */
export type FieldWidth = 'S32' | 'U32' | 'S64' | 'U64' | 'TEXT' | 'BYTES';

/** How a field is printed: a number base, or the name of a list of flags or values. */
export type FieldFormat =
  | 'ACCESS_MODE'
  | 'ARGUMENTS'
  | 'AT_FLAGS'
  | 'BPF_COMMAND'
  | 'BPF_MAP_TYPE'
  | 'BPF_PROGRAM_TYPE'
  | 'CAPABILITIES'
  | 'CLOCK_ID'
  | 'CLONE_ARGS'
  | 'CLONE_FLAGS'
  | 'DEC'
  | 'DEVICE'
  | 'DIRFD'
  | 'FALLOCATE_MODE'
  | 'FAMILY'
  | 'FCNTL_COMMAND'
  | 'FILE_MODE'
  | 'HEX'
  | 'ID_TYPE'
  | 'IOCTL'
  | 'IPC_FLAGS'
  | 'KEYCTL_OPERATION'
  | 'LOCK_OPERATION'
  | 'MAP_FLAGS'
  | 'MEMFD_FLAGS'
  | 'MESSAGE_FLAGS'
  | 'MOUNT_FLAGS'
  | 'NANOSECONDS'
  | 'NONE'
  | 'OCT'
  | 'OPEN_FLAGS'
  | 'OPEN_HOW'
  | 'OPEN_RESULT'
  | 'PERF_TYPE'
  | 'PRCTL_OPTION'
  | 'PROTECTION'
  | 'PROTOCOL'
  | 'PTRACE_REQUEST'
  | 'REBOOT_COMMAND'
  | 'RENAME_FLAGS'
  | 'RESOURCE'
  | 'RW_FLAGS'
  | 'SECCOMP_OPERATION'
  | 'SHUTDOWN_HOW'
  | 'SIGNAL'
  | 'SOCKET_KIND'
  | 'SOCKET_LEVEL'
  | 'SOCKET_OPTION'
  | 'SOCKET_TYPE'
  | 'SPLICE_FLAGS'
  | 'TCP_STATE'
  | 'TEXT'
  | 'TIMES'
  | 'UMOUNT_FLAGS'
  | 'UNIX_SECONDS'
  | 'WAIT_OPTIONS'
  | 'WHENCE'
  | 'XATTR_FLAGS';

/** A field of the details of events. */
export interface LinuxField {
  readonly number: number;
  readonly key: string;
  /** As the Detail column shows it. */
  readonly text: string;
  readonly width: FieldWidth;
  readonly format: FieldFormat;
}

function field(
  number: number,
  key: string,
  text: string,
  width: FieldWidth,
  format: FieldFormat,
): LinuxField {
  return { number, key, text, width, format };
}

/** Every field, by rising number. */
export const LINUX_FIELDS: readonly LinuxField[] = [
  field(1, 'FD', 'fd', 'S32', 'DEC'),
  field(2, 'FD_IN', 'Input fd', 'S32', 'DEC'),
  field(3, 'OLD_FD', 'Old fd', 'S32', 'DEC'),
  field(4, 'NEW_FD', 'New fd', 'S32', 'DEC'),
  field(5, 'DIRFD', 'Directory fd', 'S32', 'DIRFD'),
  field(6, 'NEW_DIRFD', 'New directory fd', 'S32', 'DIRFD'),
  field(7, 'MAP_FD', 'fd', 'S32', 'DEC'),
  field(8, 'MOUNT_FD', 'Mount fd', 'S32', 'DIRFD'),
  field(9, 'TARGET_FD', 'Target fd', 'S32', 'DEC'),
  field(10, 'FIRST_FD', 'First fd', 'U32', 'DEC'),
  field(11, 'LAST_FD', 'Last fd', 'U32', 'DEC'),
  field(12, 'PATH', 'Requested path', 'TEXT', 'TEXT'),
  field(13, 'NEW_NAME', 'New name', 'TEXT', 'TEXT'),
  field(14, 'NEW_LINK', 'New link', 'TEXT', 'TEXT'),
  field(15, 'INPUT_PATH', 'Input path', 'TEXT', 'TEXT'),
  field(16, 'TARGET', 'Target', 'TEXT', 'TEXT'),
  field(17, 'LINK_TARGET', 'Target', 'TEXT', 'TEXT'),
  field(18, 'TEXT', 'Name', 'TEXT', 'TEXT'),
  field(19, 'ATTRIBUTE', 'Attribute', 'TEXT', 'TEXT'),
  field(20, 'FILE_SYSTEM', 'File system', 'TEXT', 'TEXT'),
  field(21, 'DESCRIPTION', 'Description', 'TEXT', 'TEXT'),
  field(22, 'SOCKET_ADDRESS', 'Address', 'TEXT', 'TEXT'),
  field(23, 'PEER_ADDRESS', 'Peer', 'TEXT', 'TEXT'),
  field(24, 'MESSAGE', 'Address', 'TEXT', 'TEXT'),
  field(25, 'ADDRESS_LENGTH', 'Address length', 'U32', 'DEC'),
  field(26, 'STAT', 'stat', 'TEXT', 'NONE'),
  field(27, 'STATX', 'statx', 'TEXT', 'NONE'),
  field(28, 'ARGV', 'Command line', 'TEXT', 'ARGUMENTS'),
  field(29, 'LENGTH', 'Length', 'U64', 'DEC'),
  field(30, 'SIZE', 'Size', 'U64', 'DEC'),
  field(31, 'OFFSET', 'Offset', 'S64', 'DEC'),
  field(32, 'SEEK_TO', 'Offset', 'S64', 'DEC'),
  field(33, 'NEW_LENGTH', 'New length', 'S64', 'DEC'),
  field(34, 'VECTORS', 'Vectors', 'U64', 'DEC'),
  field(35, 'REMOTE_VECTORS', 'Remote vectors', 'U64', 'DEC'),
  field(36, 'COUNT', 'Count', 'U64', 'DEC'),
  field(37, 'MINIMUM', 'Minimum', 'U32', 'DEC'),
  field(38, 'BACKLOG', 'Backlog', 'S32', 'DEC'),
  field(39, 'STATUS', 'Status', 'S32', 'DEC'),
  field(40, 'PID', 'PID', 'S32', 'DEC'),
  field(41, 'TID', 'TID', 'S32', 'DEC'),
  field(42, 'GROUP_ID', 'Group', 'S32', 'DEC'),
  field(43, 'CPU', 'CPU', 'S32', 'DEC'),
  field(44, 'UID', 'User', 'S32', 'DEC'),
  field(45, 'GID', 'Group', 'S32', 'DEC'),
  field(46, 'EFFECTIVE_UID', 'Effective user', 'S32', 'DEC'),
  field(47, 'EFFECTIVE_GID', 'Effective group', 'S32', 'DEC'),
  field(48, 'SAVED_UID', 'Saved user', 'S32', 'DEC'),
  field(49, 'SAVED_GID', 'Saved group', 'S32', 'DEC'),
  field(50, 'OWNER', 'Owner', 'S32', 'DEC'),
  field(51, 'GROUP', 'Group', 'S32', 'DEC'),
  field(52, 'ADDRESS', 'Base', 'U64', 'HEX'),
  field(53, 'ARGUMENT', 'Argument', 'U64', 'HEX'),
  field(54, 'DEVICE', 'Device', 'U32', 'DEVICE'),
  field(55, 'IPC_ID', 'Id', 'S32', 'DEC'),
  field(56, 'IPC_KEY', 'Key', 'U32', 'HEX'),
  field(57, 'MODE', 'Mode', 'U32', 'OCT'),
  field(58, 'FILE_MODE', 'Mode', 'U32', 'FILE_MODE'),
  field(59, 'OPEN_FLAGS', 'Flags', 'U32', 'OPEN_FLAGS'),
  field(60, 'OPEN_HOW', 'How', 'BYTES', 'OPEN_HOW'),
  field(61, 'AT_FLAGS', 'Flags', 'U32', 'AT_FLAGS'),
  field(62, 'UNLINK_FLAGS', 'Flags', 'U32', 'AT_FLAGS'),
  field(63, 'RENAME_FLAGS', 'Flags', 'U32', 'RENAME_FLAGS'),
  field(64, 'ACCESS_MODE', 'Desired access', 'U32', 'ACCESS_MODE'),
  field(65, 'CLOSE_FLAGS', 'Flags', 'U32', 'HEX'),
  field(66, 'RW_FLAGS', 'Flags', 'U32', 'RW_FLAGS'),
  field(67, 'SPLICE_FLAGS', 'Flags', 'U32', 'SPLICE_FLAGS'),
  field(68, 'WHENCE', 'Whence', 'U32', 'WHENCE'),
  field(69, 'FALLOCATE_MODE', 'Mode', 'U32', 'FALLOCATE_MODE'),
  field(70, 'ADVICE', 'Advice', 'U32', 'DEC'),
  field(71, 'XATTR_FLAGS', 'Flags', 'U32', 'XATTR_FLAGS'),
  field(72, 'STATX_MASK', 'Mask', 'U32', 'HEX'),
  field(73, 'LOCK_OPERATION', 'Operation', 'U32', 'LOCK_OPERATION'),
  field(74, 'FCNTL_COMMAND', 'Command', 'U32', 'FCNTL_COMMAND'),
  field(75, 'MOUNT_FLAGS', 'Flags', 'U64', 'MOUNT_FLAGS'),
  field(76, 'UMOUNT_FLAGS', 'Flags', 'U32', 'UMOUNT_FLAGS'),
  field(77, 'IOCTL', 'Control code', 'U32', 'IOCTL'),
  field(78, 'WATCH_MASK', 'Mask', 'U32', 'HEX'),
  field(79, 'WATCH_MASK64', 'Mask', 'U64', 'HEX'),
  field(80, 'CLONE_FLAGS', 'Flags', 'U64', 'CLONE_FLAGS'),
  field(81, 'CLONE_ARGS', 'Arguments', 'BYTES', 'CLONE_ARGS'),
  field(82, 'WAIT_OPTIONS', 'Options', 'U32', 'WAIT_OPTIONS'),
  field(83, 'ID_TYPE', 'Id type', 'U32', 'ID_TYPE'),
  field(84, 'SIGNAL', 'Signal', 'S32', 'SIGNAL'),
  field(85, 'PTRACE_REQUEST', 'Request', 'S64', 'PTRACE_REQUEST'),
  field(86, 'PRCTL_OPTION', 'Option', 'U32', 'PRCTL_OPTION'),
  field(87, 'RESOURCE', 'Resource', 'U32', 'RESOURCE'),
  field(88, 'PROTECTION', 'Protection', 'U32', 'PROTECTION'),
  field(89, 'MAP_FLAGS', 'Flags', 'U32', 'MAP_FLAGS'),
  field(90, 'MEMFD_FLAGS', 'Flags', 'U32', 'MEMFD_FLAGS'),
  field(91, 'IPC_FLAGS', 'Flags', 'U32', 'IPC_FLAGS'),
  field(92, 'SECCOMP_OPERATION', 'Operation', 'U32', 'SECCOMP_OPERATION'),
  field(93, 'BPF_COMMAND', 'Command', 'U32', 'BPF_COMMAND'),
  field(94, 'KEYCTL_OPERATION', 'Operation', 'U32', 'KEYCTL_OPERATION'),
  field(95, 'CLOCK_ID', 'Clock', 'S32', 'CLOCK_ID'),
  field(96, 'FLAGS', 'Flags', 'U64', 'HEX'),
  field(97, 'COMMAND', 'Command', 'U32', 'DEC'),
  field(98, 'FAMILY', 'Family', 'U32', 'FAMILY'),
  field(99, 'SOCKET_TYPE', 'Type', 'U32', 'SOCKET_TYPE'),
  field(100, 'SOCKET_FLAGS', 'Flags', 'U32', 'SOCKET_TYPE'),
  field(101, 'PROTOCOL', 'Protocol', 'U32', 'PROTOCOL'),
  field(102, 'MESSAGE_FLAGS', 'Flags', 'U32', 'MESSAGE_FLAGS'),
  field(103, 'SHUTDOWN_HOW', 'How', 'U32', 'SHUTDOWN_HOW'),
  field(104, 'SOCKET_LEVEL', 'Level', 'U32', 'SOCKET_LEVEL'),
  field(105, 'SOCKET_OPTION', 'Option', 'U32', 'SOCKET_OPTION'),
  field(106, 'TIMES', 'Times', 'BYTES', 'TIMES'),
  field(107, 'FILE_TYPE', 'Type', 'U32', 'FILE_MODE'),
  field(108, 'FILE_SIZE', 'Size', 'S64', 'DEC'),
  field(109, 'FILE_OWNER', 'Owner', 'U32', 'DEC'),
  field(110, 'FILE_GROUP', 'Group', 'U32', 'DEC'),
  field(111, 'FILE_MODIFIED', 'Modified', 'S64', 'UNIX_SECONDS'),
  field(112, 'FILE_INODE', 'Inode', 'U64', 'DEC'),
  field(113, 'FILE_DEVICE', 'On device', 'U32', 'DEVICE'),
  field(114, 'FILE_OPENED', 'OpenResult', 'U32', 'OPEN_RESULT'),
  field(115, 'NODE_DEVICE', 'Device', 'U32', 'DEVICE'),
  field(116, 'SOCKET_KIND', 'Protocol', 'U32', 'SOCKET_KIND'),
  field(117, 'SOCKET_PEER_PID', 'Peer PID', 'S32', 'DEC'),
  field(118, 'CHILD_PID', 'Child PID', 'S32', 'DEC'),
  field(119, 'CHILD_TID', 'Thread', 'S32', 'DEC'),
  field(120, 'PARENT_PID', 'Parent PID', 'S32', 'DEC'),
  field(121, 'COMMAND_LINE', 'Command line', 'TEXT', 'ARGUMENTS'),
  field(122, 'DIRECTORY', 'Current directory', 'TEXT', 'TEXT'),
  field(123, 'EXIT_STATUS', 'Exit status', 'S32', 'DEC'),
  field(124, 'EXIT_SIGNAL', 'Signal', 'S32', 'SIGNAL'),
  field(125, 'CORE_DUMPED', 'Core dumped', 'U32', 'DEC'),
  field(126, 'USER_TIME', 'User time', 'U64', 'NANOSECONDS'),
  field(127, 'KERNEL_TIME', 'Kernel time', 'U64', 'NANOSECONDS'),
  field(128, 'IMAGE_BASE', 'Image base', 'U64', 'HEX'),
  field(129, 'IMAGE_SIZE', 'Image size', 'U64', 'DEC'),
  field(130, 'MESSAGES', 'Messages', 'TEXT', 'TEXT'),
  field(131, 'BYTES', 'Bytes', 'U64', 'DEC'),
  field(132, 'PASSED', 'Passed fds', 'TEXT', 'TEXT'),
  field(133, 'PIDFD', 'fd', 'S32', 'DEC'),
  field(134, 'TARGET_PID', 'Target PID', 'S32', 'DEC'),
  field(135, 'SENT', 'Sent', 'U64', 'DEC'),
  field(136, 'RECEIVED', 'Received', 'U64', 'DEC'),
  field(137, 'ROUND_TRIP', 'Round trip', 'U64', 'NANOSECONDS'),
  field(138, 'RETRANSMITS', 'Retransmits', 'U32', 'DEC'),
  field(139, 'OLD_STATE', 'Old state', 'U32', 'TCP_STATE'),
  field(140, 'NEW_STATE', 'New state', 'U32', 'TCP_STATE'),
  field(141, 'LIFETIME', 'Lifetime', 'U64', 'NANOSECONDS'),
  field(142, 'REMOTE_RANGE', 'Remote range', 'BYTES', 'NONE'),
  field(143, 'REMOTE_BASE', 'Remote base', 'U64', 'HEX'),
  field(144, 'REMOTE_LENGTH', 'Remote length', 'U64', 'DEC'),
  field(145, 'BPF_ATTRIBUTES', 'Attributes', 'BYTES', 'NONE'),
  field(146, 'PROGRAM_TYPE', 'Program type', 'U32', 'BPF_PROGRAM_TYPE'),
  field(147, 'MAP_TYPE', 'Map type', 'U32', 'BPF_MAP_TYPE'),
  field(148, 'OBJECT_NAME', 'Name', 'TEXT', 'TEXT'),
  field(149, 'INSTRUCTIONS', 'Instructions', 'U32', 'DEC'),
  field(150, 'PERF_ATTRIBUTES', 'Attributes', 'BYTES', 'NONE'),
  field(151, 'PERF_TYPE', 'Event type', 'U32', 'PERF_TYPE'),
  field(152, 'PERF_CONFIG', 'Event', 'U64', 'HEX'),
  field(153, 'GROUP_FD', 'Group fd', 'S32', 'DEC'),
  field(154, 'PARAMETERS', 'Parameters', 'TEXT', 'TEXT'),
  field(155, 'KERNEL_COMMAND', 'Kernel command line', 'TEXT', 'TEXT'),
  field(156, 'REBOOT_COMMAND', 'Command', 'U32', 'REBOOT_COMMAND'),
  field(157, 'SET_TIME', 'New time', 'BYTES', 'NONE'),
  field(158, 'NEW_TIME', 'New time', 'S64', 'UNIX_SECONDS'),
  field(159, 'CAPABILITY_SETS', 'Capabilities', 'BYTES', 'NONE'),
  field(160, 'EFFECTIVE', 'Effective capabilities', 'U64', 'CAPABILITIES'),
  field(161, 'PERMITTED', 'Permitted capabilities', 'U64', 'CAPABILITIES'),
  field(162, 'ENTRY_POINT', 'Entry point', 'U64', 'HEX'),
  field(163, 'SEGMENTS', 'Segments', 'U64', 'DEC'),
  field(164, 'PORTS', 'Ports', 'U64', 'DEC'),
  field(165, 'OPCODE', 'Operation code', 'U32', 'DEC'),
  field(166, 'URING_COMMAND', 'Command', 'U32', 'HEX'),
  field(167, 'TARGET_TID', 'Target thread', 'S32', 'DEC'),
];
