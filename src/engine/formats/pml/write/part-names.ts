import type { HostRecord, PortRecord } from '../../../capture/capture.ts';
import type { Payload } from '../../../dialect/payload.ts';
import { NETWORK_BYTES, NETWORK_IS_TCP, ipv4Text, ipv6Text } from '../network-path.ts';

const SOURCE_IS_IPV4 = 1;
const TARGET_IS_IPV4 = 2;
/** The longest name, in UTF-16 units without its NUL, that readers take. */
const MAX_NAME_UNITS = 2047;

/** The names of hosts and ports of a capture by their keys: 16 bytes of the address; port * 2, plus 1 for TCP. */
export class CaptureNames {
  readonly hosts = new Map<string, string>();
  readonly ports = new Map<number, string>();

  constructor(hosts: readonly HostRecord[], ports: readonly PortRecord[]) {
    for (const { address, name } of hosts) {
      const key = address.toString('latin1', 0, 16);
      if (!this.hosts.has(key)) this.hosts.set(key, name);
    }
    for (const { port, isTcp, name } of ports) {
      const key = port * 2 + (isTcp ? 1 : 0);
      if (!this.ports.has(key)) this.ports.set(key, name);
    }
  }
}

/**
 * The names that one part of a log needs so that its network events show the paths that the capture shows. The parts of a
 * capture that was itself in parts may name one address differently; what a part's events show stands in that part's table.
 */
export class PartNames {
  readonly #names: CaptureNames;
  /** What the events of this part show; empty for the number. */
  readonly #hosts = new Map<string, string>();
  readonly #ports = new Map<number, string>();
  /** Path ids, of the epoch asked for last, whose names are settled. */
  #settled = new Set<number>();
  #epoch: unknown;

  constructor(names: CaptureNames) {
    this.#names = names;
  }

  /** Whether the names of this path are settled already. */
  knows(epoch: unknown, path: number): boolean {
    if (epoch !== this.#epoch) {
      this.#epoch = epoch;
      this.#settled = new Set();
    }
    return this.#settled.has(path);
  }

  /**
   * Settles the names that a network event shows as `host:port -> host:port`. False when this part's events already show
   * another name for one of its addresses; `isForced` leaves it at that one.
   */
  settle(payload: Payload, path: number, text: string, isForced: boolean): boolean {
    const ends = endsOf(payload);
    if (ends !== undefined) {
      const [source, target] = ends;
      if (text === `${this.#text(source)} -> ${this.#text(target)}`) {
        for (const end of ends) this.#keep(end);
      } else {
        const sides = text.split(' -> ');
        const isSettled =
          sides.length !== 2 || (this.#take(source, sides[0]!) && this.#take(target, sides[1]!));
        if (!isSettled && !isForced) return false;
      }
    }
    this.#settled.add(path);
    return true;
  }

  /** The tables of hosts and ports, each with its count in front. */
  tables(): Buffer {
    const pieces: Buffer[] = [];
    const hosts = overlaid(this.#names.hosts, this.#hosts);
    pieces.push(u32(hosts.length));
    for (const [address, name] of hosts) pieces.push(Buffer.from(address, 'latin1'), nameBytes(name));
    const ports = overlaid(this.#names.ports, this.#ports);
    pieces.push(u32(ports.length));
    for (const [key, name] of ports) {
      const head = Buffer.alloc(4);
      head.writeUInt16LE(key >>> 1, 0);
      head.writeUInt16LE(key & 1, 2);
      pieces.push(head, nameBytes(name));
    }
    return Buffer.concat(pieces);
  }

  #host({ host, hostNumber }: End): string {
    const name = this.#hosts.get(host) ?? this.#names.hosts.get(host) ?? '';
    return name === '' ? hostNumber : name;
  }

  #port({ port, portNumber }: End): string {
    const name = this.#ports.get(port) ?? this.#names.ports.get(port) ?? '';
    return name === '' ? portNumber : name;
  }

  #text(end: End): string {
    return `${this.#host(end)}:${this.#port(end)}`;
  }

  /** Says that this part's events show the names that its tables have. */
  #keep({ host, port }: End): void {
    if (!this.#hosts.has(host)) this.#hosts.set(host, this.#names.hosts.get(host) ?? '');
    if (!this.#ports.has(port)) this.#ports.set(port, this.#names.ports.get(port) ?? '');
  }

  /** Makes the tables show an end as `shown`; false when this part's events already show another name. */
  #take(end: End, shown: string): boolean {
    const colon = shown.lastIndexOf(':');
    if (colon < 0) return true;
    const host = shown.slice(0, colon);
    const port = shown.slice(colon + 1);
    if (this.#host(end) !== host) {
      if (this.#hosts.has(end.host)) return false;
      this.#hosts.set(end.host, host === end.hostNumber ? '' : host);
    }
    if (this.#port(end) !== port) {
      if (this.#ports.has(end.port)) return false;
      this.#ports.set(end.port, port === end.portNumber ? '' : port);
    }
    this.#keep(end);
    return true;
  }
}

/** One end of a connection: the keys of its names, and the texts where it has none. */
interface End {
  readonly host: string;
  readonly hostNumber: string;
  readonly port: number;
  readonly portNumber: string;
}

/** Both ends of a network event; undefined when its details are cut off. */
function endsOf({
  bytes,
  detailStart: at,
  detailEnd,
}: Payload): readonly [source: End, target: End] | undefined {
  if (detailEnd - at < NETWORK_BYTES) return undefined;
  const flags = bytes.readUInt16LE(at);
  const tcp = (flags & NETWORK_IS_TCP) === 0 ? 0 : 1;
  const end = (address: number, isIPv4: boolean, portAt: number): End => {
    const port = bytes.readUInt16LE(portAt);
    return {
      host: bytes.toString('latin1', address, address + 16),
      hostNumber: isIPv4 ? ipv4Text(bytes, address) : ipv6Text(bytes, address),
      port: port * 2 + tcp,
      portNumber: String(port),
    };
  };
  return [
    end(at + 8, (flags & SOURCE_IS_IPV4) !== 0, at + 40),
    end(at + 24, (flags & TARGET_IS_IPV4) !== 0, at + 42),
  ];
}

/** The capture's names, as this part shows them, and behind them those that only this part shows. */
function overlaid<K>(capture: ReadonlyMap<K, string>, part: ReadonlyMap<K, string>): [K, string][] {
  const names = Array.from(capture, ([key, name]): [K, string] => [key, part.get(key) ?? name]);
  for (const [key, name] of part) if (!capture.has(key) && name !== '') names.push([key, name]);
  return names;
}

/** u32 length in bytes, UTF-16 with a NUL that is counted; an empty name is its length alone. */
function nameBytes(name: string): Buffer {
  const nul = name.indexOf('\0');
  const kept = (nul < 0 ? name : name.slice(0, nul)).slice(0, MAX_NAME_UNITS);
  const bytes = Buffer.alloc(4 + (kept === '' ? 0 : kept.length * 2 + 2));
  bytes.writeUInt32LE(bytes.length - 4);
  bytes.write(kept, 4, 'utf16le');
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
