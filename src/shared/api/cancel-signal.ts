/** The part of an `AbortSignal` that all runtimes share; the DOM's and Node's both fit. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** The part of an `AbortController` that a server needs. */
export interface CancelSource<S extends CancelSignal> {
  readonly signal: S;
  abort(): void;
}
