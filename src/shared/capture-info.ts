import type { FileTime } from './units.ts';

/** The machine that a capture was made on; empty texts and zeros where the source does not say. */
export interface SystemInfo {
  readonly computer: string;
  /** Such as `Windows 10 (10.0.18362)`. */
  readonly operatingSystem: string;
  readonly systemRoot: string;
  readonly major: number;
  readonly minor: number;
  readonly build: number;
  readonly servicePack: string;
  readonly processors: number;
  /** Bytes. */
  readonly memory: number;
  /** The highest user-mode address; a stack frame above it is the kernel's. */
  readonly highestUserAddress: bigint;
}

/** What a capture came from. */
export type CaptureFormat = 'pml' | 'native';

/** Which system's payloads and operations a capture holds. */
export type DialectName = 'pml';

/** Facts about a capture that do not change with its events. */
export interface CaptureMeta {
  readonly format: CaptureFormat;
  readonly dialect: DialectName;
  readonly bitness: 32 | 64;
  readonly system: SystemInfo;
  /** What RelTicks count from: the time of the first event where there is one. */
  readonly startTime: FileTime;
}
