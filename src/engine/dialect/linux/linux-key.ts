import { EventFlag, WireArchitecture } from '../../wire/wire-format.ts';
import type { WireEvent } from '../../wire/event-batch.ts';

/**
 * What an operation key stands for. Class and category are in it, because what a call is about decides them: `read` of a
 * socket is Network, an `openat` that made its file is a Write. So is the recording machine's architecture: the values of
 * flags depend on it.
 */
export interface LinuxKeyParts {
  /** Number of the wire protocol. */
  readonly operation: number;
  /** `WireClass`. */
  readonly eventClass: number;
  /** `WireCategory`. */
  readonly category: number;
  readonly isArm: boolean;
}

/** The key of an operation. `architecture` is that of the helper's hello. */
export function linuxOperationKey(
  operation: number,
  eventClass: number,
  category: number,
  architecture: number,
): number {
  const arm = architecture === WireArchitecture.Aarch64 ? 1 : 0;
  return (operation & 0xffff) | ((eventClass & 0xf) << 16) | ((category & 0x7) << 20) | (arm << 23);
}

/** What {@link linuxOperationKey} put together. */
export function linuxKeyParts(key: number): LinuxKeyParts {
  return {
    operation: key & 0xffff,
    eventClass: (key >>> 16) & 0xf,
    category: (key >>> 20) & 0x7,
    isArm: ((key >>> 23) & 1) === 1,
  };
}

/** Result code of a call that was still under way when capture ended; like one that the log does not tell. */
export const NOT_ENDED = 0x1_0000;

/** The result code of an event: 0 is success, else the number of the error. Successful values go into the payload. */
export function linuxResultCode({ flags, result }: Pick<WireEvent, 'flags' | 'result'>): number {
  if ((flags & EventFlag.NoExit) !== 0) return NOT_ENDED;
  return (flags & EventFlag.Failed) !== 0 && result < 0 && result >= -4095 ? -result : 0;
}
