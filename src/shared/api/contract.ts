import type * as z from 'zod';
import type { CancelSignal } from './cancel-signal.ts';

/** One call: what goes in and what comes out, both checked where they arrive. Both are objects on every transport. */
export interface CallSpec {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

/** What one side of a connection offers. Client, server and validators derive from it. */
export interface Contract {
  /** Told in the hello: the two ends of a connection must mean the same contract. */
  readonly name: string;
  readonly calls: Readonly<Record<string, CallSpec>>;
  /** What the server tells without being asked. */
  readonly events: Readonly<Record<string, z.ZodType>>;
}

/** Version of the messages and of all contracts; both ends of a connection must speak the same. */
export const PROTOCOL_VERSION = 1;

export type CallName<C extends Contract> = keyof C['calls'] & string;
export type EventName<C extends Contract> = keyof C['events'] & string;
export type CallInput<C extends Contract, K extends CallName<C>> = z.infer<C['calls'][K]['input']>;
export type CallOutput<C extends Contract, K extends CallName<C>> = z.infer<C['calls'][K]['output']>;
export type EventData<C extends Contract, K extends EventName<C>> = z.infer<C['events'][K]>;

/**
 * What a server does for each call. A contract's call without a handler does not compile.
 * `S` is the abort signal of the server's runtime; it is aborted when the client cancels the call or goes away.
 * Errors: a `ProcscopeError` reaches the client as it is, anything else as 'internal'.
 */
export type Handlers<C extends Contract, S extends CancelSignal = CancelSignal> = {
  readonly [K in CallName<C>]: (input: CallInput<C, K>, signal: S) => Promise<CallOutput<C, K>>;
};
