import { EventStore } from '../../src/engine/store/event-store.ts';
import type { EventStoreOptions } from '../../src/engine/store/event-store.ts';
import { blankProcess } from '../../src/engine/store/process-table.ts';
import type { ProcessId, RelTicks, ResultId, OperationId, StackId } from '../../src/shared/units.ts';
import { PAYLOAD_HEAD_BYTES, writePayloadHead } from '../../src/engine/dialect/payload.ts';
import { pmlDialect } from '../../src/engine/dialect/pml/pml-dialect.ts';
import { pmlOperationKey } from '../../src/engine/dialect/pml/operation-key.ts';
import { EventClass } from '../../src/shared/event-class.ts';
import type { Capture } from '../../src/engine/capture/capture.ts';
import { StoredPayloads } from '../../src/engine/capture/stored-payloads.ts';
import { fileTime } from '../../src/shared/units.ts';

/** Distinct paths among `events` synthetic events: one in 25, and at most as many as a day of a busy machine touches. */
export function distinctPaths(events: number): number {
  return Math.min(400_000, Math.ceil(events / 25));
}

const PROCESSES = 200;
/** Events of a batch. */
export const BATCH_EVENTS = 4096;

/** Bytes in front of each record: process, tid, operation key low and class, result, time, duration, lengths. */
const HEAD = 40;

/** A small generator of numbers, the same in every run. Source: Marsaglia, "Xorshift RNGs", 2003. */
function xorshift(seed: number): () => number {
  let x = seed | 0;
  return () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x >>> 0;
  };
}

/**
 * Batches of event records as a helper sends them: fixed fields, then path and payload bytes. The batches are made
 * once and decoded in turn, so that making them is not measured; within a batch every path is another.
 */
export class SyntheticEvents {
  readonly #batches: Buffer[] = [];
  #decoded = 0;

  constructor(paths: number) {
    const random = xorshift(1);
    const batches = Math.ceil(paths / BATCH_EVENTS);
    let path = 0;
    for (let b = 0; b < batches; b++) {
      const batch = Buffer.alloc(BATCH_EVENTS * (HEAD + 200));
      let at = 0;
      for (let i = 0; i < BATCH_EVENTS; i++) {
        const number = path++ % paths;
        const isRegistry = random() % 2 === 0;
        const folder = isRegistry
          ? 'HKLM\\Software\\Wow6432Node\\Vendor'
          : 'C:\\Users\\test\\AppData\\Local\\Folder';
        const text = `${folder} ${number % 997}\\Sub ${number % 89}\\Item ${number}${number % 3 === 0 ? '.dll' : 'Classes'}`;
        const operation = isRegistry ? random() % 18 : 20 + (random() % 20);
        const pathBytes = batch.write(text, at + HEAD, 'latin1');
        const detail = isRegistry ? 12 : 24;
        batch.writeUInt32LE(random() % PROCESSES, at);
        batch.writeUInt32LE(1000 + (random() % 500), at + 4);
        batch.writeUInt32LE(operation, at + 8);
        batch.writeUInt32LE(isRegistry ? EventClass.Registry : EventClass.FileSystem, at + 12);
        batch.writeUInt32LE(random() % 4 === 0 ? 0xc0000034 : 0, at + 16);
        batch.writeUInt32LE(random() % 40, at + 20);
        batch.writeUInt32LE(random() % 1000, at + 24);
        batch.writeUInt16LE(pathBytes, at + 28);
        batch.writeUInt16LE(detail, at + 30);
        const payload = at + HEAD + pathBytes;
        writePayloadHead(batch, payload, detail, undefined);
        batch.writeUInt32LE(0x20019, payload + PAYLOAD_HEAD_BYTES + 4);
        batch.writeUInt32LE(random() % 16, payload + PAYLOAD_HEAD_BYTES + 8);
        at = payload + PAYLOAD_HEAD_BYTES + detail;
      }
      this.#batches.push(Buffer.from(batch.subarray(0, at)));
    }
  }

  /** Bytes of the records themselves, which are the generator's and not the engine's. */
  get byteSize(): number {
    return this.#batches.reduce((sum, batch) => sum + batch.length, 0);
  }

  /** Decodes, interns and appends the next 4,096 events. Returns how many. */
  appendBatch(store: EventStore): number {
    const batch = this.#batches[(this.#decoded / BATCH_EVENTS) % this.#batches.length]!;
    let at = 0;
    let time = this.#decoded * 20;
    for (let i = 0; i < BATCH_EVENTS; i++) {
      const pathBytes = batch.readUInt16LE(at + 28);
      const payload = at + HEAD + pathBytes;
      const end = payload + PAYLOAD_HEAD_BYTES + batch.readUInt16LE(at + 30);
      const epoch = store.reserve(end - payload);
      if (epoch.processes.size === 0) addProcesses(epoch);
      time += batch.readUInt32LE(at + 20);
      store.append(
        batch.readUInt32LE(at) as ProcessId,
        batch.readUInt32LE(at + 4),
        epoch.operations.intern(
          pmlOperationKey(batch.readUInt32LE(at + 12), batch.readUInt32LE(at + 8), 0),
        ) as OperationId,
        epoch.results.intern(batch.readUInt32LE(at + 16)) as ResultId,
        time as RelTicks,
        batch.readUInt32LE(at + 24),
        epoch.strings.internLatin1(batch, at + HEAD, payload),
        0 as StackId,
        batch,
        payload,
        end,
      );
      at = end;
    }
    this.#decoded += BATCH_EVENTS;
    return BATCH_EVENTS;
  }
}

function addProcesses(epoch: EventStore['epoch']): void {
  for (let uid = 0; uid < PROCESSES; uid++) {
    const name = epoch.strings.intern(`program${uid % 40}.exe`);
    epoch.processes.put({
      ...blankProcess(uid),
      pid: 4 * uid,
      parentPid: 4,
      session: 1,
      authenticationId: 0x3e7n,
      virtualized: false,
      integrity: epoch.strings.intern('Medium'),
      user: epoch.strings.intern('HOST\\user'),
      name,
      imagePath: epoch.strings.intern(`C:\\Program Files\\Vendor\\program${uid % 40}.exe`),
    });
  }
}

/** A store for synthetic events. */
export function syntheticStore(options: Partial<EventStoreOptions> = {}): EventStore {
  return new EventStore({
    operation: (key) => pmlDialect.operation(key),
    resultText: (code) => pmlDialect.resultText(code),
    ...options,
  });
}

/** A capture around a store of synthetic events. */
export function syntheticCapture(store: EventStore): Capture {
  return {
    meta: {
      format: 'native',
      dialect: 'pml',
      bitness: 64,
      system: {
        computer: 'BENCH',
        operatingSystem: '',
        systemRoot: 'C:\\Windows',
        major: 10,
        minor: 0,
        build: 18362,
        servicePack: '',
        processors: 2,
        memory: 0,
        highestUserAddress: 0x7ffffffeffffn,
      },
      startTime: fileTime(132_000_000_000_000_000n),
    },
    store,
    dialect: pmlDialect,
    payloads: new StoredPayloads(store),
    icons: [],
    hosts: [],
    ports: [],
    accountOf: () => undefined,
    close: () => Promise.resolve(),
  };
}
