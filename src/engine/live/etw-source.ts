import type { EtwDecoder } from '../etw/etw-decoder.ts';
import type { ProviderTable } from '../etw/providers.ts';
import { EtwWireSource } from '../etw/wire-source.ts';
import type { BegunRecording, KnownSession } from '../etw/wire-source.ts';
import type { ClockMessage, WireMessage } from '../wire/wire-messages.ts';
import { fileTimeOfUnix } from './boot-clock.ts';
import type { DropStage } from './drop-stage.ts';
import { EtwScopes } from './etw-scopes.ts';
import { unixNow } from './live-source.ts';
import type { LiveSource, LiveSourceOptions, SourceScopes } from './live-source.ts';
import { guessedNotice, untoldNotice } from './session-notices.ts';

const NANOSECONDS = 1_000_000_000n;
/** Steps of the wall clock below this, in nanoseconds, are the work of time services: nobody is told. */
const LEAST_STEP = 100_000_000n;
/** Of the processor times of threads, in units of 100 ns: 64 times a second, as on all machines with Windows but old ones. */
const USUAL_TIMER = 156_250;

export interface EtwSourceOptions extends LiveSourceOptions {
  readonly providers: ProviderTable;
  /** Gives the capture's decoder, when the first session tells its clock. */
  readonly begin: (session: KnownSession) => BegunRecording & { readonly decoder: EtwDecoder };
  readonly onAccounts: (accounts: Iterable<readonly [id: string, name: string]>) => void;
}

/** Brings what a helper of Windows sends into an event store. One for each helper. Whoever feeds it calls {@link look} now and then. */
export class EtwSource implements LiveSource {
  readonly #options: EtwSourceOptions;
  readonly #wire: EtwWireSource;
  #decoder: EtwDecoder | undefined;
  #stage: DropStage | undefined;
  #scopes: EtwScopes | undefined;
  /** What the decoder had counted before this helper. */
  #before = { passed: 0, dropped: 0 };
  #lost = 0;
  #clock: ClockMessage | undefined;

  constructor(options: EtwSourceOptions) {
    this.#options = options;
    this.#wire = new EtwWireSource({
      providers: options.providers,
      begin: (session) => {
        const begun = options.begin(session);
        const { decoder } = begun;
        this.#decoder = decoder;
        this.#before = { passed: decoder.passed, dropped: decoder.dropped };
        this.#choose();
        return begun;
      },
      guess: (raw) => this.#guess(raw),
      log: options.log,
    });
  }

  get recorded(): number {
    return (this.#decoder?.passed ?? 0) - this.#before.passed;
  }

  get lost(): number {
    return this.#lost;
  }

  get dropped(): number {
    return (this.#decoder?.dropped ?? 0) - this.#before.dropped;
  }

  setStage(stage: DropStage | undefined): void {
    this.#stage = stage;
    this.#choose();
  }

  setScopes(scopes: SourceScopes): void {
    const isLimited = scopes.skipOthers || scopes.scopes.length > 0;
    this.#scopes = isLimited ? new EtwScopes(scopes) : undefined;
    this.#choose();
  }

  take(message: WireMessage): void {
    this.#wire.take(message);
    switch (message.type) {
      case 'accounts':
        this.#options.onAccounts(message.accounts.map(({ sid, name }) => [sid, name] as const));
        return;
      case 'losses':
        for (const { count } of message.losses) this.#lost += count;
        return;
      case 'clock':
        this.#takeClock(message);
        return;
      default:
        return;
    }
  }

  look(): void {
    this.#wire.look();
  }

  drain(): void {
    this.#wire.drain();
  }

  finish(): void {
    this.#wire.finish();
    for (const text of this.#decoder?.takeReport() ?? []) this.#options.log?.(text);
  }

  addGap(cause: string): void {
    this.#wire.addGap(cause);
  }

  #choose(): void {
    const { most = Infinity } = this.#options;
    this.#decoder?.choose({ wants: this.#scopes?.wants, stage: this.#stage, most: most - this.recorded });
  }

  /** What is known of sessions whose own word was lost: the helper's clock is theirs. */
  #guess(raw: bigint): KnownSession | undefined {
    const { hello, onNotice } = this.#options;
    const frequency = hello.ticksPerSecond;
    if (frequency === 0) {
      onNotice?.(untoldNotice());
      return undefined;
    }
    // Times of one capture go on from its first session.
    if (this.#decoder === undefined) onNotice?.(guessedNotice());
    const { time, unixNanoseconds } = this.#clock ?? { time: raw, unixNanoseconds: unixNow() };
    return {
      ...{ startRaw: time, startTime: fileTimeOfUnix(unixNanoseconds) },
      ...{ frequency, timerResolution: USUAL_TIMER },
    };
  }

  /** The performance counter drifts from the wall clock by itself, so that only what happened between two frames is a step. */
  #takeClock(message: ClockMessage): void {
    const before = this.#clock;
    this.#clock = message;
    const frequency = BigInt(this.#options.hello.ticksPerSecond);
    if (before === undefined || frequency === 0n) return;
    const passed = ((message.time - before.time) * NANOSECONDS) / frequency;
    const step = message.unixNanoseconds - before.unixNanoseconds - passed;
    if (step >= LEAST_STEP || step <= -LEAST_STEP) this.#options.onClockStep(step);
  }
}
