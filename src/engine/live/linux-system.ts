import type { SystemInfo } from '../../shared/capture-info.ts';
import { linuxDialect } from '../dialect/linux/linux-dialect.ts';
import type { Epoch } from '../store/epoch.ts';
import type { HelloMessage } from '../wire/wire-messages.ts';
import { BootClock } from './boot-clock.ts';
import { HelperSource } from './helper-source.ts';
import { LiveProcesses } from './live-processes.ts';
import { unixNow } from './live-source.ts';
import type { LiveSourceOptions, RecordedSystem } from './live-source.ts';
import { localAccounts, localSystem } from './local-machine.ts';

export interface LinuxSystemOptions {
  /** When the capture begins, in nanoseconds since 1970. Default: now. */
  readonly startUnix?: bigint;
  /** Names of users and groups by `uid:N` and `gid:N`. Default: this machine's. */
  readonly accounts?: ReadonlyMap<string, string>;
}

/** A Linux machine: its clock, and the processes that helpers told of. */
export class LinuxSystem implements RecordedSystem {
  readonly dialect = linuxDialect;
  readonly info: SystemInfo;
  readonly startUnix: bigint;
  readonly accounts: readonly (readonly [id: string, name: string])[];
  readonly clock: BootClock;
  readonly processes: LiveProcesses;
  readonly #accounts: ReadonlyMap<string, string>;
  #hasSource = false;

  constructor(hello: HelloMessage, { startUnix = unixNow(), accounts }: LinuxSystemOptions = {}) {
    this.info = localSystem(hello);
    this.startUnix = startUnix;
    this.#accounts = accounts ?? localAccounts();
    this.accounts = [...this.#accounts];
    this.clock = new BootClock(startUnix);
    this.processes = new LiveProcesses(this.clock, (id) => this.accountOf(id));
  }

  accountOf(id: string): string | undefined {
    return this.#accounts.get(id);
  }

  makeSource({ hello, ...options }: LiveSourceOptions): HelperSource {
    // Another helper counts anew; processes that still run go on.
    if (this.#hasSource) this.processes.beginSession();
    this.#hasSource = true;
    const { clock, processes } = this;
    return new HelperSource({ ...options, clock, processes, architecture: hello.architecture });
  }

  beginEpoch(epoch: Epoch): void {
    this.processes.beginEpoch(epoch);
  }
}
