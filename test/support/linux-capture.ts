import type { Capture } from '../../src/engine/capture/capture.ts';
import { StoredPayloads } from '../../src/engine/capture/stored-payloads.ts';
import { linuxDialect } from '../../src/engine/dialect/linux/linux-dialect.ts';
import { linuxOperationKey, linuxResultCode } from '../../src/engine/dialect/linux/linux-key.ts';
import { LinuxPayloadWriter } from '../../src/engine/dialect/linux/linux-payload.ts';
import { EventStore } from '../../src/engine/store/event-store.ts';
import { blankProcess } from '../../src/engine/store/process-table.ts';
import type { LinuxProcess } from '../../src/engine/store/process-table.ts';
import { WireEvent } from '../../src/engine/wire/event-batch.ts';
import { LINUX_FIELDS } from '../../src/engine/wire/linux-fields.ts';
import type { LinuxField } from '../../src/engine/wire/linux-fields.ts';
import { LINUX_OPERATIONS } from '../../src/engine/wire/linux-operations.ts';
import { EventFlag, WireArchitecture } from '../../src/engine/wire/wire-format.ts';
import type { EventNo, OperationId, ProcessId, RelTicks, ResultId, StackId } from '../../src/shared/units.ts';
import { TEST_START } from './test-capture.ts';

/** Values of details by the keys of fields.def: numbers, texts, or the bytes of a structure. */
export type LinuxDetails = Readonly<Record<string, number | bigint | string | Buffer>>;

/** An event as the helper would send it, in plain values. */
export interface LinuxTestEvent {
  /** Default: `read`. */
  readonly operation?: string;
  readonly details?: LinuxDetails;
  /** What the call returned; from -4095 to -1 an error. */
  readonly result?: number | bigint;
  /** Bits of `EventFlag`. */
  readonly flags?: number;
  /** `WireClass`; default: that of the operation. */
  readonly eventClass?: number;
  /** `WireCategory`. */
  readonly category?: number;
  readonly path?: string;
  readonly isArm?: boolean;
  /** Ticks since the start of the capture. */
  readonly time?: number;
}

const OPERATIONS = new Map(LINUX_OPERATIONS.map((operation) => [operation.name, operation]));
const FIELDS = new Map(LINUX_FIELDS.map((field) => [field.key, field]));

/** The number of a value without its leading bytes, as the helper writes it. */
function numberBytes(value: bigint, isSigned: boolean): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  let length = 0;
  const fits = (): boolean =>
    (isSigned ? BigInt.asIntN(length * 8, value) : BigInt.asUintN(length * 8, value)) === value;
  while (length < 8 && !fits()) length++;
  return bytes.subarray(0, length);
}

function valueBytes({ width }: LinuxField, value: LinuxDetails[string]): Buffer {
  if (Buffer.isBuffer(value)) return value;
  if (typeof value === 'string') return Buffer.from(value);
  return numberBytes(BigInt(value), width.startsWith('S'));
}

/** Details as they come on the wire. */
export function detailBytes(details: LinuxDetails): Buffer {
  const parts = Object.entries(details).map(([key, value]) => {
    const field = FIELDS.get(key);
    if (field === undefined) throw new Error(`There is no field ${key}`);
    const bytes = valueBytes(field, value);
    const head = Buffer.alloc(bytes.length < 255 ? 2 : 4);
    head.writeUInt8(field.number, 0);
    head.writeUInt8(Math.min(bytes.length, 255), 1);
    if (head.length === 4) head.writeUInt16LE(bytes.length, 2);
    return Buffer.concat([head, bytes]);
  });
  return Buffer.concat(parts);
}

/** The event as a batch would read it, and the bytes that its details lie in. */
export function wireEvent(test: LinuxTestEvent): { event: WireEvent; bytes: Buffer } {
  const operation = OPERATIONS.get(test.operation ?? 'read');
  if (operation === undefined) throw new Error(`There is no operation ${test.operation}`);
  const result = BigInt.asUintN(64, BigInt(test.result ?? 0));
  const event = new WireEvent();
  const details = detailBytes(test.details ?? {});
  event.resultLow = Number(result & 0xffff_ffffn);
  event.resultHigh = Number(BigInt.asIntN(32, result >> 32n));
  event.result = Number(BigInt.asIntN(64, result));
  event.operation = operation.number;
  event.flags = (test.flags ?? 0) | (event.result < 0 && event.result >= -4095 ? EventFlag.Failed : 0);
  event.eventClass = test.eventClass ?? operation.eventClass;
  event.category = test.category ?? 0;
  // Not at the beginning, as in a batch.
  const bytes = Buffer.concat([Buffer.from('ahead'), details]);
  event.detailStart = 5;
  event.detailEnd = bytes.length;
  return { event, bytes };
}

