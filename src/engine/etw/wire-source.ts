import type { FileTime, RelTicks } from '../../shared/units.ts';
import { fileTime } from '../../shared/units.ts';
import { DAMAGED_STREAM, lossCause } from '../live/loss-causes.ts';
import { WireSystem } from '../wire/wire-format.ts';
import { WireRawRecord } from '../wire/raw-records.ts';
import type { RawBatch } from '../wire/raw-records.ts';
import type { RawSessionMessage, WireLoss, WireMessage } from '../wire/wire-messages.ts';
import type { EtwDecoder } from './etw-decoder.ts';
import { HeldBatch, WireRecords } from './from-wire.ts';
import { HeldEndpoints, halves } from './held-endpoints.ts';
import type { ProviderTable } from './providers.ts';
import { RawRecord } from './raw-record.ts';
import { toldProcess } from './told-process.ts';
import { TraceClock } from './trace-clock.ts';

/**
 * How long a record waits for earlier ones of the other session, in milliseconds: two of the periods in which the helper has
 * Windows hand over what its buffers hold.
 */
export const WINDOW_MS = 500;
/** Milliseconds between two looks at what is due. */
const LOOK_MS = 10;
/** Bytes of records that wait; beyond, the oldest go on at once. */
const MOST_HELD_BYTES = 256 * 1024 * 1024;

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

/** A decoder, and the clock that it counts with: one for all sessions of a capture. */
export interface BegunRecording {
  readonly clock: TraceClock;
  readonly sink: RecordSink;
}

export interface EtwWireSourceOptions {
  readonly providers: ProviderTable;
  /** Gives the decoder, when the first session of a stream tells its clock. */
  readonly begin: (session: RawSessionMessage) => BegunRecording;
}

/** The clock of a session, whose ticks count from `start`. Default: from the session's begin. */
export function sessionClock(
  { startTime, startRaw, frequency }: RawSessionMessage,
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
  readonly #records: WireRecords;
  readonly #record = new RawRecord();
  readonly #wire = new WireRawRecord();
  #clock: TraceClock | undefined;
  #sink: RecordSink | undefined;
  /** What came before the first session. */
  readonly #early: WireMessage[] = [];
  #held: HeldBatch[] = [];
  #heldBytes = 0;
  readonly #losses: WireLoss[] = [];
  readonly #words: HeldWord[] = [];
  readonly #endpoints = new HeldEndpoints();
  /** Whether the sessions that record now have told of themselves. */
  #isInSession = false;
  #newest = -Infinity;
  #marks: { readonly at: number; readonly newest: number }[] = [];
  #lastLook = -Infinity;
  /** Since when nothing newer has come, in milliseconds. */
  #quiet: { readonly since: number; readonly newest: number } | undefined;
  #received = 0;
  #untold = 0;

  constructor(options: EtwWireSourceOptions) {
    this.#options = options;
    this.#records = new WireRecords(options.providers);
  }

  /** Records that went to the decoder. */
  get received(): number {
    return this.#received;
  }

  /** Records that could not be told, because their provider was lost on the way. */
  get untold(): number {
    return this.#untold;
  }

  /** Records that wait for their turn. */
  get waiting(): number {
    return this.#held.reduce((sum, held) => sum + held.count - held.next, 0);
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
        if (this.#clock !== undefined)
          this.#newest = Math.max(this.#newest, this.#endpoints.add(message, this.#clock));
        return;
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
    this.#isInSession = false;
  }

  /** Something is missing behind the newest record, however much. */
  addGap(cause: string): void {
    if (this.#sink === undefined) return;
    const time = this.#newestTime();
    this.#sayBehind((sink) => sink.addLoss(time, undefined, cause));
  }

  #beginSession(session: RawSessionMessage): void {
    if (this.#isInSession) return;
    this.#isInSession = true;
    // All sessions of a capture count with one clock; the first one says where it stands.
    if (this.#clock === undefined) {
      const { clock, sink } = this.#options.begin(session);
      this.#clock = clock;
      this.#sink = sink;
    }
    this.#sink?.beginSession();
    for (const message of this.#early.splice(0)) if (this.#sink !== undefined) tell(this.#sink, message);
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
    if (this.#held.length > 0 || !this.#endpoints.isEmpty || !Number.isFinite(newest)) return;
    const passed = ((now - this.#quiet.since) / 1000) * this.#clock!.frequency;
    this.#sink?.advance(this.#clock!.at(Math.floor(newest + passed)));
  }

  #hold(batch: RawBatch): void {
    const clock = this.#clock;
    if (clock === undefined) {
      this.#untold += batch.count;
      return;
    }
    const held = new HeldBatch(batch, (high, low) => clock.since(high, low));
    if (held.count === 0) return;
    this.#held.push(held);
    this.#heldBytes += held.bytes.length;
    this.#newest = Math.max(this.#newest, held.times.at(-1)!);
    if (this.#heldBytes > MOST_HELD_BYTES) this.#release(this.#newest);
  }

  /** Gives the decoder what is not later than `limit`, in order: runs of the batch with the earliest record. */
  #release(limit: number): void {
    const sink = this.#sink;
    if (sink === undefined) return;
    this.#endpoints.release(limit, this.#clock!, sink, (at) => this.#releaseRecords(at, sink));
    this.#releaseRecords(limit, sink);
    this.#releaseLosses(limit, sink);
    this.#releaseWords(limit, sink);
    if (Number.isFinite(limit)) sink.advance(this.#clock!.at(Math.floor(limit)));
  }

  #releaseRecords(limit: number, sink: RecordSink): void {
    for (;;) {
      let earliest: HeldBatch | undefined;
      let second = Infinity;
      for (const held of this.#held) {
        if (earliest === undefined || held.nextTime < earliest.nextTime) {
          second = earliest?.nextTime ?? Infinity;
          earliest = held;
        } else second = Math.min(second, held.nextTime);
      }
      if (earliest === undefined || earliest.nextTime > limit) break;
      this.#decodeRun(earliest, Math.min(limit, second), sink);
      if (earliest.next === earliest.count) this.#drop(earliest);
    }
  }

  #decodeRun(held: HeldBatch, last: number, sink: RecordSink): void {
    const record = this.#record;
    const wire = this.#wire;
    while (held.next < held.count && held.times[held.next]! <= last) {
      held.read(held.next++, wire);
      if (this.#records.fill(held.bytes, wire, record)) {
        this.#received++;
        sink.decode(record);
      } else {
        this.#untold++;
      }
    }
  }

  #drop(held: HeldBatch): void {
    this.#held = this.#held.filter((each) => each !== held);
    this.#heldBytes -= held.bytes.length;
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
    if (this.#held.length === 0 && this.#sink !== undefined) this.#releaseWords(this.#newest, this.#sink);
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
