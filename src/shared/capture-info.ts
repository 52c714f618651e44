import type { FileTime } from './units.ts';

/** The machine that a capture was made on; empty texts and zeros where the source does not say. */
export interface SystemInfo {
  readonly computer: string;
  /** Such as `Windows 10 (10.0.18362)` or `Debian GNU/Linux 12 (bookworm)`. */
  readonly operatingSystem: string;
  /** From here to the service pack: what only Windows has; undefined for other systems. */
  readonly systemRoot?: string | undefined;
  readonly major?: number | undefined;
  readonly minor?: number | undefined;
  readonly build?: number | undefined;
  readonly servicePack?: string | undefined;
  readonly processors: number;
  /** Bytes. */
  readonly memory: number;
  /** The highest user-mode address; a stack frame above it is the kernel's. */
  readonly highestUserAddress: bigint;
  /** What only Linux has; undefined for other systems. */
  readonly linux?: LinuxInfo | undefined;
}

/** A Linux machine, and how it was captured. */
export interface LinuxInfo {
  /** The kernel's release, such as `6.1.0-18-amd64`. */
  readonly kernel: string;
  /** As `uname -m` says it: `x86_64` or `aarch64`. */
  readonly machine: string;
  /** Identifies the time since the machine was started. */
  readonly bootId: string;
  /** How the helper recorded: `fast`, `storage`, `hash`, or `ptrace`. */
  readonly tier: string;
}

/** What a capture came from. */
export type CaptureFormat = 'pml' | 'etl' | 'native';

/** Which system's payloads and operations a capture holds. */
export type DialectName = 'pml' | 'linux' | 'etw';

/** Facts about a capture that do not change with its events. */
export interface CaptureMeta {
  readonly format: CaptureFormat;
  readonly dialect: DialectName;
  readonly bitness: 32 | 64;
  readonly system: SystemInfo;
  /** What RelTicks count from: the time of the first event where there is one. */
  readonly startTime: FileTime;
}
