import { toErrorInfo } from '../../shared/api/envelope.ts';
import { MAX_NOTICES } from '../../shared/api/live-contract.ts';
import type { LiveState } from '../../shared/api/live-contract.ts';
import type { ProcscopeError } from '../../shared/errors.ts';
import { ProgramState } from '../wire/wire-format.ts';
import type { HelloMessage, ProgramMessage } from '../wire/wire-messages.ts';
import { waitStatus } from './launched-program.ts';
import type { RunningProgram } from './launched-program.ts';
import type { LiveFile } from './live-file.ts';
import { LiveMeter } from './live-meter.ts';

/** Events that were counted. */
export interface EventCounts {
  readonly recorded: number;
  readonly lost: number;
  readonly dropped: number;
}

/** How a live capture is: what clients are told of it, but for its events. */
export class SessionStatus {
  readonly #onChanged: () => void;
  readonly #meter = new LiveMeter();
  readonly #notices: ProcscopeError[] = [];
  #state: LiveState['state'] = 'stopped';
  #source: LiveState['source'];
  #error: ProcscopeError | undefined;
  #launched: LiveState['launched'];
  #disk = 0;

  /** `onChanged` is called whenever something of it is other than before. */
  constructor(source: LiveState['source'], onChanged: () => void) {
    this.#source = source;
    this.#onChanged = onChanged;
  }

  get state(): LiveState['state'] {
    return this.#state;
  }

  /** Says who records from now on. */
  setSource(source: LiveState['source']): void {
    this.#source = source;
  }

  /** Recording has begun. */
  run(): void {
    this.#state = 'running';
    this.#error = undefined;
    this.#launched = undefined;
    this.#onChanged();
  }

  /** Recording has ended; with an error, by itself. */
  end(error?: ProcscopeError): void {
    this.#state = error === undefined ? 'stopped' : 'failed';
    this.#error = error;
    this.#meter.stop();
    this.#onChanged();
  }

  /** Notes what changes slowly: to be called about twice a second while events come, and when they no longer do. */
  note(recorded: number, disk: number): void {
    if (this.#state === 'running') this.#meter.note(recorded, performance.now());
    this.#disk = disk;
    this.#onChanged();
  }

  /** Tells a user something, once. */
  notice(error: ProcscopeError): void {
    const isKnown = this.#notices.some(({ message }) => message === error.message);
    if (isKnown || this.#notices.length >= MAX_NOTICES) return;
    this.#notices.push(error);
    this.#onChanged();
  }

  /** A program runs that was launched. */
  follow({ pid, ended }: RunningProgram): void {
    const program = (this.#launched = { pid } as NonNullable<LiveState['launched']>);
    void ended.then((exit) => {
      program.exit = exit;
      this.#onChanged();
    });
  }

  /** A traced program began or ended. */
  takeProgram({ state, pid, status }: ProgramMessage): void {
    if (state === ProgramState.Started) this.#launched = { pid };
    if (state === ProgramState.Ended) this.#launched = { pid, exit: waitStatus(status) };
    this.#onChanged();
  }

  /** As clients are told. */
  toState(
    { recorded, lost, dropped }: EventCounts,
    file: Pick<LiveFile, 'name' | 'isBacked' | 'failure'>,
    { facts }: Pick<HelloMessage, 'facts'>,
  ): LiveState {
    return {
      state: this.#state,
      source: this.#source,
      tier: facts['tier'] ?? facts['source'] ?? '',
      rate: this.#meter.rate,
      recorded,
      lost,
      dropped,
      disk: this.#disk,
      ...(file.failure === undefined ? { file: file.name } : {}),
      isBacked: file.isBacked,
      helper: { ...facts },
      launched: this.#launched,
      error: this.#error === undefined ? undefined : toErrorInfo(this.#error),
      notices: this.#notices.map(toErrorInfo),
    };
  }
}
