import type { EventBatch } from './event-batch.ts';
import type { RawBatch } from './raw-records.ts';

/** What a helper says first. */
export interface HelloMessage {
  readonly type: 'hello';
  readonly major: number;
  readonly minor: number;
  /** `WireSystem` and `WireArchitecture`. */
  readonly system: number;
  readonly architecture: number;
  readonly helperPid: number;
  readonly cpus: number;
  /** Of all times in the stream. */
  readonly ticksPerSecond: number;
  readonly ringBytes: number;
  /** What else there is to know: `kernel`, `host`, `boot`, `tier`. */
  readonly facts: Readonly<Record<string, string>>;
}

/** A process, or what is new about one: see {@link mergedProcess}. Times are ticks. */
export interface WireProcess {
  readonly id: number;
  /** Bits of `ProcessFlag`. */
  readonly flags: number;
  readonly pid: number;
  readonly parentPid: number;
  /** The parent's id; undefined when it is not known. */
  readonly parentId: number | undefined;
  /** Execs of the same process before this entry that capture saw. */
  readonly generation: number;
  readonly uid: number;
  readonly euid: number;
  readonly gid: number;
  readonly egid: number;
  /** Undefined for none. */
  readonly loginUid: number | undefined;
  readonly session: number | undefined;
  readonly pidNamespace: number;
  readonly mountNamespace: number;
  readonly netNamespace: number;
  readonly innerPid: number;
  /** As wait() gives it; undefined while the process runs. */
  readonly exitStatus: number | undefined;
  readonly start: bigint;
  readonly begin: bigint;
  readonly end: bigint | undefined;
  readonly capabilities: bigint;
  /** Bytes of the whole command line, also those that did not come. */
  readonly commandTotal: number;
  readonly name: string;
  readonly image: string;
  readonly arguments: readonly string[];
  readonly directory: string;
  readonly cgroup: string;
  /** The container that the control group is one of; empty for none. */
  readonly container: string;
}

