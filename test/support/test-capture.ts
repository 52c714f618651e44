import type { Capture } from '../../src/engine/capture/capture.ts';
import { StoredPayloads } from '../../src/engine/capture/stored-payloads.ts';
import type { Dialect, OperationInfo } from '../../src/engine/dialect/dialect.ts';
import type { Payload } from '../../src/engine/dialect/payload.ts';
import { PAYLOAD_HEAD_BYTES, writePayloadHead } from '../../src/engine/dialect/payload.ts';
import type { Epoch } from '../../src/engine/store/epoch.ts';
import { EventStore } from '../../src/engine/store/event-store.ts';
import type { EventStoreOptions } from '../../src/engine/store/event-store.ts';
import type { ProcessRecord } from '../../src/engine/store/process-table.ts';
import { EventClass } from '../../src/shared/event-class.ts';
import { fileTime } from '../../src/shared/units.ts';
import type {
  EventNo,
  FileTime,
  OperationId,
  ProcessId,
  RelTicks,
  ResultId,
  StackId,
} from '../../src/shared/units.ts';

/** 7/12/2020 1:18:20.9427358 AM UTC. */
export const TEST_START: FileTime = fileTime(132_389_903_009_427_358n);

/** An event of a test in plain values; what is left out is empty or 0. */
export interface TestEvent {
  readonly process?: string;
  readonly pid?: number;
  readonly tid?: number;
  readonly operation?: string;
  readonly path?: string;
  readonly result?: string;
  /** Ticks since {@link TEST_START}. */
  readonly time?: number;
  /** Ticks; -1 while pending. */
  readonly duration?: number;
  readonly detail?: string;
  readonly category?: string;
  readonly company?: string;
  readonly commandLine?: string;
  readonly user?: string;
  readonly parentPid?: number;
  readonly session?: number;
  readonly is64Bit?: boolean;
}

/** Operations of this dialect whose category does not depend on the event. */
const CATEGORIES: Readonly<Record<string, string>> = {
  RegQueryValue: 'Read',
  RegSetValue: 'Write',
  RegOpenKey: '',
  ReadFile: 'Read',
};

/** Operations without detail. */
const WITHOUT_DETAIL: ReadonlySet<string> = new Set(['Thread Exit', 'RegCloseKey']);

function classOf(operation: string): EventClass {
  if (operation.startsWith('Reg')) return EventClass.Registry;
  if (/^(?:TCP|UDP)/.test(operation)) return EventClass.Network;
  if (/Profiling$/.test(operation)) return EventClass.Profiling;
  if (/^(?:Process|Thread|Load)/.test(operation)) return EventClass.Process;
  return operation === 'Events Lost' ? EventClass.Lost : EventClass.FileSystem;
}

/** Numbers for names, in order of first use. */
class Names {
  readonly #names: string[] = [];

  number(name: string): number {
    const known = this.#names.indexOf(name);
    return known >= 0 ? known : this.#names.push(name) - 1;
  }

  name(number: number): string {
    return this.#names[number] ?? '<Unknown>';
  }
}

/**
 * A capture in memory with the real event store, whose operations and results are whatever a test names them, and whose
 * payload holds the texts of Detail and Category.
 */
export class TestCapture {
  readonly store: EventStore;
  readonly capture: Capture;
  readonly #operations = new Names();
  readonly #results = new Names();
  readonly #uids = new Map<string, number>();

  constructor(options: Pick<EventStoreOptions, 'history' | 'memoryBudget'> = {}) {
    const dialect = this.#dialect();
    this.store = new EventStore({
      operation: (key) => dialect.operation(key),
      resultText: (code) => dialect.resultText(code),
      ...options,
    });
    this.capture = {
      meta: {
        format: 'native',
        dialect: 'pml',
        bitness: 64,
        system: {
          computer: '',
          operatingSystem: '',
          systemRoot: '',
          major: 0,
          minor: 0,
          build: 0,
          servicePack: '',
          processors: 0,
          memory: 0,
          highestUserAddress: 0n,
        },
        startTime: TEST_START,
      },
      store: this.store,
      dialect,
      payloads: new StoredPayloads(this.store),
      icons: [],
      hosts: [],
      ports: [],
      accountOf: () => undefined,
      close: () => Promise.resolve(),
    };
  }

