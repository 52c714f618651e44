import type { CaptureMeta } from '../../shared/capture-info.ts';
import type { ProcscopeError } from '../../shared/errors.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { Payload } from '../dialect/payload.ts';
import type { EventStore } from '../store/event-store.ts';
import type { Segment } from '../store/segment.ts';
import type { OwnMachine } from './own-machine.ts';
import type { TraceFacts } from './trace-facts.ts';

/** An icon as an `ICONIMAGE` resource: BITMAPINFOHEADER (height counts colour and mask), colour bits, mask bits. */
export interface IconRecord {
  /** Edge in pixels; 0 for the placeholder, which is icon 0. */
  readonly edge: number;
  readonly image: Buffer;
}

/** Name of a network address, as resolved when the capture was made. */
export interface HostRecord {
  /** 16 bytes; IPv4 in the first four, the rest zero. */
  readonly address: Buffer;
  readonly name: string;
}

/** Name of a port. */
export interface PortRecord {
  readonly port: number;
  readonly isTcp: boolean;
  readonly name: string;
}

/** Where the return addresses of one event lie, innermost first. One object is reused: never keep it, nor its bytes. */
export interface StackBytes {
  bytes: Buffer;
  start: number;
  /** Addresses, little-endian, of `width` bytes each. */
  count: number;
  width: 4 | 8;
}

/** What a log of Windows says of its system beyond what is shown. Source: Microsoft, "OSVERSIONINFOEXW structure". */
export interface WindowsEdition {
  readonly servicePackMajor: number;
  readonly servicePackMinor: number;
  /** Bits of products and features. */
  readonly suiteMask: number;
  /** 1 is a workstation, 2 a domain controller, 3 a server. */
  readonly productType: number;
}

/** Gives payloads and stacks of events: from segments, or from the file that the capture was opened from. */
export interface PayloadSource {
  /** Points `into` at the payload of row `index`. Errors: 'file/io' when the file cannot be read any more. */
  load(segment: Segment, index: number, into: Payload): void;
  /** Return addresses, innermost first. Errors as {@link load}. */
  stack(segment: Segment, index: number): readonly bigint[];
  /** The same as bytes, where the source has them at hand: many times faster for whoever copies every stack. */
  stackBytes?(segment: Segment, index: number, into: StackBytes): void;
  /** Closes files. */
  close(): void;
}

/** An opened capture: its events and all that is needed to show them. */
export interface Capture {
  readonly meta: CaptureMeta;
  readonly store: EventStore;
  readonly dialect: Dialect;
  readonly payloads: PayloadSource;
  readonly icons: readonly IconRecord[];
  readonly hosts: readonly HostRecord[];
  readonly ports: readonly PortRecord[];
  /** Undefined where the source does not say. */
  readonly windows?: WindowsEdition | undefined;
  /** What an event trace of Windows says of itself; undefined for other captures. */
  readonly trace?: TraceFacts | undefined;
  /** Account name of a security identifier `S-1-...`, where the capture knows it. */
  accountOf(sid: string): string | undefined;
  /** What {@link accountOf} knows so far: security identifiers and names. */
  readonly accounts?: Iterable<readonly [sid: string, name: string]>;
  /** Releases files and memory. */
  close(): Promise<void>;
}

/** Progress of a long job. `total` may grow while it becomes known. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

export interface OpenOptions {
  readonly signal?: AbortSignal;
  /** Called at most some times a second, with bytes of the file. */
  readonly onProgress?: (progress: Progress) => void;
  /** Bytes; default is the event store's. */
  readonly memoryBudget?: number;
  /** Where the events of a log go that do not fit in memory; default is the system's folder for temporary files. */
  readonly spillFolder?: string;
  /** Is asked for what only it knows of a trace that was made on it. Default: nobody is. */
  readonly ownMachine?: OwnMachine | undefined;
}

/** What became of reading a whole file. Warnings say what is damaged or missing; what could be read is there. */
export interface OpenReport {
  readonly warnings: readonly ProcscopeError[];
}

/** A capture whose first rows can be shown while the rest is still being read. */
export interface OpeningCapture {
  readonly capture: Capture;
  /** Settles when everything is read. Rejects with 'job/cancelled' or a file error; the rows so far stay readable. */
  readonly finished: Promise<OpenReport>;
}
