import type { SystemInfo } from '../../shared/capture-info.ts';
import { etwDialect } from '../dialect/etw/etw-dialect.ts';
import { EtwDecoder } from '../etw/etw-decoder.ts';
import { ProviderTable } from '../etw/providers.ts';
import { sessionClock } from '../etw/wire-source.ts';
import type { BegunRecording, KnownSession } from '../etw/wire-source.ts';
import type { EventStore } from '../store/event-store.ts';
import type { HelloMessage } from '../wire/wire-messages.ts';
import { fileTimeOfUnix } from './boot-clock.ts';
import { EtwSource } from './etw-source.ts';
import { unixNow } from './live-source.ts';
import type { LiveSourceOptions, RecordedSystem } from './live-source.ts';
import { windowsSystemInfo } from './windows-machine.ts';

/**
 * How long rows wait for their order, their ends and their call stacks behind their records, in ticks: 250 ms. Source:
 * etw-capture reference, 2.8.
 */
const HOLD_TICKS = 2_500_000;

/** A machine with Windows: its clock, and all that the decoder of its records knows. */
export class EtwSystem implements RecordedSystem {
  readonly dialect = etwDialect;
  readonly info: SystemInfo;
  readonly startUnix: bigint;
  readonly accounts: [id: string, name: string][] = [];
  readonly #names = new Map<string, string>();
  readonly #providers = new ProviderTable();
  #begun: (BegunRecording & { readonly decoder: EtwDecoder }) | undefined;

  constructor(hello: HelloMessage, { startUnix = unixNow() }: { readonly startUnix?: bigint } = {}) {
    this.info = windowsSystemInfo(hello);
    this.startUnix = startUnix;
  }

  accountOf(id: string): string | undefined {
    return this.#names.get(id);
  }

  /** Takes names of accounts. */
  tellAccounts(accounts: Iterable<readonly [id: string, name: string]>): void {
    for (const [id, name] of accounts) {
      if (this.#names.get(id) === name) continue;
      this.#names.set(id, name);
      this.accounts.push([id, name]);
    }
  }

  makeSource(options: LiveSourceOptions): EtwSource {
    const { store } = options;
    return new EtwSource({
      ...options,
      providers: this.#providers,
      begin: (session) => this.#begin(session, store),
      onAccounts: (accounts) => this.tellAccounts(accounts),
    });
  }

  /** The decoder sees by itself where rows go. */
  beginEpoch(): void {}

  /** One decoder for the whole capture: what ran before a stop is the same process when it goes on. */
  #begin(session: KnownSession, store: EventStore): BegunRecording & { readonly decoder: EtwDecoder } {
    if (this.#begun !== undefined) return this.#begun;
    const { timerResolution } = session;
    const clock = sessionClock(session, fileTimeOfUnix(this.startUnix));
    const providers = this.#providers;
    const decoder = new EtwDecoder({ store, clock, providers, timerResolution, holdTicks: HOLD_TICKS });
    this.tellAccounts(decoder.accounts);
    this.#begun = { clock, decoder, sink: decoder };
    return this.#begun;
  }
}
