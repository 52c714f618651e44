import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import type { Capture } from '../../../../src/engine/capture/capture.ts';
import { StoredPayloads } from '../../../../src/engine/capture/stored-payloads.ts';
import { linuxDialect } from '../../../../src/engine/dialect/linux/linux-dialect.ts';
import { BootClock, fileTimeOfUnix } from '../../../../src/engine/live/boot-clock.ts';
import { DropStage } from '../../../../src/engine/live/drop-stage.ts';
import { HelperSource } from '../../../../src/engine/live/helper-source.ts';
import { LiveProcesses } from '../../../../src/engine/live/live-processes.ts';
import { EventStore } from '../../../../src/engine/store/event-store.ts';
import type { EventStoreOptions } from '../../../../src/engine/store/event-store.ts';
import { WireArchitecture } from '../../../../src/engine/wire/wire-format.ts';
import { WireStream } from '../../../../src/engine/wire/wire-stream.ts';
import type { DropFilter } from '../../../../src/shared/api/live-contract.ts';
import type { ColumnName } from '../../../../src/shared/columns.ts';

/** 1 March 2026, 9:30 UTC, in nanoseconds since 1970. */
export const START_UNIX = 1_772_357_400_000_000_000n;

/** What a helper's bytes become in a store, without a process and without a file. */
export class SourceRig {
  readonly store: EventStore;
  readonly capture: Capture;
  readonly source: HelperSource;
  readonly processes: LiveProcesses;
  readonly clock = new BootClock(START_UNIX);
  readonly clockSteps: bigint[] = [];
  readonly #stream = new WireStream();
  readonly #cells: CellFormatter;

  constructor(options: Partial<EventStoreOptions> = {}) {
    this.store = new EventStore({
      operation: (key) => linuxDialect.operation(key),
      resultText: (code) => linuxDialect.resultText(code),
      ...options,
    });
    const accounts = new Map([['uid:1000', 'anna']]);
    this.processes = new LiveProcesses(this.clock, (id) => accounts.get(id));
    this.source = new HelperSource({
      store: this.store,
      clock: this.clock,
      processes: this.processes,
      architecture: WireArchitecture.X86_64,
      onClockStep: (step) => this.clockSteps.push(step),
    });
    this.capture = {
      meta: {
        format: 'native',
        dialect: 'linux',
        bitness: 64,
        system: {
          computer: 'box',
          operatingSystem: 'Debian',
          processors: 2,
          memory: 0,
          highestUserAddress: 0n,
          linux: { kernel: '6.1', machine: 'x86_64', bootId: '', tier: 'fast' },
        },
        startTime: fileTimeOfUnix(START_UNIX),
      },
      store: this.store,
      dialect: linuxDialect,
      payloads: new StoredPayloads(this.store),
      icons: [],
      hosts: [],
      ports: [],
      accountOf: (id) => accounts.get(id),
      close: () => Promise.resolve(),
    };
    this.#cells = new CellFormatter(this.capture, { timeZoneOffset: () => 0 });
  }

  push(...frames: readonly Buffer[]): void {
    for (const frame of frames) for (const message of this.#stream.push(frame)) this.source.take(message);
  }

  drop(filter: DropFilter): void {
    const { meta, dialect } = this.capture;
    const accountOf = (id: string): string | undefined => this.capture.accountOf(id);
    this.source.setStage(new DropStage(filter, { meta, dialect, accountOf, cells: {} }));
  }

  /** Cells of all events, a list for each event. */
  rows(...columns: readonly ColumnName[]): string[][] {
    return this.store.segments.flatMap((segment) =>
      Array.from({ length: segment.length }, (_, i) => {
        this.#cells.at(segment, i);
        return columns.map((column) => this.#cells.text(column));
      }),
    );
  }

  /** One column of all events. */
  column(column: ColumnName): string[] {
    return this.rows(column).map(([text = '']) => text);
  }
}
