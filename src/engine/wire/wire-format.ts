/**
 * Numbers of the wire protocol between a capture helper and the engine. They mirror native/protocol/procscope-wire.h,
 * and PROTOCOL.md beside it explains them; golden vectors hold the two sides together.
 */

export const WIRE_MAGIC = 0x31775350;
export const WIRE_VERSION = { major: 1, minor: 0 } as const;
/** Bytes of a frame's head. */
export const FRAME_HEAD_BYTES = 24;
/** Greatest length of a payload; a greater one is damage. */
export const MAX_PAYLOAD_BYTES = 1 << 20;

/** Kinds of frames. From 0x80 on they go to the helper. */
export const FrameKind = {
  Hello: 0x01,
  Strings: 0x02,
  Processes: 0x03,
  Events: 0x04,
  RawProviders: 0x05,
  RawRecords: 0x06,
  Clock: 0x07,
  Statistics: 0x08,
  Losses: 0x09,
  Error: 0x0a,
  State: 0x0b,
  Reset: 0x0c,
  Bye: 0x0d,
  Program: 0x0e,
  RawSession: 0x0f,
  Drives: 0x10,
  Accounts: 0x11,
  SystemProcesses: 0x12,
  Log: 0x13,
  Endpoints: 0x14,
  Start: 0x81,
  Stop: 0x82,
  Filter: 0x83,
  Rate: 0x84,
  Shutdown: 0x85,
} as const;

export const WireSystem = { Linux: 1, Windows: 2 } as const;
export const WireArchitecture = { X86_64: 1, Aarch64: 2 } as const;

/** What a lookup of ports tells: all that there are; what its next frame goes on with. */
export const EndpointsFlag = { Whole: 1 << 0, More: 1 << 1 } as const;
export const EndpointState = { Open: 1, Gone: 2 } as const;
/** Numbers of the Internet. */
export const EndpointProtocol = { Tcp: 6, Udp: 17 } as const;

/** Bits of a process's flags. */
export const ProcessFlag = {
  Snapshot: 1 << 0,
  Forked: 1 << 1,
  Exec: 1 << 2,
  Exited: 1 << 3,
  Kernel: 1 << 4,
  Is64Bit: 1 << 5,
  CommandCut: 1 << 6,
  Late: 1 << 7,
  ImageDeleted: 1 << 8,
} as const;

/** Bits of an event's flags. */
export const EventFlag = {
  NoEntry: 1 << 0,
  Unreadable: 1 << 1,
  PathCut: 1 << 2,
  CallerText: 1 << 3,
  Deleted: 1 << 4,
  Compat: 1 << 5,
  NoExit: 1 << 6,
  Unreachable: 1 << 7,
  DetailCut: 1 << 8,
  Chroot: 1 << 9,
  Failed: 1 << 10,
} as const;

/** Bits of the flags of a process as Windows describes it. */
export const SystemProcessFlag = {
  Snapshot: 1 << 0,
  Is64Bit: 1 << 1,
  Elevated: 1 << 2,
  Virtualized: 1 << 3,
  /** Without it only the list of processes speaks. */
  Asked: 1 << 4,
} as const;

/** Extended items of raw records that the helper makes; others have the source's own numbers. */
export const RawExtendedType = { Activity: 0x8001, ProcessorTime: 0x8002 } as const;

/** Classes of events on the wire; those up to 7 are the numbers of `EventClass`. */
export const WireClass = {
  Process: 1,
  Registry: 2,
  FileSystem: 3,
  Network: 5,
  Ipc: 6,
  Memory: 8,
  Security: 9,
  System: 10,
  Device: 11,
} as const;

export const WireCategory = { None: 0, Read: 1, Write: 2, ReadMetadata: 3, WriteMetadata: 4 } as const;

export const ClockReason = { Start: 0, Periodic: 1, Set: 2 } as const;

export const Statistic = {
  EventsSent: 1,
  EventsLost: 2,
  RecordsRead: 3,
  BytesSent: 4,
  RingBytes: 5,
  RingHighWater: 6,
  Strings: 7,
  StringBytes: 8,
  Processes: 9,
  OpenCalls: 10,
  ResidentBytes: 11,
  CpuNanoseconds: 12,
  Resets: 13,
  Unjoined: 14,
  Skipped: 15,
} as const;

export const LossCause = {
  RingFull: 1,
  NoState: 2,
  TooBig: 3,
  Recursion: 4,
  Rate: 5,
  Buffers: 6,
  Malformed: 7,
  HelperFull: 8,
  LogFull: 9,
} as const;

export const Severity = { Notice: 0, Warning: 1, Fatal: 2 } as const;

export const HelperErrorCode = {
  Privilege: 1,
  KernelTooOld: 2,
  NoBtf: 3,
  NoBpf: 4,
  Lockdown: 5,
  Load: 6,
  Memory: 7,
  Version: 8,
  Control: 9,
  Tier: 10,
  Hook: 11,
  Snapshot: 12,
  Seccomp: 13,
  Namespace: 14,
  Unsupported: 15,
  Option: 16,
  Program: 17,
  Trace: 18,
  Cancelled: 19,
  Session: 20,
  InUse: 21,
  Replay: 22,
} as const;

export const HelperState = {
  Ready: 1,
  Running: 2,
  Stopped: 3,
  SnapshotDone: 4,
  FilterSet: 5,
  RateSet: 6,
} as const;

/** What became of the program that a tracing helper was asked to start. */
export const ProgramState = { Started: 1, Ended: 2, TreeEnded: 3 } as const;

/** An event's CPU when it is not known. */
export const NO_CPU = 0xffff;

export const ByeReason = { Asked: 0, ParentGone: 1, Signal: 2, Fatal: 3 } as const;

/** Bits of a start's flags. */
export const StartFlag = {
  NoSnapshot: 1 << 0,
  /** Call stacks with the events that can have them: Windows. */
  Stacks: 1 << 1,
} as const;

/** Bits of a filter's flags. */
export const FilterFlag = {
  FailuresOnly: 1 << 0,
  Operations: 1 << 1,
  AllMemory: 1 << 2,
  SkipOthers: 1 << 3,
} as const;
