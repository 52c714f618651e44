import { encodeFrame } from '../../../../src/engine/wire/control-frames.ts';
import {
  FrameKind,
  HelperState,
  ProcessFlag,
  Severity,
  WireArchitecture,
  WireClass,
  WireSystem,
} from '../../../../src/engine/wire/wire-format.ts';

/** An event in plain values; times in nanoseconds of the helper's clock. */
export interface PlainEvent {
  readonly start: number;
  readonly duration?: number;
  readonly result?: number;
  readonly process?: number;
  readonly tid?: number;
  readonly path?: number;
  readonly operation?: number;
  readonly flags?: number;
  readonly eventClass?: number;
  readonly category?: number;
  readonly details?: Buffer;
}

/** A process in plain values. */
export interface PlainProcess {
  readonly id: number;
  readonly pid: number;
  readonly parentPid?: number;
  readonly parentId?: number;
  readonly flags?: number;
  readonly uid?: number;
  readonly start?: number;
  readonly end?: number;
  readonly exitStatus?: number;
  readonly name?: string;
  readonly image?: string;
  readonly arguments?: readonly string[];
  readonly directory?: string;
  readonly cgroup?: string;
}

/** Makes the frames that a helper sends, with their numbers. */
export class WireFrames {
  #sequence = 0;

  hello(
    facts: Readonly<Record<string, string>> = { tier: 'fast', kernel: '6.1', machine: 'x86_64' },
  ): Buffer {
    const head = Buffer.alloc(40);
    head.writeUInt16LE(1, 0);
    head.writeUInt16LE(WireSystem.Linux, 4);
    head.writeUInt16LE(WireArchitecture.X86_64, 6);
    head.writeUInt32LE(process.pid, 8);
    head.writeUInt32LE(2, 12);
    head.writeBigUInt64LE(1_000_000_000n, 16);
    head.writeUInt16LE(Object.keys(facts).length, 32);
    return this.#frame(FrameKind.Hello, head, ...Object.entries(facts).flat().map(text));
  }

  state(state: number, token = 0): Buffer {
    const payload = Buffer.alloc(16);
    payload.writeUInt32LE(state, 0);
    payload.writeUInt32LE(token, 4);
    return this.#frame(FrameKind.State, payload);
  }

  ready(): Buffer {
    return this.state(HelperState.Ready);
  }

  clock(time: number, unixNanoseconds: bigint, reason = 0): Buffer {
    const payload = Buffer.alloc(24);
    payload.writeBigUInt64LE(BigInt(time), 0);
    payload.writeBigInt64LE(unixNanoseconds, 8);
    payload.writeUInt32LE(reason, 16);
    return this.#frame(FrameKind.Clock, payload);
  }

  strings(entries: Readonly<Record<number, string>>): Buffer {
    const list = Object.entries(entries);
    const head = Buffer.alloc(4);
    head.writeUInt32LE(list.length);
    const parts = list.map(([id, value]) => {
      const bytes = Buffer.from(value);
      const entry = Buffer.alloc(8);
      entry.writeUInt32LE(Number(id), 0);
      entry.writeUInt32LE(bytes.length, 4);
      return Buffer.concat([entry, bytes]);
    });
    return this.#frame(FrameKind.Strings, head, ...parts);
  }

  processes(...list: readonly PlainProcess[]): Buffer {
    const head = Buffer.alloc(4);
    head.writeUInt32LE(list.length);
    return this.#frame(FrameKind.Processes, head, ...list.map(processEntry));
  }

  events(...list: readonly PlainEvent[]): Buffer {
    const details = Buffer.concat(list.map((event) => event.details ?? Buffer.alloc(0)));
    const head = Buffer.alloc(8);
    head.writeUInt32LE(list.length, 0);
    head.writeUInt32LE(details.length, 4);
    return this.#frame(FrameKind.Events, head, ...list.map(eventRecord), details);
  }

  loss(count: number, to: number, cause = 1): Buffer {
    const payload = Buffer.alloc(8 + 32);
    payload.writeUInt32LE(1, 0);
    payload.writeBigUInt64LE(BigInt(count), 8);
    payload.writeBigUInt64LE(BigInt(to), 24);
    payload.writeUInt32LE(cause, 32);
    payload.writeUInt32LE(0xffff_ffff, 36);
    return this.#frame(FrameKind.Losses, payload);
  }

