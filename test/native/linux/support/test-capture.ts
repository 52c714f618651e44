import { spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { ControlWriter } from '../../../../src/engine/wire/control-frames.ts';
import type { CaptureFilter, CaptureRate } from '../../../../src/engine/wire/control-frames.ts';
import {
  detailValues,
  signedValue,
  textValue,
  unsignedValue,
} from '../../../../src/engine/wire/event-details.ts';
import { tickOrigin, WireEvent } from '../../../../src/engine/wire/event-batch.ts';
import type { EventBatch } from '../../../../src/engine/wire/event-batch.ts';
import { LINUX_FIELDS } from '../../../../src/engine/wire/linux-fields.ts';
import { LINUX_OPERATIONS } from '../../../../src/engine/wire/linux-operations.ts';
import { HelperState } from '../../../../src/engine/wire/wire-format.ts';
import { mergedProcess } from '../../../../src/engine/wire/merged-process.ts';
import type { WireLoss, WireMessage, WireProcess } from '../../../../src/engine/wire/wire-messages.ts';
import { WireStream } from '../../../../src/engine/wire/wire-stream.ts';
import { helperForTests } from './native-test.ts';

const OPERATIONS = new Map(LINUX_OPERATIONS.map((operation) => [operation.number, operation]));
const FIELDS = new Map(LINUX_FIELDS.map((field) => [field.number, field]));

/** Numbers of operations by name, for filters. */
export function operationNumbers(...names: readonly string[]): number[] {
  return names.map((name) => {
    const operation = LINUX_OPERATIONS.find((candidate) => candidate.name === name);
    if (operation === undefined) throw new Error(`There is no operation ${name}`);
    return operation.number;
  });
}

/** Memory that a process has at this moment, bytes. */
export function residentBytes(pid: number | undefined): number {
  const [, kibibytes = ''] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kibibytes === '') throw new Error(`Process ${pid} has no memory.`);
  return Number(kibibytes) * 1024;
}

/** An event with names for its numbers. */
export interface CapturedEvent {
  readonly operation: string;
  readonly path: string | undefined;
  readonly result: number;
  readonly flags: number;
  readonly eventClass: number;
  readonly category: number;
  /** Nanoseconds. */
  readonly start: number;
  readonly duration: number;
  readonly tid: number;
  readonly process: WireProcess | undefined;
  /** By the field's key: numbers as bigint, text as text, structures as hex digits. */
  readonly details: Readonly<Record<string, bigint | string>>;
}

/** How a helper is started other than by this process as it is: a command before it, another user. */
export interface Launch {
  /** The helper, or a command that ends with it. */
  readonly command: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

/** A helper and what it has sent so far. */
export class TestCapture {
  readonly messages: WireMessage[] = [];
  readonly events: CapturedEvent[] = [];
  readonly processes: WireProcess[] = [];
  readonly losses: WireLoss[] = [];
  /** What is known of each id. */
  readonly byId = new Map<number, WireProcess>();
  /** Counts events instead of keeping them, for those that are very many. */
  keepEvents = true;
  /** Says which events are kept; all when it is undefined. */
  isKept: ((event: CapturedEvent) => boolean) | undefined;
  /** Called with every event that is decoded, and the bytes that its details lie in; neither may be kept. */
  onEvent: ((event: WireEvent, bytes: Buffer) => void) | undefined;
  eventCount = 0;
  readonly helper: ChildProcessWithoutNullStreams;
  readonly #stream = new WireStream();
  readonly #controls = new ControlWriter();
  readonly #waiting = new Set<() => void>();
  #token = 0;