const NO_ONE: LinuxProcess = {
  uid: 0,
  euid: 0,
  gid: 0,
  egid: 0,
  loginUid: undefined,
  session: undefined,
  capabilities: 0n,
  pidNamespace: 0,
  mountNamespace: 0,
  netNamespace: 0,
  innerPid: 0,
  generation: 0,
  exitStatus: undefined,
  directory: 0 as LinuxProcess['directory'],
  cgroup: 0 as LinuxProcess['directory'],
  container: 0 as LinuxProcess['directory'],
  isKernelThread: false,
  isCommandCut: false,
  isImageDeleted: false,
};

/** A capture of Linux in memory, with the real event store and dialect, and one process. */
export class LinuxTestCapture {
  readonly store = new EventStore({ operation: linuxDialect.operation, resultText: linuxDialect.resultText });
  readonly capture: Capture;
  readonly #writer = new LinuxPayloadWriter();
  readonly #process: Partial<LinuxProcess>;

  constructor(process: Partial<LinuxProcess> = {}) {
    this.#process = process;
    this.capture = {
      meta: {
        format: 'native',
        dialect: 'linux',
        bitness: 64,
        system: {
          computer: 'box',
          operatingSystem: 'Debian GNU/Linux 12 (bookworm)',
          processors: 2,
          memory: 4096,
          highestUserAddress: 0x7fff_ffff_ffffn,
          linux: { kernel: '6.1.0-18-amd64', machine: 'x86_64', bootId: 'b00t', tier: 'fast' },
        },
        startTime: TEST_START,
      },
      store: this.store,
      dialect: linuxDialect,
      payloads: new StoredPayloads(this.store),
      icons: [],
      hosts: [],
      ports: [],
      accountOf: (id) => this.accounts.get(id),
      accounts: this.accounts,
      close: () => Promise.resolve(),
    };
  }

  /** Names of `uid:N` and `gid:N`. */
  get accounts(): Map<string, string> {
    return ACCOUNTS;
  }

  append(test: LinuxTestEvent): EventNo {
    const { event, bytes } = wireEvent(test);
    const length = this.#writer.write(bytes, event);
    const epoch = this.store.reserve(length);
    const architecture = test.isArm === true ? WireArchitecture.Aarch64 : WireArchitecture.X86_64;
    const key = linuxOperationKey(event.operation, event.eventClass, event.category, architecture);
    const time = (test.time ?? 0) as RelTicks;
    return this.store.append(
      this.#processId(),
      77,
      epoch.operations.intern(key) as OperationId,
      epoch.results.intern(linuxResultCode(event)) as ResultId,
      time,
      (event.flags & EventFlag.NoExit) === 0 ? 10 : -1,
      epoch.strings.intern(test.path ?? ''),
      0 as StackId,
      this.#writer.bytes,
      0,
      length,
    );
  }

  #processId(): ProcessId {
    const { processes, strings } = this.store.epoch;
    const known = processes.find(1);
    if (known !== undefined) return known;
    return processes.put({
      ...blankProcess(1),
      pid: 41,
      parentPid: 1,
      start: TEST_START,
      user: strings.intern('root'),
      name: strings.intern('cat'),
      imagePath: strings.intern('/usr/bin/cat'),
      commandLine: strings.intern("cat 'a b'"),
      linux: {
        ...NO_ONE,
        directory: strings.intern('/home/jin'),
        cgroup: strings.intern('/user.slice'),
        ...this.#process,
      },
    });
  }
}

const ACCOUNTS = new Map([
  ['uid:0', 'root'],
  ['uid:1000', 'jin'],
  ['gid:0', 'root'],
  ['gid:100', 'users'],
]);
