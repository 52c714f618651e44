import type { FileTime, RelTicks } from '../../shared/units.ts';
import { fileTime } from '../../shared/units.ts';
import { DAMAGED_STREAM, lossCause } from '../live/loss-causes.ts';
import { WireSystem } from '../wire/wire-format.ts';
import type { RawBatch } from '../wire/raw-records.ts';
import type { EndpointsMessage, RawSessionMessage, WireLoss, WireMessage } from '../wire/wire-messages.ts';
import type { EtwDecoder } from './etw-decoder.ts';
import { HeldEndpoints, halves } from './held-endpoints.ts';
import { HeldRecords } from './held-records.ts';
import type { ProviderTable } from './providers.ts';
import { toldProcess } from './told-process.ts';
import { TraceClock } from './trace-clock.ts';

/**
 * How long a record waits for earlier ones of the other session, in milliseconds: two of the periods in which the helper has
 * Windows hand over what its buffers hold.
 */
export const WINDOW_MS = 500;
/** Milliseconds between two looks at what is due. */
const LOOK_MS = 10;
/** What takes records in the order of their times: the decoder. */
export type RecordSink = Pick<
  EtwDecoder,
  | 'decode'
  | 'addLoss'
  | 'advance'
  | 'beginSession'
  | 'finish'
  | 'tellVolumes'
  | 'tellAccounts'
  | 'tellProcesses'
  | 'tellEndpoints'
>;

/** What a decoder has to know of the session that its records come from. */
export type KnownSession = Pick<
  RawSessionMessage,
  'startTime' | 'startRaw' | 'frequency' | 'timerResolution'
>;

/** A decoder, and the clock that it counts with: one for all sessions of a capture. */
export interface BegunRecording {
  readonly clock: TraceClock;
  readonly sink: RecordSink;
}

export interface EtwWireSourceOptions {
  readonly providers: ProviderTable;
  /** Gives the decoder, when the first session of a stream tells its clock. */
  readonly begin: (session: KnownSession) => BegunRecording;
  /**
   * What is known of a session whose own word was lost on the way: records with this raw time have just come from it. Undefined:
   * nothing can be made of them. Called once for each time that sessions begin.
   */
  readonly guess?: (raw: bigint) => KnownSession | undefined;
  /** Is told, when the sessions end, how far their records were out of order. */
  readonly log?: ((text: string) => void) | undefined;
}

/** The clock of a session, whose ticks count from `start`. Default: from the session's begin. */
export function sessionClock(
  { startTime, startRaw, frequency }: KnownSession,
  start: FileTime = fileTime(startTime),
): TraceClock {
  return new TraceClock({ start, raw: startRaw, frequency, startTicks: Number(startTime - BigInt(start)) });
}

/** What is to be said behind the records that came before it. */
interface HeldWord {
  /** Raw units of the newest of them. */
  readonly behind: number;
  readonly say: (sink: RecordSink) => void;
}

/**
 * Brings what a Windows helper sends to a decoder: records of its sessions in one order, what it knows of the machine, and
 * losses. One for each stream. Whoever feeds it calls {@link look} now and then.
 */
export class EtwWireSource {
  readonly #options: EtwWireSourceOptions;
  readonly #records: HeldRecords;
  #clock: TraceClock | undefined;
  #sink: RecordSink | undefined;
  /** What came before the first session. */
  readonly #early: WireMessage[] = [];
  readonly #losses: WireLoss[] = [];
  readonly #words: HeldWord[] = [];
  readonly #endpoints = new HeldEndpoints();
  /** Whether the sessions that record now have told of themselves. */
  #isInSession = false;
  /** Whether records came of sessions that have not told of themselves. */
  #isGuessing = false;
  #newest = -Infinity;
  #marks: { readonly at: number; readonly newest: number }[] = [];
  #lastLook = -Infinity;
  /** Since when nothing newer has come, in milliseconds. */
  #quiet: { readonly since: number; readonly newest: number } | undefined;

  constructor(options: EtwWireSourceOptions) {
    this.#options = options;
    this.#records = new HeldRecords(options.providers);
  }

  /** Records that went to the decoder. */
  get received(): number {
    return this.#records.received;
  }

  /** Records that could not be told, because their provider or their session was lost on the way. */
  get untold(): number {
    return this.#records.untold;
  }

  /** Records that wait for their turn. */
  get waiting(): number {
    return this.#records.waiting;
  }

