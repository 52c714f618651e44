import { ProcscopeError, cancelled } from '../errors.ts';
import type { CancelSignal } from './cancel-signal.ts';
import type { CallInput, CallName, CallOutput, Contract, EventData, EventName } from './contract.ts';
import { firstIssue, fromErrorInfo } from './envelope.ts';
import type { Body } from './envelope.ts';
import { Link } from './link.ts';
import type { Transport } from './transport.ts';

export interface CallOptions {
  /** Tells the server to stop. The call rejects with 'job/cancelled' at once. */
  readonly signal?: CancelSignal | undefined;
}

/** The calling side of a contract. */
export interface Client<C extends Contract> {
  /**
   * Asks the server. Rejects with a ProcscopeError: the call's own codes, 'api/bad-request' for an input that does not
   * fit, 'api/closed' when the connection is or goes away, 'api/protocol' when the other side does not keep the contract.
   */
  call<K extends CallName<C>>(
    name: K,
    input: CallInput<C, K>,
    options?: CallOptions,
  ): Promise<CallOutput<C, K>>;
  /** Calls `listener` with every event of the name until the returned function is called. */
  on<K extends EventName<C>>(name: K, listener: (data: EventData<C, K>) => void): () => void;
  /** Calls `listener` once when the connection ends other than by {@link close}; at once when it has. */
  onClosed(listener: (error: ProcscopeError) => void): () => void;
  /** Ends the connection; calls that wait for an answer reject with 'api/closed'. */
  close(): void;
}

/** Connects to the server of a contract. */
export function connect<C extends Contract>(contract: C, transport: Transport): Client<C> {
  return new RpcClient(contract, transport);
}

interface Pending {
  settle(body: Extract<Body, { kind: 'reply' }>): void;
  fail(error: ProcscopeError): void;
}

class RpcClient<C extends Contract> implements Client<C> {
  readonly #contract: C;
  readonly #link: Link;
  readonly #pending = new Map<number, Pending>();
  readonly #listeners = new Map<string, Set<(data: unknown) => void>>();
  readonly #closeListeners = new Set<(error: ProcscopeError) => void>();
  #nextId = 0;
  #end: ProcscopeError | undefined;

  constructor(contract: C, transport: Transport) {
    this.#contract = contract;
    this.#link = new Link(transport, contract.name, {
      receive: (body) => this.#receive(body),
      closed: (error) => {
        this.#failAll(error);
        for (const listener of this.#closeListeners) listener(error);
        this.#closeListeners.clear();
      },
    });
    this.#link.start();
  }

  call<K extends CallName<C>>(
    name: K,
    input: CallInput<C, K>,
    options: CallOptions = {},
  ): Promise<CallOutput<C, K>> {
    const { signal } = options;
    if (!Object.hasOwn(this.#contract.calls, name)) throw new Error(`The contract has no call "${name}"`);
    const calls: C['calls'] = this.#contract.calls;
    const spec: C['calls'][K] = calls[name];
    const output: C['calls'][K]['output'] = spec.output;
    return new Promise((resolve, reject) => {
      if (this.#end !== undefined) {
        reject(this.#end);
        return;
      }
      if (signal?.aborted === true) {
        reject(cancelled());
        return;
      }
      const id = this.#nextId++;
      const onAbort = (): void => {
        if (!finish()) return;
        this.#link.send({ kind: 'cancel', id });
        reject(cancelled());
      };
      const finish = (): boolean => {
        signal?.removeEventListener('abort', onAbort);
        return this.#pending.delete(id);
      };
      this.#pending.set(id, {
        settle: (reply) => {
          finish();
          if (!reply.ok) {
            reject(fromErrorInfo(reply.error));
            return;
          }
          const parsed = output.safeParse(reply.output);
          if (parsed.success) resolve(parsed.data);
          else
            reject(
              new ProcscopeError(
                'api/protocol',
                `The answer to "${name}" does not fit: ${firstIssue(parsed.error)}.`,
              ),
            );
        },
        fail: (error) => {
          finish();
          reject(error);
        },
      });
      signal?.addEventListener('abort', onAbort);
      try {
        this.#link.send({ kind: 'call', id, call: name, input });
      } catch (error) {
        finish();
        reject(new ProcscopeError('api/bad-request', `The input of "${name}" cannot be sent.`, {}, error));
      }
    });
  }

  on<K extends EventName<C>>(name: K, listener: (data: EventData<C, K>) => void): () => void {
    if (!Object.hasOwn(this.#contract.events, name)) throw new Error(`The contract has no event "${name}"`);
    const events: C['events'] = this.#contract.events;
    const schema: C['events'][K] = events[name];
    const take = (data: unknown): void => {
      const parsed = schema.safeParse(data);
      if (parsed.success) listener(parsed.data);
      else this.#link.fail(`The event "${name}" does not fit: ${firstIssue(parsed.error)}.`);
    };
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(take));
    return () => void listeners.delete(take);
  }

  onClosed(listener: (error: ProcscopeError) => void): () => void {
    if (this.#end === undefined) this.#closeListeners.add(listener);
    else listener(this.#end);
    return () => void this.#closeListeners.delete(listener);
  }

  close(): void {
    this.#link.close();
    this.#closeListeners.clear();
    this.#failAll(new ProcscopeError('api/closed', 'The connection was closed.'));
  }

  #receive(body: Body): boolean {
    if (body.kind === 'event') {
      // An event that nobody listens to is not looked at, but it must be one of the contract's.
      if (!Object.hasOwn(this.#contract.events, body.event)) return false;
      for (const listener of this.#listeners.get(body.event) ?? []) listener(body.data);
      return true;
    }
    if (body.kind !== 'reply' || body.id >= this.#nextId) return false;
    // The answer to a call that was cancelled here may still come.
    this.#pending.get(body.id)?.settle(body);
    return true;
  }

  #failAll(error: ProcscopeError): void {
    this.#end ??= error;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const call of pending) call.fail(error);
  }
}
