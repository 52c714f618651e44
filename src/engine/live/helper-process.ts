import { spawn } from 'node:child_process';
import type { ChildProcess, StdioOptions } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { cancelled } from '../../shared/errors.ts';
import type { ProcscopeError } from '../../shared/errors.ts';
import { ControlWriter } from '../wire/control-frames.ts';
import type { CaptureFilter, CaptureRate } from '../wire/control-frames.ts';
import { HelperState, Severity } from '../wire/wire-format.ts';
import type { HelloMessage, WireMessage } from '../wire/wire-messages.ts';
import { WireStream } from '../wire/wire-stream.ts';
import { earlyEnd, helperError, noAnswer, spawnError, unexpectedEnd } from './helper-errors.ts';
import { Patience } from './patience.ts';

/** Bytes of standard error that are kept for the error's sentence. */
const KEPT_SAID = 4096;

/** A program and what it is given first. */
export interface HelperCommand {
  readonly command: string;
  readonly args: readonly string[];
}

export interface HelperOptions extends HelperCommand {
  /** Ends the helper while it is being started. */
  readonly signal?: AbortSignal;
  /** Where frames come from and commands go: file descriptors of the child. Default: its standard output and input. */
  readonly channel?: { readonly output: number; readonly input: number; readonly stdio: StdioOptions };
  readonly environment?: NodeJS.ProcessEnv;
  readonly directory?: string | undefined;
}

/** Who takes what a helper sends. */
export interface HelperReader {
  /** Takes a message; batches in it are valid until it returns. */
  take(message: WireMessage): void;
  /** After each chunk of messages: undefined, or what to wait for before more is read. */
  chunkEnd(): Promise<void> | undefined;
}

