import { describeDetails, structure } from './detail-rows.ts';

describeDetails({
  processes: [
    [
      String.raw`Command line: echo 'a b' 'it'\''s' $'tab\t', Flags: AT_EMPTY_PATH, fd: 3`,
      {
        operation: 'execveat',
        result: -2,
        details: { DIRFD: 3, ARGV: "echo\0a b\0it's\0tab\t\0", AT_FLAGS: 0x1000 },
      },
    ],
    [
      'Flags: CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID, Exit signal: SIGCHLD, Child PID: 25427',
      { operation: 'clone', result: 25_427, details: { CLONE_FLAGS: 0x120_0011 } },
    ],
    [
      'Flags: CLONE_VM|CLONE_THREAD|CLONE_CLEAR_SIGHAND, Thread: 8',
      {
        operation: 'clone3',
        result: 8,
        details: { CLONE_ARGS: structure(0x1_0001_0100n, 0n, 0n, 0n, 0n), SIZE: 88 },
      },
    ],
    ['Child PID: 8', { operation: 'fork', result: 8 }],
    ['Status: 7', { operation: 'exit_group', details: { STATUS: 7 } }],
    [
      'Waiting for: any child, Options: WNOHANG|WUNTRACED, PID: 8',
      { operation: 'wait4', result: 8, details: { PID: -1, WAIT_OPTIONS: 3 } },
    ],
    ['Signal: SIGKILL, Target PID: 8', { operation: 'kill', details: { PID: 8, SIGNAL: 9 } }],
    [
      'Signal: SIGRTMIN+1, Target PID: 8, TID: 9',
      { operation: 'tgkill', details: { PID: 8, TID: 9, SIGNAL: 35 } },
    ],
    [
      'Request: PTRACE_ATTACH, Target PID: 812, Address: 0x0, Data: 0x0',
      { operation: 'ptrace', result: -1, details: { PTRACE_REQUEST: 16, PID: 812, ADDRESS: 0, ARGUMENT: 0 } },
    ],
    [
      'Target PID: 8, Remote base: 0x7f0000000000, Remote length: 16, Vectors: 1, Remote vectors: 1, Bytes: 16',
      {
        operation: 'process_vm_writev',
        result: 16,
        details: {
          PID: 8,
          VECTORS: 1,
          REMOTE_BASE: 0x7f00_0000_0000n,
          REMOTE_LENGTH: 16,
          REMOTE_VECTORS: 1,
          FLAGS: 0,
        },
      },
    ],
    [
      'Option: PR_SET_PDEATHSIG, Signal: SIGKILL',
      { operation: 'prctl', details: { PRCTL_OPTION: 1, ARGUMENT: 9 } },
    ],
    [
      'Option: PR_CAPBSET_DROP, Capability: CAP_SYS_ADMIN',
      { operation: 'prctl', details: { PRCTL_OPTION: 24, ARGUMENT: 21 } },
    ],
    [
      'Option: ARCH_SET_FS, Argument: 0x1000',
      { operation: 'arch_prctl', details: { PRCTL_OPTION: 0x1002, ARGUMENT: 0x1000 } },
    ],
    ['Resource: RLIMIT_NOFILE', { operation: 'prlimit64', details: { PID: 0, RESOURCE: 7 } }],
    [
      'Signal: SIGTERM, Target PID: 8, fd: 3',
      { operation: 'pidfd_send_signal', details: { PIDFD: 3, SIGNAL: 15, TARGET_PID: 8 } },
    ],
    [
      'Parent PID: 1, Command line: cat nofile, Current directory: /tmp',
      {
        operation: 'Process Start',
        details: { PARENT_PID: 1, COMMAND_LINE: 'cat\0nofile\0', DIRECTORY: '/tmp' },
      },
    ],
    [
      'Exit status: 0, Signal: SIGSEGV, Core dumped: True, User time: 0.004000000 seconds, Kernel time: 12.000000001 seconds',
      {
        operation: 'Process Exit',
        details: {
          EXIT_STATUS: 0,
          EXIT_SIGNAL: 11,
          CORE_DUMPED: 1,
          USER_TIME: 4_000_000,
          KERNEL_TIME: 12_000_000_001,
        },
      },
    ],
    [
      'Image base: 0x7fea0caaf000, Image size: 4096, Offset: 0x1000',
      { operation: 'Load Image', details: { IMAGE_BASE: 0x7fea_0caa_f000n, IMAGE_SIZE: 4096, OFFSET: 4096 } },
    ],
  ],
  memory: [
    [
      'Base: 0x7f3a1c000000, Size: 110592, Protection: PROT_READ|PROT_EXEC, Flags: MAP_PRIVATE|MAP_FIXED, Offset: 0x4000, fd: 3',
      {
        operation: 'mmap',
        result: 0x7f3a_1c00_0000n,
        details: {
          ADDRESS: 0x7f3a_1c00_0000n,
          LENGTH: 110_592,
          PROTECTION: 5,
          MAP_FLAGS: 0x12,
          MAP_FD: 3,
          OFFSET: 0x4000,
        },
      },
    ],
    [
      'Base: 0x7f3a1c000000, Requested base: 0x1000, Size: 1, Protection: PROT_NONE, Flags: MAP_SHARED|MAP_ANONYMOUS, Offset: 0x0',
      {
        operation: 'mmap',
        result: 0x7f3a_1c00_0000n,
        details: { ADDRESS: 0x1000, LENGTH: 1, PROTECTION: 0, MAP_FLAGS: 0x21, OFFSET: 0 },
      },
    ],
    [
      'Requested base: 0x1000, Size: 1, Protection: PROT_EXEC, Flags: MAP_PRIVATE, Offset: 0x0',
      {
        operation: 'mmap',
        result: -12,
        details: { ADDRESS: 0x1000, LENGTH: 1, PROTECTION: 4, MAP_FLAGS: 2, OFFSET: 0 },
      },
    ],
    [
      'Base: 0x1000, Size: 8, Protection: PROT_READ|PROT_WRITE|PROT_EXEC',
      { operation: 'mprotect', details: { ADDRESS: 0x1000, LENGTH: 8, PROTECTION: 7 } },
    ],
    [
      'New base: 0x2000, Base: 0x1000, Size: 8, New size: 16, Flags: MREMAP_MAYMOVE',
      {
        operation: 'mremap',
        result: 0x2000,
        details: { ADDRESS: 0x1000, LENGTH: 8, NEW_LENGTH: 16, FLAGS: 1 },
      },
    ],
    [
      'Base: 0x1000, Size: 8, Flags: MS_SYNC',
      { operation: 'msync', details: { ADDRESS: 0x1000, LENGTH: 8, FLAGS: 4 } },
    ],
    [
      'Name: secret, Flags: MFD_CLOEXEC|MFD_ALLOW_SEALING, fd: 8',
      { operation: 'memfd_create', result: 8, details: { TEXT: 'secret', MEMFD_FLAGS: 3 } },
    ],
    [
      'Key: IPC_PRIVATE, Size: 4096, Flags: IPC_CREAT|0600, Returned: 2392106',
      { operation: 'shmget', result: 2_392_106, details: { IPC_KEY: 0, SIZE: 4096, IPC_FLAGS: 0o1600 } },
    ],
  ],
});
