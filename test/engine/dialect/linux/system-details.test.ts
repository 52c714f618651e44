import { expect, it } from 'vitest';
import { EventFlag, WireCategory } from '../../../../src/engine/wire/wire-format.ts';
import { AT_FDCWD, describeDetails, detailOf } from './detail-rows.ts';

describeDetails({
  'security and system': [
    ['User: 0 (root)', { operation: 'setuid', details: { UID: 0 } }],
    [
      'User: unchanged, Effective user: 1000 (jin), Saved user: 65534',
      { operation: 'setresuid', details: { UID: -1, EFFECTIVE_UID: 1000, SAVED_UID: 65_534 } },
    ],
    ['Group: 100 (users)', { operation: 'setgid', details: { GID: 100 } }],
    [
      'Effective capabilities: CAP_CHOWN|CAP_BPF, Permitted capabilities: all',
      { operation: 'capset', details: { EFFECTIVE: (1n << 39n) | 1n, PERMITTED: (1n << 41n) - 1n } },
    ],
    ['Flags: CLONE_NEWNS|CLONE_NEWUSER', { operation: 'unshare', details: { CLONE_FLAGS: 0x1002_0000 } }],
    [
      'Command: BPF_PROG_LOAD, Program type: BPF_PROG_TYPE_KPROBE, Name: spy, Instructions: 12, Returned: 5',
      {
        operation: 'bpf',
        result: 5,
        details: { BPF_COMMAND: 5, PROGRAM_TYPE: 2, INSTRUCTIONS: 12, OBJECT_NAME: 'spy', SIZE: 120 },
      },
    ],
    [
      'Parameters: p=1, Length: 10',
      { operation: 'init_module', result: -38, details: { LENGTH: 10, PARAMETERS: 'p=1' } },
    ],
    [
      'Operation: KEYCTL_READ, Returned: 546235542',
      { operation: 'keyctl', result: 546_235_542, details: { KEYCTL_OPERATION: 11 } },
    ],
    [
      'Operation: SECCOMP_SET_MODE_FILTER, Flags: 0x1',
      { operation: 'seccomp', details: { SECCOMP_OPERATION: 1, FLAGS: 1 } },
    ],
    [
      'Command: LINUX_REBOOT_CMD_KEXEC',
      { operation: 'reboot', result: -1, details: { REBOOT_COMMAND: 0x4558_4543 } },
    ],
    [
      'Clock: CLOCK_REALTIME, New time: 9/9/2001 1:46:40 AM',
      { operation: 'clock_settime', details: { CLOCK_ID: 0, NEW_TIME: 1_000_000_000 } },
    ],
    ['Clock: -6', { operation: 'clock_adjtime', details: { CLOCK_ID: -6 } }],
  ],
  network: [
    [
      'Protocol: TCP, Family: AF_INET, Type: SOCK_STREAM, Flags: SOCK_CLOEXEC, fd: 9',
      {
        operation: 'socket',
        result: 9,
        details: { FAMILY: 2, SOCKET_TYPE: 0x8_0001, PROTOCOL: 0, SOCKET_KIND: 0x0201_0006 },
      },
    ],
    [
      'Family: AF_NETLINK, Type: SOCK_RAW, Protocol: NETLINK_AUDIT',
      { operation: 'socket', result: -1, details: { FAMILY: 16, SOCKET_TYPE: 3, PROTOCOL: 9 } },
    ],
    [
      'Protocol: TCP, Remote: 10.0.0.9:443, fd: 4',
      {
        operation: 'connect',
        result: -115,
        details: { FD: 4, SOCKET_ADDRESS: '10.0.0.9:443', SOCKET_KIND: 0x0201_0006 },
      },
    ],
    [
      'Protocol: UDP, Address: [::1]:0, fd: 4',
      { operation: 'bind', details: { FD: 4, SOCKET_ADDRESS: '[::1]:0', SOCKET_KIND: 0x0a02_0011 } },
    ],
    [
      'Protocol: TCP, Flags: SOCK_CLOEXEC, New fd: 11, fd: 9',
      {
        operation: 'accept4',
        result: 11,
        details: { FD: 9, SOCKET_FLAGS: 0x8_0000, SOCKET_KIND: 0x0201_0006 },
      },
    ],
    [
      'Protocol: UDP, Remote: 127.0.0.1:53, Length: 2, Bytes: 2, Flags: MSG_NOSIGNAL, fd: 11',
      {
        operation: 'sendto',
        result: 2,
        details: {
          FD: 11,
          LENGTH: 2,
          MESSAGE_FLAGS: 0x4000,
          SOCKET_ADDRESS: '127.0.0.1:53',
          SOCKET_KIND: 0x0202_0011,
        },
      },
    ],
    [
      'Protocol: UNIX stream, Bytes: 1, fd: 14, Passed fds: 3 (/tmp/a), 0, Peer PID: 25',
      {
        operation: 'sendmsg',
        result: 1,
        details: { FD: 14, PASSED: '3 (/tmp/a), 0', SOCKET_KIND: 0x0101_0000, SOCKET_PEER_PID: 25 },
      },
    ],
    [
      'Protocol: UDP, Messages: 2 bytes to 10.0.0.1:53, Count: 2, Returned: 1, Bytes: 2, fd: 3',
      {
        operation: 'sendmmsg',
        result: 1,
        details: { FD: 3, MESSAGES: '2 bytes to 10.0.0.1:53', COUNT: 2, BYTES: 2, SOCKET_KIND: 0x0202_0011 },
      },
    ],
    [
      'Protocol: Raw ICMP, Level: SOL_IP, Option: IP_HDRINCL, fd: 3',
      {
        operation: 'setsockopt',
        details: { FD: 3, SOCKET_LEVEL: 0, SOCKET_OPTION: 3, SOCKET_KIND: 0x0203_0001 },
      },
    ],
    [
      'Level: SOL_SOCKET, Option: SO_ATTACH_FILTER, fd: 3',
      { operation: 'setsockopt', details: { FD: 3, SOCKET_LEVEL: 1, SOCKET_OPTION: 26 } },
    ],
    [
      'Protocol: TCP, How: SHUT_WR, fd: 3',
      { operation: 'shutdown', details: { FD: 3, SHUTDOWN_HOW: 1, SOCKET_KIND: 0x0201_0006 } },
    ],
    [
      'Protocol: TCP, Sent: 2, Received: 3, Round trip: 0.000021000 seconds, Retransmits: 0',
      {
        operation: 'TCP Disconnect',
        details: { SENT: 2, RECEIVED: 3, ROUND_TRIP: 21_000, RETRANSMITS: 0, SOCKET_KIND: 0x0201_0006 },
      },
    ],
    [
      'Protocol: TCP, Old state: TCP_SYN_SENT, New state: TCP_ESTABLISHED',
      { operation: 'TCP State', details: { OLD_STATE: 2, NEW_STATE: 1, SOCKET_KIND: 0x0201_0006 } },
    ],
  ],
  io_uring: [
    [
      'Access: Read, OpenResult: Opened, fd: 5',
      {
        operation: 'io_uring:OPENAT',
        result: 5,
        details: { DIRFD: AT_FDCWD, MODE: 0, OPEN_FLAGS: 0, FILE_OPENED: 3 },
      },
    ],
    [
      'Offset: 0, Length: 8, Bytes: 8, fd: 5',
      {
        operation: 'io_uring:READ',
        result: 8,
        category: WireCategory.Read,
        details: { FD: 5, OFFSET: 0, LENGTH: 8 },
      },
    ],
    [
      'Operation code: 77, fd: 5, Returned: 1',
      { operation: 'io_uring:OTHER', result: 1, details: { FD: 5, OPCODE: 77 } },
    ],
  ],
});

it('tells what is odd about an event', () => {
  expect(
    detailOf({ operation: 'read', flags: EventFlag.NoEntry | EventFlag.Compat, details: { FD: 3 } }),
  ).toBe('Bytes: 0, fd: 3, Notes: no entry seen; 32-bit call');
  expect(detailOf({ operation: 'read', flags: EventFlag.NoExit, details: { FD: 3, LENGTH: 5 } })).toBe(
    'Length: 5, fd: 3, Notes: not ended while captured',
  );
  // The path itself says these.
  expect(
    detailOf({ operation: 'close', flags: EventFlag.Deleted | EventFlag.CallerText, details: { FD: 3 } }),
  ).toBe('fd: 3');
});

it('tells bytes that are no text so that nothing of them is lost', () => {
  expect(detailOf({ operation: 'link', details: { NEW_LINK: Buffer.from([0x2f, 0xff, 0x5c]) } })).toBe(
    String.raw`New link: /\xff\\`,
  );
});