interface Waiting {
  readonly state: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A running capture helper: its commands and answers, its end. It ends by itself when this process does, because its input
 * then ends. Errors of commands: how the helper ended, as a {@link ProcscopeError}.
 */
export class HelperProcess {
  /** Settles when the helper is gone and all it sent was taken; with why, when nobody asked it to go. */
  readonly ended: Promise<ProcscopeError | undefined>;
  readonly command: HelperCommand;
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #stream = new WireStream();
  readonly #controls = new ControlWriter();
  readonly #waiting = new Map<number, Waiting>();
  readonly #ready = Promise.withResolvers<undefined>();
  #isReady = false;
  #hello: HelloMessage | undefined;
  #reader: HelperReader | undefined;
  /** What it said to people, and for the log, before anybody read. */
  readonly #early: WireMessage[] = [];
  #token = 0;
  #said = '';
  #fatal: ProcscopeError | undefined;
  #isAsked = false;
  #hasEnded = false;
  readonly #gone = Promise.withResolvers<ProcscopeError | undefined>();
  #isPaused = false;
  readonly #patience = new Patience({
    isOwed: () => this.#waiting.size > 0 || this.#isAsked,
    isDeaf: () => this.#isPaused,
    onOver: () => {
      this.#fatal ??= noAnswer();
      this.#child.kill('SIGKILL');
    },
    onHopeless: () => this.#leave(),
  });

  private constructor(options: HelperOptions) {
    const { channel = { output: 1, input: 0, stdio: ['pipe', 'pipe', 'pipe'] }, command, args } = options;
    this.command = { command, args };
    this.#child = spawn(command, [...args], {
      stdio: channel.stdio,
      // Windows would open a console for it.
      windowsHide: true,
      ...(options.environment === undefined ? {} : { env: options.environment }),
      ...(options.directory === undefined ? {} : { cwd: options.directory }),
    });
    this.#ready.promise.catch(() => undefined);
    this.ended = this.#gone.promise;
    this.#child.on('error', (error) => {
      this.#fatal ??= spawnError(error, command);
      if (this.#child.pid === undefined) this.#end(null, null);
    });
    this.#child.on('close', (code, signal) => this.#end(code, signal));
    this.#input = this.#child.stdio[channel.input] as Writable;
    this.#input.on('error', () => undefined);
    this.#child.stderr?.on('data', (bytes: Buffer) => {
      this.#said = (this.#said + bytes.toString('utf8')).slice(-KEPT_SAID);
    });
    const output = this.#child.stdio[channel.output] as Readable;
    output.on('error', () => undefined);
    output.on('data', (chunk: Buffer) => this.#take(chunk, output));
  }

  /**
   * Starts a helper; resolves when it can record. Errors: 'live/...' with what the helper said; 'job/cancelled'.
   */
  static async start(options: HelperOptions): Promise<HelperProcess> {
    const { signal } = options;
    if (signal?.aborted === true) throw cancelled();
    const helper = HelperProcess.#spawn(options);
    const onAbort = (): void => {
      helper.#ready.reject(cancelled());
      helper.kill();
    };
    signal?.addEventListener('abort', onAbort);
    try {
      await helper.#ready.promise;
      return helper;
    } catch (error) {
      // It should end by itself once it has said why it cannot record; nothing waits for one that does not.
      if (!helper.#hasEnded) helper.kill();
      throw error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  static #spawn(options: HelperOptions): HelperProcess {
    try {
      return new HelperProcess(options);
    } catch (error) {
      // Such as arguments that together are too long.
      throw spawnError(error, options.command);
    }
  }

  /** What the helper said first. */
  get hello(): HelloMessage {
    if (this.#hello === undefined) throw new Error('The helper has not said hello');
    return this.#hello;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Says who takes what comes from now on, and what was said while the helper started: set it before recording. */
  setReader(reader: HelperReader | undefined): void {
    this.#reader = reader;
    if (reader === undefined) return;
    for (const message of this.#early.splice(0)) reader.take(message);
  }

  async setFilter(filter: CaptureFilter): Promise<void> {
    await this.#ask(HelperState.FilterSet, (token) => this.#controls.filter(token, filter));
  }

  async setRate(rate: CaptureRate): Promise<void> {
    await this.#ask(HelperState.RateSet, (token) => this.#controls.rate(token, rate));
  }

  /** Begins recording; with a `snapshot`, what runs already is told first. `stacks`: with call stacks, on Windows alone. */
  async record(options: { readonly snapshot?: boolean; readonly stacks?: boolean } = {}): Promise<void> {
    await this.#ask(HelperState.Running, (token) => this.#controls.start(token, options));
  }

  /** Ends recording: everything recorded was taken when it resolves. */
  async stop(): Promise<void> {
    await this.#ask(HelperState.Stopped, (token) => this.#controls.stop(token));
  }

  /** Ends the helper. Never rejects. */
  async shutdown(): Promise<void> {
    this.#isAsked = true;
    if (!this.#hasEnded) {
      this.#input.write(this.#controls.shutdown(++this.#token));
      this.#input.end();
      this.#patience.begin();
    }
    await this.ended;
  }

  /** Ends the helper without waiting for what it still has to say. */
  kill(): void {
    this.#isAsked = true;
    this.#input.end();
    // Of another user's process only its input can be ended, which it takes for the end.
    this.#child.kill('SIGTERM');
    this.#patience.begin();
  }

  #ask(state: number, frame: (token: number) => Buffer): Promise<void> {
    if (this.#hasEnded) return Promise.reject(this.#fatal ?? this.#endError(null, null));
    const token = ++this.#token;
    return new Promise<void>((resolve, reject) => {
      this.#waiting.set(token, { state, resolve, reject });
      this.#input.write(frame(token));
      this.#patience.begin();
    });
  }

  /** Another user's process cannot be killed: it is left to itself, its input has ended. */
  #leave(): void {
    for (const stream of this.#child.stdio) stream?.destroy();
    this.#child.unref();
    this.#end(null, null);
  }

  #take(chunk: Buffer, output: Readable): void {
    this.#patience.hear();
    for (const message of this.#stream.push(chunk)) this.#takeMessage(message);
    const wait = this.#reader?.chunkEnd();
    if (wait === undefined) return;
    output.pause();
    this.#isPaused = true;
    void wait.then(() => {
      this.#isPaused = false;
      output.resume();
    });
  }

  #takeMessage(message: WireMessage): void {
    switch (message.type) {
      case 'hello':
        this.#hello ??= message;
        return;
      case 'log':
        if (this.#reader === undefined) this.#early.push(message);
        break;
      case 'error':
        if (message.severity === Severity.Fatal) {
          this.#fatal ??= helperError(message);
          if (!this.#isReady) this.#ready.reject(this.#fatal);
          return;
        }
        if (this.#reader === undefined) this.#early.push(message);
        break;
      case 'state': {
        // What was recorded before the answer has been taken before it.
        this.#reader?.take(message);
        if (message.state === HelperState.Ready && this.#hello !== undefined) {
          this.#isReady = true;
          this.#ready.resolve(undefined);
        }
        const waiting = this.#waiting.get(message.token);
        if (waiting?.state === message.state) {
          this.#waiting.delete(message.token);
          waiting.resolve();
        }
        return;
      }
      default:
        break;
    }
    this.#reader?.take(message);
  }

  /** The end of the child and of its output. */
  #end(code: number | null, signal: NodeJS.Signals | null): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#patience.end();
    const rest = this.#stream.end();
    if (rest !== undefined && this.#isReady) this.#reader?.take(rest);
    const error = this.#fatal ?? this.#endError(code, signal);
    this.#fatal = error;
    this.#ready.reject(error);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
    this.#gone.resolve(this.#isAsked ? undefined : error);
  }

  #endError(code: number | null, signal: NodeJS.Signals | null): ProcscopeError {
    const status = { code, signal, said: this.#said };
    return this.#isReady ? unexpectedEnd(status) : earlyEnd(this.command.command, status);
  }
}