  append(event: TestEvent): EventNo {
    const detail = Buffer.from(event.detail ?? '', 'utf16le');
    const category = Buffer.from(event.category ?? '', 'utf16le');
    const payload = Buffer.alloc(PAYLOAD_HEAD_BYTES + detail.length + category.length);
    writePayloadHead(payload, 0, detail.length, category.length);
    detail.copy(payload, PAYLOAD_HEAD_BYTES);
    category.copy(payload, PAYLOAD_HEAD_BYTES + detail.length);
    const epoch = this.store.reserve(payload.length);
    return this.store.append(
      this.#process(epoch, event),
      event.tid ?? 0,
      epoch.operations.intern(this.#operations.number(event.operation ?? '')) as OperationId,
      epoch.results.intern(this.#results.number(event.result ?? '')) as ResultId,
      (event.time ?? 0) as RelTicks,
      event.duration ?? 0,
      epoch.strings.intern(event.path ?? ''),
      0 as StackId,
      payload,
      0,
      payload.length,
    );
  }

  /** Replaces what is known of the process that an event like this one belongs to. */
  replaceProcess(event: TestEvent, change: Partial<ProcessRecord>): void {
    const id = this.#process(this.store.epoch, event);
    this.store.epoch.processes.put({ ...this.store.epoch.processes.get(id), ...change });
  }

  #process(epoch: Epoch, event: TestEvent): ProcessId {
    const fields = [event.process, event.pid, event.company, event.commandLine, event.user, event.parentPid];
    const key = JSON.stringify([...fields, event.session, event.is64Bit]);
    const uid = this.#uids.get(key) ?? this.#uids.size;
    this.#uids.set(key, uid);
    const known = epoch.processes.find(uid);
    if (known !== undefined) return known;
    const { strings } = epoch;
    return epoch.processes.put({
      uid,
      pid: event.pid ?? 0,
      parentPid: event.parentPid ?? 0,
      parentUid: undefined,
      session: event.session ?? 0,
      authenticationId: 0x3e7n,
      start: undefined,
      end: undefined,
      virtualized: undefined,
      is64Bit: event.is64Bit ?? true,
      integrity: strings.intern('Medium'),
      user: strings.intern(event.user ?? ''),
      name: strings.intern(event.process ?? ''),
      imagePath: strings.intern(`C:\\bin\\${event.process ?? ''}`),
      commandLine: strings.intern(event.commandLine ?? ''),
      company: strings.intern(event.company ?? ''),
      version: strings.intern(''),
      description: strings.intern(''),
      smallIcon: uid,
      largeIcon: 0,
      modules: [],
    });
  }

  #dialect(): Dialect {
    return {
      name: 'pml',
      operation: (key): OperationInfo => {
        const name = this.#operations.name(key);
        return {
          key,
          eventClass: classOf(name),
          name,
          category: CATEGORIES[name],
          hasNoDetail: WITHOUT_DETAIL.has(name),
        };
      },
      resultText: (code) => this.#results.name(code),
      resultTone: (code) => {
        const name = this.#results.name(code);
        if (name === 'SUCCESS' || name === '') return 'plain';
        return name === 'NAME NOT FOUND' ? 'miss' : 'failure';
      },
      writeDetail: (payload, _context, out) => out.field('', detailOf(payload)),
      category: (payload) => payload.bytes.toString('utf16le', payload.extraStart, payload.extraEnd),
      evidence: () => 'proven',
    };
  }
}

function detailOf(payload: Payload): string {
  return payload.bytes.toString('utf16le', payload.detailStart, payload.detailEnd);
}
