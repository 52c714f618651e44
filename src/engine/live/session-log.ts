import { WireArchitecture, WireSystem } from '../wire/wire-format.ts';
import type { ClockMessage, HelloMessage, WireMessage } from '../wire/wire-messages.ts';
import { lossCause } from './loss-causes.ts';
import type { EventCounts } from './session-status.ts';

/** Where a capture's log goes. Nothing of it ever throws. */
export interface LogSink {
  /** `time` in milliseconds since 1970. `isLast`: it is of the end, for which there is room of its own. */
  line(time: number, text: string, isLast?: boolean): void;
  close(): Promise<void>;
}

/** The last instant that dates know, in milliseconds since 1970. */
const LAST_TIME = 8.64e15;

/**
 * Tells a sink how a capture goes: who records, what the helper tried and which other way it took, what was lost and why, how it
 * ended. Lines of the helper have its time, where its clock is known.
 */
export class SessionLog {
  readonly #sink: LogSink | undefined;
  #hello: HelloMessage | undefined;
  #clock: ClockMessage | undefined;
  readonly #losses = new Map<string, number>();

  constructor(sink: LogSink | undefined) {
    this.#sink = sink;
  }

  /** A helper is asked to record. */
  begin(hello: HelloMessage, hasStacks: boolean): void {
    if (hello !== this.#hello) {
      this.#hello = hello;
      this.#clock = undefined;
      for (const text of factsOf(hello)) this.add(text);
    }
    this.add(hasStacks ? 'Recording begins, with call stacks' : 'Recording begins');
  }

  /** Takes a message of the helper. What is of no matter for the log is left to others. */
  take(message: WireMessage): void {
    switch (message.type) {
      case 'log':
        this.#sink?.line(this.#timeOf(message.time), message.text);
        return;
      case 'clock':
        this.#clock = message;
        return;
      case 'error':
        this.add(`The capture helper warns (${message.code}): ${message.sentence}`);
        return;
      case 'losses':
        for (const { cause, count } of message.losses) this.#countLoss(cause, count);
        return;
      case 'damage': {
        const { bytes, frames, reason } = message;
        const why = reason === undefined ? '' : `: ${reason}`;
        this.add(`Damaged data of the capture helper: ${bytes} bytes, ${frames} frames${why}`);
        return;
      }
      default:
        return;
    }
  }

  /** Says something now. */
  readonly add = (text: string): void => {
    this.#sink?.line(Date.now(), text);
  };

  /** The same, of the end. */
  readonly addLast = (text: string): void => {
    this.#sink?.line(Date.now(), text, true);
  };

  /** Recording has ended. The counts are those of the capture, the causes of what was lost since recording began. */
  end(how: string, { recorded, lost, dropped }: EventCounts): void {
    this.addLast(`Recording ended: ${how}`);
    this.addLast(`Events: ${recorded} recorded, ${lost} lost, ${dropped} left out by the filter`);
    for (const [cause, count] of this.#losses) this.addLast(`Lost: ${count} (${cause})`);
    this.#losses.clear();
  }

  async close(): Promise<void> {
    await this.#sink?.close();
  }

  #countLoss(cause: number, count: number): void {
    const text = lossCause(this.#hello?.system ?? WireSystem.Linux, cause);
    this.#losses.set(text, (this.#losses.get(text) ?? 0) + count);
  }

  /** When a time of the helper was, in milliseconds since 1970; now, where its clock does not say it. */
  #timeOf(ticks: bigint): number {
    const clock = this.#clock;
    const frequency = this.#hello?.ticksPerSecond ?? 0;
    if (clock === undefined || frequency === 0) return Date.now();
    const time = Number(clock.unixNanoseconds) / 1_000_000 + (Number(ticks - clock.time) * 1000) / frequency;
    return time > 0 && time < LAST_TIME ? time : Date.now();
  }
}

/** What a helper says first, as lines. */
function factsOf({ system, architecture, major, minor, helperPid, cpus, facts }: HelloMessage): string[] {
  const machine = `${nameOf(WireSystem, system)}, ${nameOf(WireArchitecture, architecture)}, ${cpus} processors`;
  return [
    `Capture helper: ${machine}, protocol ${major}.${minor}, PID ${helperPid}`,
    ...Object.entries(facts).map(([name, value]) => `  ${name}: ${value}`),
  ];
}

function nameOf(names: Readonly<Record<string, number>>, number: number): string {
  return Object.entries(names).find(([, each]) => each === number)?.[0] ?? String(number);
}