export interface StringsMessage {
  readonly type: 'strings';
  readonly entries: readonly { readonly id: number; readonly text: string }[];
}
export interface ProcessesMessage {
  readonly type: 'processes';
  readonly processes: readonly WireProcess[];
}
export interface EventsMessage {
  readonly type: 'events';
  readonly batch: EventBatch;
}
export interface RawProvidersMessage {
  readonly type: 'raw-providers';
  /** The GUID's 16 bytes as hex digits, in the order of memory. */
  readonly providers: readonly { readonly index: number; readonly guid: string }[];
}
export interface RawRecordsMessage {
  readonly type: 'raw-records';
  readonly source: number;
  readonly batch: RawBatch;
}
/** The session that the raw records after it come from. File times are 100 ns since 1601. */
export interface RawSessionMessage {
  readonly type: 'raw-session';
  readonly source: number;
  /** Of the system, in bytes. */
  readonly pointerSize: number;
  /** ETW: 1 performance counter, 2 system time, 3 processor cycles. */
  readonly clockType: number;
  /** 100 ns. */
  readonly timerResolution: number;
  /** Of raw times, a second. */
  readonly frequency: number;
  /** The raw time at `startTime`. */
  readonly startRaw: bigint;
  readonly startTime: bigint;
  readonly bootTime: bigint;
  readonly major: number;
  readonly minor: number;
  readonly build: number;
  readonly processors: number;
  readonly name: string;
}
/** Prefixes of paths; replaces what was told before. */
export interface DrivesMessage {
  readonly type: 'drives';
  readonly drives: readonly { readonly kernel: string; readonly user: string }[];
}
export interface AccountsMessage {
  readonly type: 'accounts';
  /** SIDs as text, `S-1-5-18`; names as `DOMAIN\user`. */
  readonly accounts: readonly { readonly sid: string; readonly name: string }[];
}
/** A process as Windows describes it beside what its records say; texts are empty where it could not be asked. */
export interface SystemProcess {
  readonly pid: number;
  readonly parentPid: number;
  /** Undefined when not known. */
  readonly session: number | undefined;
  /** Bits of `SystemProcessFlag`. */
  readonly flags: number;
  /** The last number of the integrity label's SID; undefined when not known. */
  readonly integrity: number | undefined;
  /** File time; undefined when not known. */
  readonly created: bigint | undefined;
  /** The authentication id; undefined when not known. */
  readonly logon: bigint | undefined;
  /** The user's, as text; empty when not known. */
  readonly sid: string;
  readonly name: string;
  readonly image: string;
  readonly command: string;
}
export interface SystemProcessesMessage {
  readonly type: 'system-processes';
  readonly processes: readonly SystemProcess[];
}
/** A port that a process of Windows listens at, or has bound for UDP. */
export interface WireEndpoint {
  readonly pid: number;
  readonly port: number;
  /** `EndpointProtocol`; others may come. */
  readonly protocol: number;
  /** As text, without brackets. */
  readonly address: string;
  /** `EndpointState`. */
  readonly state: number;
}
/** What differs from the lookup before. */
export interface EndpointsMessage {
  readonly type: 'endpoints';
  /** Ticks: of the lookup, and of the one before; undefined for the first. */
  readonly time: bigint;
  readonly since: bigint | undefined;
  /** Whether they are all that there are: others that were told are gone. */
  readonly isWhole: boolean;
  /** Whether the next such message goes on with the same lookup. */
  readonly hasMore: boolean;
  readonly endpoints: readonly WireEndpoint[];
}
/** What the helper tried, for a report. */
export interface LogMessage {
  readonly type: 'log';
  readonly time: bigint;
  readonly text: string;
}
export interface ClockMessage {
  readonly type: 'clock';
  readonly time: bigint;
  /** Nanoseconds since 1970 at the same instant. */
  readonly unixNanoseconds: bigint;
  readonly reason: number;
  /** Nanoseconds. */
  readonly uncertainty: number;
}
export interface StatisticsMessage {
  readonly type: 'statistics';
  readonly time: bigint;
  /** By `Statistic`. */
  readonly values: ReadonlyMap<number, number>;
}
/** Events that are missing at this place of the stream. */
export interface WireLoss {
  readonly count: number;
  /** Ticks: the end of the last event before the gap; undefined when not known. */
  readonly from: bigint | undefined;
  readonly to: bigint;
  /** `LossCause`. */
  readonly cause: number;
  /** Undefined: all CPUs. */
  readonly cpu: number | undefined;
}
export interface LossesMessage {
  readonly type: 'losses';
  readonly losses: readonly WireLoss[];
}
export interface ErrorMessage {
  readonly type: 'error';
  /** `HelperErrorCode` and `Severity`. */
  readonly code: number;
  readonly severity: number;
  /** What happened and what to do, for people. */
  readonly sentence: string;
  readonly facts: Readonly<Record<string, string>>;
}
export interface StateMessage {
  readonly type: 'state';
  /** `HelperState`. */
  readonly state: number;
  /** Of the command that this answers; 0 when none. */
  readonly token: number;
  readonly time: bigint;
}
export interface ResetMessage {
  readonly type: 'reset';
  readonly what: number;
  readonly generation: number;
}
export interface ByeMessage {
  readonly type: 'bye';
  /** `ByeReason`. */
  readonly reason: number;
  readonly events: number;
  readonly lost: number;
}
/** The program that a tracing helper was asked to start. */
export interface ProgramMessage {
  readonly type: 'program';
  /** `ProgramState`. */
  readonly state: number;
  readonly pid: number;
  /** As wait() gives it, when it has ended. */
  readonly status: number;
}
/** A frame of a kind that this version does not know: it is left out. */
export interface UnknownMessage {
  readonly type: 'unknown';
  readonly kind: number;
}
/** Part of the stream could not be read; what follows can. */
export interface DamageMessage {
  readonly type: 'damage';
  readonly bytes: number;
  readonly frames: number;
  /** What was wrong with a frame that was whole, for the log. */
  readonly reason?: string;
}

export type WireMessage =
  | HelloMessage
  | StringsMessage
  | ProcessesMessage
  | EventsMessage
  | RawProvidersMessage
  | RawRecordsMessage
  | ClockMessage
  | StatisticsMessage
  | LossesMessage
  | ErrorMessage
  | StateMessage
  | ResetMessage
  | ByeMessage
  | ProgramMessage
  | RawSessionMessage
  | DrivesMessage
  | AccountsMessage
  | SystemProcessesMessage
  | EndpointsMessage
  | LogMessage
  | UnknownMessage
  | DamageMessage;
