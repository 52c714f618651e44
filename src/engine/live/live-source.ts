import type { SystemInfo } from '../../shared/capture-info.ts';
import type { ProcscopeError } from '../../shared/errors.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { Epoch } from '../store/epoch.ts';
import type { EventStore } from '../store/event-store.ts';
import type { CaptureScope } from '../wire/control-frames.ts';
import type { HelloMessage, WireMessage } from '../wire/wire-messages.ts';
import type { DropStage } from './drop-stage.ts';

/** Brings what a helper sends into the store of a capture, in order. One for each helper. */
export interface LiveSource {
  /** Events that reached the store. */
  readonly recorded: number;
  /** Events that the source said it lost. */
  readonly lost: number;
  /** Events that the drop filter left out. */
  readonly dropped: number;
  /** Has events pass a filter from now on; those that wait already too. */
  setStage(stage: DropStage | undefined): void;
  /** Says of which processes events are kept, where the helper does not decide it alone. */
  setScopes?(scopes: SourceScopes): void;
  /** Takes a message of the helper. What is not about events is left to others. */
  take(message: WireMessage): void;
  /** Lets go on what is due. Cheap when it was called a moment ago. */
  look(): void;
  /** Lets everything go on, whatever its order. */
  drain(): void;
  /** Recording has ended, and may begin again: {@link drain}, and what runs then is not known before it is told. */
  finish(): void;
  /** Something is missing behind the newest event, however many. */
  addGap(cause: string): void;
}

/** What a helper was told to record: see `CaptureFilter`. */
export interface SourceScopes {
  readonly scopes: readonly CaptureScope[];
  readonly skipOthers: boolean;
}

export interface LiveSourceOptions {
  readonly store: EventStore;
  /** Of the helper that sends. */
  readonly hello: HelloMessage;
  /** By how many nanoseconds the wall clock was set. */
  readonly onClockStep: (nanoseconds: bigint) => void;
  /** What a user has to know of what arrives. */
  readonly onNotice?: ((notice: ProcscopeError) => void) | undefined;
  /** Is told, when recording ends, what was seen of things that are not certain of a system: a line for the capture's log. */
  readonly log?: ((text: string) => void) | undefined;
  /** Events that may reach the store; those beyond are left out. Default: no bound. */
  readonly most?: number | undefined;
}

/**
 * What a capture knows of the machine that it records, in the way of the machine's system. One for each capture, whichever
 * helpers record it.
 */
export interface RecordedSystem {
  readonly dialect: Dialect;
  readonly info: SystemInfo;
  /** When the capture begins, in nanoseconds since 1970: what its times count from. */
  readonly startUnix: bigint;
  /** Names of accounts. What becomes known later is appended. */
  readonly accounts: readonly (readonly [id: string, name: string])[];
  accountOf(id: string): string | undefined;
  makeSource(options: LiveSourceOptions): LiveSource;
  /** Events go into another epoch of the store, because the capture was cleared. */
  beginEpoch(epoch: Epoch): void;
}

/** Milliseconds are as exact as the system tells its time to programs like this one. */
export function unixNow(): bigint {
  return BigInt(Date.now()) * 1_000_000n;
}
