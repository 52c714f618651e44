import { ProcscopeError } from '../errors.ts';
import type { CancelSignal, CancelSource } from './cancel-signal.ts';
import type { CallName, Contract, EventData, EventName, Handlers } from './contract.ts';
import { firstIssue, toErrorInfo } from './envelope.ts';
import type { ErrorInfo } from './schemas.ts';
import type { Body } from './envelope.ts';
import { Link } from './link.ts';
import type { Transport } from './transport.ts';

/** Calls of one connection that may be under way at the same time. */
export const MAX_CALLS_IN_FLIGHT = 256;

export interface ServeOptions<S extends CancelSignal> {
  /** Makes what cancels one call: `() => new AbortController()`. */
  readonly cancelSource: () => CancelSource<S>;
  /** How errors are told to this client; the default is {@link toErrorInfo}. */
  readonly errorInfo?: ((error: unknown) => ErrorInfo) | undefined;
  /** Is given what the peer is not told: exceptions of handlers that are no ProcscopeError, and why a link ended. */
  readonly log?: ((what: string, error: unknown) => void) | undefined;
  /** The connection has ended, whoever ended it. */
  readonly onClosed?: (() => void) | undefined;
}

/** One client's connection, seen from the server. */
export interface ServerConnection<C extends Contract> {
  /** Tells the client. Does nothing once the connection has ended. */
  emit<K extends EventName<C>>(name: K, data: EventData<C, K>): void;
  /** Ends the connection and aborts the calls that are under way. */
  close(): void;
}

/** Serves a contract to one client. */
export function serve<C extends Contract, S extends CancelSignal>(
  contract: C,
  handlers: Handlers<C, S>,
  transport: Transport,
  options: ServeOptions<S>,
): ServerConnection<C> {
  return new RpcServer(contract, handlers, transport, options);
}

class RpcServer<C extends Contract, S extends CancelSignal> implements ServerConnection<C> {
  readonly #contract: C;
  readonly #handlers: Handlers<C, S>;
  readonly #options: ServeOptions<S>;
  readonly #link: Link;
  readonly #running = new Map<number, CancelSource<S>>();
  #lastId = -1;

  constructor(contract: C, handlers: Handlers<C, S>, transport: Transport, options: ServeOptions<S>) {
    this.#contract = contract;
    this.#handlers = handlers;
    this.#options = options;
    this.#link = new Link(transport, contract.name, {
      receive: (body) => this.#receive(body),
      closed: (error) => {
        if (error.code !== 'api/closed') options.log?.('A connection ended', error);
        this.#ended();
      },
    });
    this.#link.start();
  }

  emit<K extends EventName<C>>(name: K, data: EventData<C, K>): void {
    this.#link.send({ kind: 'event', event: name, data });
  }

  close(): void {
    if (this.#link.isClosed) return;
    this.#link.close();
    this.#ended();
  }

  #ended(): void {
    for (const source of this.#running.values()) source.abort();
    this.#running.clear();
    this.#options.onClosed?.();
  }

  #receive(body: Body): boolean {
    if (body.kind === 'cancel') {
      // The call may have been answered meanwhile.
      this.#running.get(body.id)?.abort();
      return true;
    }
    // Ids ascend, so that none is used twice.
    if (body.kind !== 'call' || body.id <= this.#lastId) return false;
    this.#lastId = body.id;
    const wanted = body.call;
    if (!this.#isCall(body.call)) {
      this.#refuse(
        body.id,
        new ProcscopeError('api/unknown-call', `There is no call "${wanted}".`, { call: wanted }),
      );
    } else if (this.#running.size >= MAX_CALLS_IN_FLIGHT) {
      this.#refuse(
        body.id,
        new ProcscopeError('api/busy', `${MAX_CALLS_IN_FLIGHT} calls are under way already.`),
      );
    } else {
      void this.#run(body.call, body.id, body.input);
    }
    return true;
  }

  #isCall(name: string): name is CallName<C> {
    return Object.hasOwn(this.#contract.calls, name);
  }

  async #run<K extends CallName<C>>(name: K, id: number, input: unknown): Promise<void> {
    const calls: C['calls'] = this.#contract.calls;
    const spec: C['calls'][K] = calls[name];
    const schema: C['calls'][K]['input'] = spec.input;
    const source = this.#options.cancelSource();
    this.#running.set(id, source);
    try {
      const parsed = schema.safeParse(input);
      if (!parsed.success) {
        const sentence = `The input of "${name}" does not fit: ${firstIssue(parsed.error)}.`;
        throw new ProcscopeError('api/bad-request', sentence, { call: name });
      }
      const output = await this.#handlers[name](parsed.data, source.signal);
      this.#running.delete(id);
      this.#link.send({ kind: 'reply', id, ok: true, output });
    } catch (error) {
      this.#running.delete(id);
      if (!(error instanceof ProcscopeError)) this.#options.log?.(`The call "${name}" failed`, error);
      this.#refuse(id, error);
    }
  }

  #refuse(id: number, error: unknown): void {
    const errorInfo = this.#options.errorInfo ?? toErrorInfo;
    this.#link.send({ kind: 'reply', id, ok: false, error: errorInfo(error) });
  }
}
