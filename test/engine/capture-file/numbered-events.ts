import type { CaptureMeta } from '../../../src/shared/capture-info.ts';
import { fileTime } from '../../../src/shared/units.ts';
import type {
  EventNo,
  OperationId,
  ProcessId,
  RelTicks,
  ResultId,
  StackId,
  StringId,
} from '../../../src/shared/units.ts';
import type { Capture } from '../../../src/engine/capture/capture.ts';
import { StoredPayloads } from '../../../src/engine/capture/stored-payloads.ts';
import { PAYLOAD_HEAD_BYTES, Payload, writePayloadHead } from '../../../src/engine/dialect/payload.ts';
import { pmlOperationKey } from '../../../src/engine/dialect/pml/operation-key.ts';
import { pmlDialect } from '../../../src/engine/dialect/pml/pml-dialect.ts';
import type { Epoch } from '../../../src/engine/store/epoch.ts';
import { EventStore } from '../../../src/engine/store/event-store.ts';
import type { EventStoreOptions } from '../../../src/engine/store/event-store.ts';
import type { ProcessRecord } from '../../../src/engine/store/process-table.ts';

/**
 * Events all of whose fields follow from their number, so that any event that comes back from a file can be checked alone.
 */

const DETAIL_BYTES = 24;
const PROCESSES = 7;

export const NUMBERED_META: CaptureMeta = {
  format: 'native',
  dialect: 'pml',
  bitness: 64,
  system: {
    computer: 'TESTBOX',
    operatingSystem: 'Windows 10 (10.0.18362)',
    systemRoot: 'C:\\Windows',
    major: 10,
    minor: 0,
    build: 18362,
    servicePack: '',
    processors: 2,
    memory: 2 ** 34,
    highestUserAddress: 0x7fff_fffe_ffffn,
  },
  startTime: fileTime(132_000_000_000_000_123n),
};

/** One event in plain values. */
export interface PlainEvent {
  readonly process: string;
  readonly tid: number;
  readonly operation: number;
  readonly result: number;
  readonly time: number;
  readonly duration: number;
  readonly path: string;
  readonly detail: string;
  readonly stack: readonly bigint[];
}

/** What event `no` must be. */
export function expectedEvent(no: number): PlainEvent {
  const detail = Buffer.alloc(DETAIL_BYTES);
  writeDetail(detail, 0, no);
  return {
    process: `process ${no % PROCESSES}`,
    tid: (no * 7) % 2 ** 32,
    operation: operationKey(no),
    result: no % 3 === 0 ? 0 : 0xc000_0034 + (no % 5),
    time: no * 13 - (no % 4) * 20,
    duration: no % 11 === 0 ? -1 : no % 1000,
    path: pathOf(no),
    detail: no % 10 === 0 ? '' : detail.toString('hex'),
    stack: no % 2 === 0 ? [] : [0xffff_f800_0000_0000n + BigInt(no % 50), BigInt(no % 9)],
  };
}

/** What event `no` of a capture is. Errors: a RangeError when the capture does not have it. */
export function actualEvent(capture: Capture, no: number): PlainEvent {
  const { store } = capture;
  const segment = store.segmentOf(no);
  if (segment === undefined) throw new RangeError(`There is no event ${no}`);
  const i = no - segment.first;
  const cell = (name: Parameters<EventStore['column']>[1]): number => store.column(segment, name)[i] ?? NaN;
  const payload = new Payload();
  capture.payloads.load(segment, i, payload);
  const { strings, processes, operations, results } = segment.epoch;
  return {
    process: strings.get(processes.get(cell('process') as ProcessId).name),
    tid: cell('tid'),
    operation: operations.key(cell('operation')),
    result: results.key(cell('result')),
    time: cell('time'),
    duration: cell('duration'),
    path: strings.get(cell('path') as StringId),
    detail: payload.bytes.toString('hex', payload.detailStart, payload.detailEnd),
    stack: capture.payloads.stack(segment, i),
  };
}

/** The first event in [from, to) that is not as it must be, `step` apart; undefined when all are right. */
export function firstWrong(capture: Capture, from: number, to: number, step = 1): number | undefined {
  for (let no = from; no < to; no += step) {
    if (!isSame(actualEvent(capture, no), expectedEvent(no))) return no;
  }
  return undefined;
}

const scratch = Buffer.alloc(PAYLOAD_HEAD_BYTES + DETAIL_BYTES);
const frames = Buffer.alloc(16);

