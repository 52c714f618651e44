import { EtwOperation, etwKey } from '../dialect/etw/etw-key.ts';
import { EndpointProtocol, EndpointState } from '../wire/wire-format.ts';
import type { WireEndpoint } from '../wire/wire-messages.ts';
import type { EtwProcess } from './state/etw-process.ts';
import { ShownPath } from './state/shown-path.ts';
import type { TraceState } from './trace-state.ts';

/** Ports that are remembered; no machine has so many. What comes beyond is told again when it is told again. */
const MOST_KNOWN = 100_000;
const TICKS_PER_MILLISECOND = 10_000;
const SUCCESS = 0;

/** What a lookup of ports found. */
export interface ToldEndpoints {
  /** Ticks from the lookup before to this one: what is told happened in between. Undefined: there was none before. */
  readonly span: number | undefined;
  /** Whether they are all that there are. */
  readonly isWhole: boolean;
  /** Whether the same lookup goes on. */
  readonly hasMore: boolean;
  readonly endpoints: readonly WireEndpoint[];
}

interface KnownEndpoint {
  readonly endpoint: WireEndpoint;
  readonly process: EtwProcess;
  readonly path: ShownPath;
}

/**
 * Rows of ports that processes listen at or have bound. Windows' records do not tell them: a helper looks them up now and then,
 * so each row says when it was seen, and its Detail since when that may be so.
 */
export class EndpointEvents {
  readonly #state: TraceState;
  #known = new Map<string, KnownEndpoint>();
  /** What was known before a lookup that tells all, and was not told by it so far. */
  #stale: Map<string, KnownEndpoint> | undefined;
  #hasLooked = false;

  constructor(state: TraceState) {
    this.#state = state;
  }

  /** Makes rows at the time that the state has. */
  tell({ span, isWhole, hasMore, endpoints }: ToldEndpoints): void {
    if (isWhole && this.#stale === undefined) {
      this.#stale = this.#known;
      this.#known = new Map();
    }
    for (const endpoint of endpoints) {
      if (endpoint.state === EndpointState.Open) this.#open(endpoint, span);
      else if (endpoint.state === EndpointState.Gone) this.#end(endpoint, span);
    }
    if (hasMore) return;
    // They ended while nobody looked, some time between two recordings.
    for (const known of this.#stale?.values() ?? [])
      this.#put(known, false, 'ended while nothing was recorded');
    this.#stale = undefined;
    this.#hasLooked = true;
  }

  #open(endpoint: WireEndpoint, span: number | undefined): void {
    const key = keyOf(endpoint);
    if (this.#known.has(key)) return;
    const { processes, now } = this.#state;
    const process = processes.at(endpoint.pid, now);
    const before = this.#stale?.get(key);
    // Of another process with the same number its end stays to be told.
    if (before?.process === process) {
      this.#stale?.delete(key);
      this.#known.set(key, before);
      return;
    }
    const path = new ShownPath(`${endpoint.address}:${endpoint.port}`);
    const known = { endpoint, process, path };
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    this.#known.set(key, known);
    const since = this.#hasLooked ? 'was there when recording went on' : 'was there when recording began';
    this.#put(known, true, span === undefined ? since : `began at most ${seconds(span)} before`);
  }

  #end(endpoint: WireEndpoint, span: number | undefined): void {
    const key = keyOf(endpoint);
    const known = this.#known.get(key);
    // What was told while frames were lost on the way.
    if (known === undefined) return;
    this.#known.delete(key);
    this.#put(known, false, span === undefined ? 'ended' : `ended at most ${seconds(span)} before`);
  }

  #put({ endpoint, process, path }: KnownEndpoint, isOpen: boolean, seen: string): void {
    const operation = operationOf(endpoint.protocol, isOpen);
    if (operation === undefined) return;
    const { rows, now } = this.#state;
    const row = rows.make();
    row.time = now;
    row.result = SUCCESS;
    row.process = process;
    row.operation = etwKey(operation);
    row.path = path;
    row.named('Looked up', seen);
    rows.put(row);
  }
}

function keyOf({ pid, protocol, address, port }: WireEndpoint): string {
  return `${protocol} ${pid} ${port} ${address}`;
}

function operationOf(protocol: number, isOpen: boolean): number | undefined {
  switch (protocol) {
    case EndpointProtocol.Tcp:
      return isOpen ? EtwOperation.TcpListen : EtwOperation.TcpListenEnd;
    case EndpointProtocol.Udp:
      return isOpen ? EtwOperation.UdpBind : EtwOperation.UdpBindEnd;
    default:
      return undefined;
  }
}

/** Rounded up to milliseconds: no less than it can have been. */
function seconds(ticks: number): string {
  return `${(Math.ceil(ticks / TICKS_PER_MILLISECOND) / 1000).toFixed(3)} seconds`;
}