  reset(generation = 1): Buffer {
    const payload = Buffer.alloc(8);
    payload.writeUInt32LE(1, 0);
    payload.writeUInt32LE(generation, 4);
    return this.#frame(FrameKind.Reset, payload);
  }

  error(code: number, sentence: string, severity: number = Severity.Fatal): Buffer {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(code, 0);
    head.writeUInt8(severity, 4);
    return this.#frame(FrameKind.Error, head, text(sentence));
  }

  program(state: number, pid: number, status = 0): Buffer {
    const payload = Buffer.alloc(16);
    payload.writeUInt32LE(state, 0);
    payload.writeUInt32LE(pid, 4);
    payload.writeInt32LE(status, 8);
    return this.#frame(FrameKind.Program, payload);
  }

  bye(): Buffer {
    return this.#frame(FrameKind.Bye, Buffer.alloc(24));
  }

  /** A frame around a payload that was made before. */
  raw(kind: number, payload: Buffer): Buffer {
    return encodeFrame(kind, this.#sequence++, payload);
  }

  /** Leaves a frame out, as if it had been lost on the way. */
  skip(): void {
    this.#sequence++;
  }

  #frame(kind: number, ...parts: readonly Buffer[]): Buffer {
    return encodeFrame(kind, this.#sequence++, Buffer.concat(parts));
  }
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16LE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function eventRecord(event: PlainEvent): Buffer {
  const record = Buffer.alloc(48);
  record.writeBigUInt64LE(BigInt(event.start), 0);
  record.writeBigUInt64LE(BigInt(event.duration ?? 0), 8);
  record.writeBigInt64LE(BigInt(event.result ?? 0), 16);
  record.writeUInt32LE(event.process ?? 0, 24);
  record.writeUInt32LE(event.tid ?? 0, 28);
  record.writeUInt32LE(event.path ?? 0, 32);
  record.writeUInt16LE(event.operation ?? 10, 36);
  record.writeUInt16LE(event.flags ?? 0, 38);
  record.writeUInt16LE(event.details?.length ?? 0, 40);
  record.writeUInt8(event.eventClass ?? WireClass.FileSystem, 44);
  record.writeUInt8(event.category ?? 0, 45);
  return record;
}

function processEntry(entry: PlainProcess): Buffer {
  const name = Buffer.from(entry.name ?? '');
  const image = Buffer.from(entry.image ?? '');
  const command = Buffer.from((entry.arguments ?? []).map((argument) => `${argument}\0`).join(''));
  const directory = Buffer.from(entry.directory ?? '');
  const cgroup = Buffer.from(entry.cgroup ?? '');
  const head = Buffer.alloc(120);
  const ended = entry.end === undefined ? 0 : ProcessFlag.Exited;
  const numbers = [
    ...[entry.id, (entry.flags ?? ProcessFlag.Is64Bit) | ended, entry.pid, entry.parentPid ?? 0],
    ...[entry.parentId ?? 0, 0, entry.uid ?? 0, entry.uid ?? 0, 0, 0, 0xffff_ffff, 0xffff_ffff],
    ...[0, 0, 0, entry.pid],
  ];
  let at = 4;
  for (const number of numbers) at = head.writeUInt32LE(number, at);
  at = head.writeInt32LE(entry.exitStatus ?? 0, at);
  at = head.writeBigUInt64LE(BigInt(entry.start ?? 0), at);
  at = head.writeBigUInt64LE(BigInt(entry.start ?? 0), at);
  at = head.writeBigUInt64LE(BigInt(entry.end ?? 0), at);
  at = head.writeBigUInt64LE(0n, at);
  at = head.writeUInt32LE(command.length, at);
  at = head.writeUInt16LE(name.length, at);
  at = head.writeUInt16LE(image.length, at);
  at = head.writeUInt32LE(command.length, at);
  at = head.writeUInt16LE(directory.length, at);
  head.writeUInt16LE(cgroup.length, at);
  const whole = Buffer.concat([head, name, image, command, directory, cgroup]);
  whole.writeUInt32LE(whole.length, 0);
  return whole;
}
