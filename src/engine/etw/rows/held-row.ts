import { EtwPayload } from '../../dialect/etw/etw-payload.ts';
import type { PayloadArena } from '../../dialect/etw/payload-arena.ts';
import { NO_RESULT } from '../../dialect/etw/results.ts';
import type { EtwProcess } from '../state/etw-process.ts';
import { NO_PATH } from '../state/shown-path.ts';
import type { ShownPath } from '../state/shown-path.ts';

/** Where a row is. */
export const RowPlace = {
  /** In nobody's hands: to be used again. */
  Free: 0,
  /** In the queue, in the order of times. */
  Queued: 1,
  /** Out of the queue, because its end took too long to wait for. */
  Parked: 2,
} as const;
export type RowPlace = (typeof RowPlace)[keyof typeof RowPlace];

/** Lost events that a row stands for. */
export interface RowLoss {
  /** Undefined when the source does not say. */
  readonly count: number | undefined;
  readonly cause: string;
}

/** What an operation does to the name of its file: opens it by one, gives it another, or one more. */
export type SubjectKind = 'open' | 'rename' | 'link';

/** The file that an operation opened or gives another name. */
export interface RowSubject {
  readonly objectHigh: number;
  readonly objectLow: number;
  readonly keyHigh: number;
  readonly keyLow: number;
  readonly kind: SubjectKind;
  /** The name that it is given, once that is told. */
  newName: ShownPath | undefined;
}

/** A row of the capture that is not in the event store yet, because its end or something before it may still come. */
export class HeldRow extends EtwPayload {
  /** Number of the row object; the same for ever. */
  readonly index: number;
  place: RowPlace = RowPlace.Free;
  /** Ticks. */
  time = 0;
  /** Ticks; -1 while the end is not known. */
  duration = -1;
  process: EtwProcess | undefined;
  tid = 0;
  /** Key of the dialect. */
  operation = 0;
  result = NO_RESULT;
  path: ShownPath = NO_PATH;
  /** Whether an event may come that ends the operation. */
  isPending = false;
  /** Whether it goes on when its turn comes, although its end may still come. */
  isImpatient = false;
  /** Number of the operation: rows are used again, so that a row alone does not tell it. */
  serial = 0;
  loss: RowLoss | undefined;
  /** Address of the request that is waited for. */
  irpHigh = 0;
  irpLow = 0;
  /** Bytes that a read or write asked for: what it moved is told only where that is another number. */
  requested = 0;
  /** What is told of the operation only together with its end. */
  subject: RowSubject | undefined;
  /** Raw time of the record, for stacks that name it. */
  recordHigh = 0;
  recordLow = 0;
  /** The next row in the same slot of {@link StackWaiters}. */
  nextWaiter: HeldRow | undefined;
  isWaiting = false;
  /** Return addresses of 8 bytes each. */
  kernelStack: Buffer | undefined;
  userStack: Buffer | undefined;
  /** What its records have behind the known fields, in newer versions than are known: see newerPart. */
  newer: Buffer | undefined;
  constructor(index: number, arena: PayloadArena) {
    super(arena);
    this.index = index;
  }

  override closePayload(): void {
    const { kernelBeginning } = this.path;
    const { newer } = this;
    if (newer === undefined || kernelBeginning === undefined) super.closePayload(newer ?? kernelBeginning);
    else super.closePayload(Buffer.concat([newer, kernelBeginning]));
  }

  /** Makes it a row of its own again. */
  reset(serial: number): void {
    this.duration = -1;
    this.process = undefined;
    this.tid = 0;
    this.operation = 0;
    this.result = NO_RESULT;
    this.path = NO_PATH;
    this.isPending = false;
    this.isImpatient = false;
    this.serial = serial;
    this.loss = undefined;
    this.irpHigh = 0;
    this.irpLow = 0;
    this.requested = 0;
    this.subject = undefined;
    this.nextWaiter = undefined;
    this.isWaiting = false;
    this.kernelStack = undefined;
    this.userStack = undefined;
    this.newer = undefined;
    this.beginPayload();
  }
}