/** Appends the next `count` numbered events. */
export function appendNumbered(store: EventStore, count: number): void {
  for (let k = 0; k < count; k++) {
    const no = store.end;
    const length = no % 10 === 0 ? 0 : scratch.length;
    const epoch = store.reserve(length);
    if (epoch.processes.size === 0) addProcesses(epoch);
    writePayloadHead(scratch, 0, DETAIL_BYTES, undefined);
    writeDetail(scratch, PAYLOAD_HEAD_BYTES, no);
    frames.writeBigUInt64LE(0xffff_f800_0000_0000n + BigInt(no % 50), 0);
    frames.writeBigUInt64LE(BigInt(no % 9), 8);
    store.append(
      (no % PROCESSES) as ProcessId,
      (no * 7) % 2 ** 32,
      epoch.operations.intern(operationKey(no)) as OperationId,
      epoch.results.intern(no % 3 === 0 ? 0 : 0xc000_0034 + (no % 5)) as ResultId,
      (no * 13 - (no % 4) * 20) as RelTicks,
      no % 11 === 0 ? -1 : no % 1000,
      epoch.strings.intern(pathOf(no)),
      no % 2 === 0 ? (0 as StackId) : epoch.stacks.intern(frames, 0, 2, 8),
      scratch,
      0,
      length,
    );
  }
}

export function numberedStore(options: Partial<EventStoreOptions> = {}): EventStore {
  return new EventStore({
    operation: (key) => pmlDialect.operation(key),
    resultText: (code) => pmlDialect.resultText(code),
    ...options,
  });
}

/** A capture around a store of numbered events. */
export function numberedCapture(store: EventStore): Capture {
  return {
    meta: NUMBERED_META,
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

/** Every `step`-th number below `end`. */
export function* everyNth(step: number, end: number): Generator<EventNo> {
  for (let no = 0; no < end; no += step) yield no as EventNo;
}

export function processRecord(epoch: Epoch, uid: number, name: string): ProcessRecord {
  const text = (value: string): StringId => epoch.strings.intern(value);
  return {
    uid,
    pid: uid * 4 + 4,
    parentPid: 4,
    parentUid: uid === 0 ? undefined : uid - 1,
    session: 1,
    authenticationId: 0xffff_ffff_0000_03e7n,
    start: fileTime(132_000_000_000_000_000n + BigInt(uid)),
    end: undefined,
    virtualized: uid % 3 === 0 ? undefined : uid % 3 === 1,
    is64Bit: uid % 2 === 0,
    integrity: text('Medium'),
    user: text('TESTBOX\\user'),
    name: text(name),
    imagePath: text(`C:\\Programs\\${name}.exe`),
    commandLine: text(`"${name}" --flag`),
    company: text('회사'),
    version: text('1.2.3'),
    description: text(''),
    smallIcon: 0,
    largeIcon: 0,
    modules: [
      {
        base: 0xffff_8000_0000_0000n,
        size: 2 ** 33,
        path: text(`C:\\Programs\\${name}.dll`),
        version: text('4.5'),
        company: text(''),
        description: text('x'),
        timestamp: 0xffff_ffff,
      },
    ],
  };
}

function addProcesses(epoch: Epoch): void {
  for (let uid = 0; uid < PROCESSES; uid++) epoch.processes.put(processRecord(epoch, uid, `process ${uid}`));
}

function operationKey(no: number): number {
  return pmlOperationKey(no % 2 === 0 ? 2 : 3, no % 20, 0);
}

function pathOf(no: number): string {
  return no % 5 === 0 ? `경로\\${no % 5000}` : `C:\\folder\\file ${no % 5000}`;
}

function writeDetail(target: Buffer, at: number, no: number): void {
  target.writeDoubleLE(no, at);
  target.writeUInt32LE((no * 2654435761) % 2 ** 32, at + 8);
  target.fill(no & 0xff, at + 12, at + DETAIL_BYTES);
}

function isSame(a: PlainEvent, b: PlainEvent): boolean {
  return (
    a.process === b.process &&
    a.tid === b.tid &&
    a.operation === b.operation &&
    a.result === b.result &&
    a.time === b.time &&
    a.duration === b.duration &&
    a.path === b.path &&
    a.detail === b.detail &&
    a.stack.length === b.stack.length &&
    a.stack.every((frame, i) => frame === b.stack[i])
  );
}
