import { ProcscopeError } from '../../../shared/errors.ts';
import { helperNotice } from '../../live/helper-errors.ts';
import type { LiveSource } from '../../live/live-source.ts';
import { LossCause } from '../../wire/wire-format.ts';
import type { ClockMessage, HelloMessage, WireMessage } from '../../wire/wire-messages.ts';
import { WireStream } from '../../wire/wire-stream.ts';
import type { LogState } from './log-state.ts';

/** Of a stretch of the log between two pieces, or within one. */
export const MISSING_PART = 'A part of the boot log is damaged or missing';

/** A source for what a log holds, made when its first piece says what machine it is of. */
export type MakeSource = (hello: HelloMessage) => Promise<RecordedSource>;
/** A source that lets go on what is old by the events' own time: nobody waits for what was recorded before. */
export type RecordedSource = LiveSource & { releaseOld: () => void };

/**
 * Brings the pieces of a log into a source, in order: each is a stream of its own. Says what is missing: before the first
 * piece, between two, and at the end.
 */
export class LogReader {
  readonly #state: LogState;
  readonly #makeSource: MakeSource;
  readonly #notices: ProcscopeError[] = [];
  #source: RecordedSource | undefined;
  #stream = new WireStream();
  #pieces = 0;
  /** Events that were told or lost, as far as they were read. */
  #events = 0;
  /** Events that are missing before the piece whose clock has not come. */
  #missing = 0;
  #isDamaged = false;
  #hasClock = false;
  #isOver = false;
  #lastTime = 0n;

  constructor(state: LogState, makeSource: MakeSource) {
    this.#state = state;
    this.#makeSource = makeSource;
  }

  /** What the log's reader has to know. */
  get notices(): readonly ProcscopeError[] {
    return this.#notices;
  }

  get source(): RecordedSource | undefined {
    return this.#source;
  }

  beginPiece(): void {
    this.#stream = new WireStream();
    this.#pieces++;
  }

  async take(bytes: Buffer): Promise<void> {
    for (const message of this.#stream.push(bytes)) {
      if (message.type === 'hello') this.#source ??= await this.#makeSource(message);
      if (this.#source === undefined) {
        // What comes before a hello cannot be understood.
        this.#isDamaged = true;
        continue;
      }
      this.#takeMessage(message, this.#source);
    }
    this.#source?.releaseOld();
  }

  endPiece(): void {
    const rest = this.#stream.end();
    if (rest === undefined) return;
    this.#isDamaged = true;
    this.#source?.addGap(MISSING_PART);
  }

  /** Lets the last events go on, and says how the log ends. */
  end(): void {
    this.#source?.drain();
    if (this.#isOver) {
      if (this.#isDamaged) this.#notices.push(damagedNotice());
      return;
    }
    this.#notices.push(cutOffNotice(this.#lastTime + this.#state.offset));
  }

  #takeMessage(message: WireMessage, source: RecordedSource): void {
    switch (message.type) {
      case 'hello':
        this.#countMissing(message);
        return;
      case 'clock':
        this.#takeClock(message, source);
        return;
      case 'events':
        this.#events += message.batch.count;
        break;
      case 'losses':
        for (const { count } of message.losses) this.#events += count;
        break;
      case 'damage':
        this.#isDamaged = true;
        source.addGap(MISSING_PART);
        return;
      case 'error':
        this.#notices.push(helperNotice(message));
        return;
      case 'bye':
        this.#isOver = true;
        return;
      default:
        break;
    }
    source.take(message);
  }

  #countMissing({ facts }: HelloMessage): void {
    const before = Number(facts['events-before'] ?? 0);
    const missing = before - this.#events;
    this.#events = before;
    // What damage has cost is told already, where it is.
    if (missing > 0 && !this.#isDamaged) this.#missing = missing;
  }

  #takeClock(message: ClockMessage, source: RecordedSource): void {
    this.#lastTime = message.time;
    if (!this.#hasClock) {
      this.#hasClock = true;
      // As it was when the log was written last: a machine's clock may be set right long after its start.
      source.take({ ...message, unixNanoseconds: message.time + this.#state.offset });
    }
    if (this.#missing === 0) return;
    if (this.#pieces === 1) {
      // From when recording began on: the first of what is left may have begun before its piece.
      const to = this.#state.began;
      const loss = { from: undefined, to, cause: LossCause.LogFull, cpu: undefined };
      source.take({ type: 'losses', losses: [{ count: this.#missing, ...loss }] });
    } else {
      this.#isDamaged = true;
      source.addGap(MISSING_PART);
    }
    this.#missing = 0;
  }
}

function cutOffNotice(unixNanoseconds: bigint): ProcscopeError {
  const until = new Date(Number(unixNanoseconds / 1_000_000n)).toISOString();
  return new ProcscopeError(
    'boot/cut-off',
    'The log breaks off: the system crashed or lost power while it was recorded. What was written until then is here, up to the last whole record.',
    { until },
  );
}

function damagedNotice(): ProcscopeError {
  return new ProcscopeError(
    'boot/damaged',
    'Parts of the log could not be read and were left out; rows "Events Lost" stand where they were. Check the disk that the log was on.',
  );
}