  /** Takes a message of the helper. What is not about records or the machine is left to others. */
  take(message: WireMessage): void {
    switch (message.type) {
      case 'raw-providers':
        return this.#records.takeProviders(message);
      case 'raw-session':
        return this.#beginSession(message);
      case 'raw-records':
        return this.#hold(message.batch);
      case 'drives':
      case 'accounts':
        if (this.#sink === undefined) this.#early.push(message);
        else tell(this.#sink, message);
        return;
      case 'system-processes': {
        const told = message.processes.map(toldProcess);
        // What records say of a process is known before what the helper found out when it read them.
        this.#sayBehind((sink) => sink.tellProcesses(told));
        return;
      }
      case 'losses':
        for (const loss of message.losses) this.#holdLoss(loss);
        return;
      case 'endpoints':
        return this.#holdEndpoints(message);
      case 'damage':
        this.addGap(DAMAGED_STREAM);
        return;
      default:
        return;
    }
  }

  /** Lets go on what is due. Cheap when it was called a moment ago. `now` in milliseconds. */
  look(now = performance.now()): void {
    if (now - this.#lastLook < LOOK_MS || this.#clock === undefined) return;
    this.#lastLook = now;
    let limit = this.#newest - (WINDOW_MS / 1000) * this.#clock.frequency;
    // What has waited for the whole window goes on, whatever the times of records say.
    while (this.#marks.length > 0 && now - this.#marks[0]!.at >= WINDOW_MS) {
      limit = Math.max(limit, this.#marks.shift()!.newest);
    }
    if (this.#marks.at(-1)?.newest !== this.#newest) this.#marks.push({ at: now, newest: this.#newest });
    this.#release(limit);
    this.#passTime(now);
  }

  /** Lets everything go on, whatever its order. */
  drain(): void {
    this.#release(Infinity);
    this.#marks.length = 0;
    this.#sink?.finish();
  }

  /** The sessions have ended: {@link drain}. Others may begin. */
  finish(): void {
    this.drain();
    this.#tellOrder();
    this.#isInSession = this.#isGuessing = false;
  }

  /** Something is missing behind the newest record, however much. */
  addGap(cause: string): void {
    const time = this.#newestTime();
    this.#sayBehind((sink) => sink.addLoss(time, undefined, cause));
  }

  #tellOrder(): void {
    const { records, late, lateUnits } = this.#records.takeOrder();
    if (records === 0) return;
    const most = (lateUnits / this.#clock!.frequency) * 1000;
    const extent = late === 0 ? '' : `, up to ${most.toFixed(1)} ms too late`;
    this.#options.log?.(
      `Order of the sessions: ${late} of ${records} records came behind later ones that had gone on${extent}; sorted within ${WINDOW_MS} ms`,
    );
  }

  #beginSession(session: KnownSession): void {
    if (this.#isInSession) return;
    this.#isInSession = true;
    this.#isGuessing = false;
    // All sessions of a capture count with one clock; the first one says where it stands.
    if (this.#clock === undefined) {
      const { clock, sink } = this.#options.begin(session);
      this.#clock = clock;
      this.#sink = sink;
    }
    this.#sink?.beginSession();
    for (const message of this.#early.splice(0)) if (this.#sink !== undefined) tell(this.#sink, message);
  }

  /** The clock of the session that `raw` is a time of. Undefined: its word was lost, and nothing can stand for it. */
  #clockFor(raw: () => bigint): TraceClock | undefined {
    if (this.#isInSession || this.#isGuessing) return this.#clock;
    this.#isGuessing = true;
    const session = this.#options.guess?.(raw());
    if (session !== undefined) this.#beginSession(session);
    return this.#clock;
  }

  #holdLoss(loss: WireLoss): void {
    this.#losses.push(loss);
    // Nothing may come any more: it waits as if it were a record.
    if (this.#clock !== undefined)
      this.#newest = Math.max(this.#newest, this.#clock.since(...halves(loss.to)));
  }

  /** While nothing comes, time goes on: rows that wait for what may stand before them have waited long enough some day. */
  #passTime(now: number): void {
    const newest = this.#newest;
    if (this.#quiet?.newest !== newest) this.#quiet = { since: now, newest };
    if (!this.#records.isEmpty || !this.#endpoints.isEmpty || !Number.isFinite(newest)) return;
    const passed = ((now - this.#quiet.since) / 1000) * this.#clock!.frequency;
    this.#sink?.advance(this.#clock!.at(Math.floor(newest + passed)));
  }

  #hold(batch: RawBatch): void {
    if (batch.count === 0) return;
    const clock = this.#clockFor(() => batch.timeOf(batch.first));
    if (clock === undefined) return this.#records.skip(batch.count);
    this.#newest = Math.max(this.#newest, this.#records.add(batch, clock));
    if (this.#records.isFull) this.#release(this.#newest);
  }

  #holdEndpoints(message: EndpointsMessage): void {
    const clock = this.#clockFor(() => message.time);
    if (clock !== undefined) this.#newest = Math.max(this.#newest, this.#endpoints.add(message, clock));
  }

  /** Gives the decoder what is not later than `limit`, in order. */
  #release(limit: number): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    this.#endpoints.release(limit, this.#clock!, sink, (at) => this.#records.release(at, sink));
    this.#records.release(limit, sink);
    this.#releaseLosses(limit, sink);
    this.#releaseWords(limit, sink);
    if (Number.isFinite(limit)) sink.advance(this.#clock!.at(Math.floor(limit)));
  }

  #releaseLosses(limit: number, sink: RecordSink): void {
    const later: WireLoss[] = [];
    for (const loss of this.#losses) {
      const [high, low] = halves(loss.to);
      const clock = this.#clock!;
      if (clock.since(high, low) > limit) later.push(loss);
      else sink.addLoss(clock.ticks(high, low), loss.count, lossCause(WireSystem.Windows, loss.cause));
    }
    this.#losses.splice(0, this.#losses.length, ...later);
  }

  #sayBehind(say: HeldWord['say']): void {
    this.#words.push({ behind: this.#newest, say });
    if (this.#records.isEmpty && this.#sink !== undefined) this.#releaseWords(this.#newest, this.#sink);
  }

  #releaseWords(limit: number, sink: RecordSink): void {
    let count = 0;
    while (count < this.#words.length && this.#words[count]!.behind <= limit) count++;
    for (const { say } of this.#words.splice(0, count)) say(sink);
  }

  #newestTime(): RelTicks {
    const units = Number.isFinite(this.#newest) ? this.#newest : 0;
    return (this.#clock?.at(units) ?? 0) as RelTicks;
  }
}

function tell(sink: RecordSink, message: WireMessage): void {
  if (message.type === 'drives')
    sink.tellVolumes(message.drives.map(({ kernel, user }) => ({ nt: kernel, dos: user })));
  else if (message.type === 'accounts')
    sink.tellAccounts(message.accounts.map(({ sid, name }) => [sid, name] as const));
}