  constructor(args: readonly string[] = [], launch: Launch = { command: [helperForTests()] }) {
    const { command, ...user } = launch;
    const [program = '', ...before] = command;
    this.helper = spawn(program, [...before, ...args], { stdio: 'pipe', ...user });
    this.helper.stdout.on('data', (chunk: Buffer) => this.#take(chunk));
    this.helper.on('exit', () => this.#wake());
    this.helper.stdin.on('error', () => undefined);
  }

  /** A helper that records with a filter. */
  static async start(
    filter: CaptureFilter = {},
    args: readonly string[] = [],
    launch?: Launch,
  ): Promise<TestCapture> {
    const capture = new TestCapture(args, launch);
    await capture.setFilter(filter);
    const token = ++capture.#token;
    capture.helper.stdin.write(capture.#controls.start(token));
    await capture.#answer(token, HelperState.Running);
    await capture.until((message) => message.type === 'state' && message.state === HelperState.SnapshotDone);
    return capture;
  }

  async setFilter(filter: CaptureFilter): Promise<void> {
    const token = ++this.#token;
    this.helper.stdin.write(this.#controls.filter(token, filter));
    await this.#answer(token, HelperState.FilterSet);
  }

  async setRate(rate: CaptureRate): Promise<void> {
    const token = ++this.#token;
    this.helper.stdin.write(this.#controls.rate(token, rate));
    await this.#answer(token, HelperState.RateSet);
  }

  /** Begins to record once more after a stop. */
  async startAgain(): Promise<void> {
    const token = ++this.#token;
    this.helper.stdin.write(this.#controls.start(token));
    await this.#answer(token, HelperState.Running);
  }

  /** Ends recording: everything is in `events` afterwards. */
  async stop(): Promise<void> {
    const token = ++this.#token;
    this.helper.stdin.write(this.#controls.stop(token));
    await this.#answer(token, HelperState.Stopped);
  }

  /** Stops and ends the helper. Returns its exit status. */
  async finish(): Promise<number | null> {
    await this.stop();
    this.helper.stdin.write(this.#controls.shutdown(++this.#token));
    return await this.exited();
  }

  async exited(): Promise<number | null> {
    if (this.helper.exitCode === null && this.helper.signalCode === null) await once(this.helper, 'close');
    return this.helper.exitCode;
  }

  /** Waits for a message, also one that has come before. */
  async until(isIt: (message: WireMessage) => boolean): Promise<WireMessage> {
    for (;;) {
      const found = this.messages.find(isIt);
      if (found !== undefined) return found;
      if (this.helper.exitCode !== null || this.helper.signalCode !== null) {
        throw new Error(
          `The helper ended before: ${JSON.stringify(this.messages.filter(({ type }) => type === 'error'))}`,
        );
      }
      await new Promise<void>((done) => this.#waiting.add(done));
    }
  }

  /** The events of one process, all its generations and threads. */
  eventsOf(pid: number): CapturedEvent[] {
    return this.events.filter((event) => event.process?.pid === pid);
  }

  async #answer(token: number, state: number): Promise<void> {
    await this.until(
      (message) => message.type === 'state' && message.token === token && message.state === state,
    );
  }

  #wake(): void {
    for (const done of this.#waiting) done();
    this.#waiting.clear();
  }

  #take(chunk: Buffer): void {
    for (const message of this.#stream.push(chunk)) {
      if (message.type === 'events') {
        this.eventCount += message.batch.count;
        if (this.keepEvents) this.#keep(message.batch);
        continue;
      }
      if (message.type === 'processes') {
        for (const process of message.processes) {
          this.processes.push(process);
          this.byId.set(process.id, mergedProcess(this.byId.get(process.id), process));
        }
      }
      if (message.type === 'losses') this.losses.push(...message.losses);
      if (message.type !== 'strings' && message.type !== 'processes') this.messages.push(message);
    }
    this.#wake();
  }

  #keep(batch: EventBatch): void {
    const event = new WireEvent();
    for (let i = 0; i < batch.count; i++) {
      batch.read(i, event, tickOrigin(0n));
      this.onEvent?.(event, batch.bytes);
      const captured = {
        operation: OPERATIONS.get(event.operation)?.name ?? `operation ${event.operation}`,
        path: event.path === 0 ? undefined : this.#stream.string(event.path),
        result: event.result,
        flags: event.flags,
        eventClass: event.eventClass,
        category: event.category,
        start: event.start,
        duration: event.duration,
        tid: event.tid,
        process: this.byId.get(event.process),
        details: detailsOf(batch.bytes, event),
      };
      if (this.isKept?.(captured) !== false) this.events.push(captured);
    }
  }
}

function detailsOf(bytes: Buffer, { detailStart, detailEnd }: WireEvent): Record<string, bigint | string> {
  const details: Record<string, bigint | string> = {};
  for (const value of detailValues(bytes, detailStart, detailEnd)) {
    const field = FIELDS.get(value.field);
    if (field === undefined) throw new Error(`There is no field ${value.field}`);
    details[field.key] =
      field.width === 'TEXT'
        ? textValue(bytes, value)
        : field.width === 'BYTES'
          ? bytes.toString('hex', value.start, value.end)
          : field.width.startsWith('S')
            ? signedValue(bytes, value)
            : unsignedValue(bytes, value);
  }
  return details;
}

/** A workload that waits until it is let go. */
export class Workload {
  readonly pid: number;
  readonly #child: ChildProcess;
  #output = '';

  constructor(program: string, name: string, folder: string, env: NodeJS.ProcessEnv = {}) {
    this.#child = spawn(program, [name, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    if (this.#child.pid === undefined) throw new Error('The workload could not be started.');
    this.pid = this.#child.pid;
  }

  /** Lets it run until it has printed a number. */
  async begin(): Promise<number> {
    this.#child.stdin?.end();
    while (!this.#output.includes('\n')) {
      if (this.#child.exitCode !== null) throw new Error(`The workload ended: ${this.#child.exitCode}`);
      await new Promise((done) => setTimeout(done, 20));
    }
    return Number(this.#output.split('\n')[0]);
  }

  /** Lets it run, to its end. Returns the numbers that it printed. */
  async run(): Promise<number[]> {
    const closed = once(this.#child, 'close');
    this.#child.stdin?.end();
    await closed;
    if (this.#child.exitCode !== 0) throw new Error(`The workload failed: ${this.#child.exitCode}`);
    return this.#output.split('\n').filter(Boolean).map(Number);
  }
}
