import type { StringId } from '../../../shared/units.ts';
import { BytePool } from '../../store/byte-pool.ts';
import type { StringPool } from '../../store/string-pool.ts';
import type { NetworkNames } from './network-names.ts';

/** The fixed part of a network event's detail block. */
export const NETWORK_BYTES = 44;

const SOURCE_IS_IPV4 = 1;
const TARGET_IS_IPV4 = 2;
/** Set for TCP, else UDP. */
export const NETWORK_IS_TCP = 4;

/** Distinct connections that are remembered; beyond, the memory starts anew. */
const MAX_CONNECTIONS = 65_536;

/**
 * The Path of network events, `host:port -> host:port`: names where the log has them, else numbers. The text of a pair of
 * addresses and ports is made once.
 */
export class NetworkPaths {
  readonly #names: NetworkNames;
  #pool: StringPool | undefined;
  #keys = new BytePool();
  #ids: StringId[] = [];
  /** One byte of flags, two addresses, two ports. */
  readonly #key = Buffer.alloc(37);

  constructor(names: NetworkNames) {
    this.#names = names;
  }

  /** The id of the path in `pool`; the detail block begins at `at` and has at least {@link NETWORK_BYTES}. */
  intern(bytes: Buffer, at: number, pool: StringPool): StringId {
    if (pool !== this.#pool || this.#keys.size > MAX_CONNECTIONS) {
      this.#pool = pool;
      this.#keys = new BytePool();
      this.#ids = [];
    }
    this.#key[0] = bytes.readUInt16LE(at) & (SOURCE_IS_IPV4 | TARGET_IS_IPV4 | NETWORK_IS_TCP);
    bytes.copy(this.#key, 1, at + 8, at + NETWORK_BYTES);
    const entry = this.#keys.intern(this.#key, 0, this.#key.length);
    return (this.#ids[entry] ??= pool.intern(this.#text(bytes, at)));
  }

  #text(bytes: Buffer, at: number): string {
    const flags = bytes.readUInt16LE(at);
    const isTcp = (flags & NETWORK_IS_TCP) !== 0;
    const source = this.#host(bytes, at + 8, (flags & SOURCE_IS_IPV4) !== 0);
    const target = this.#host(bytes, at + 24, (flags & TARGET_IS_IPV4) !== 0);
    const sourcePort = this.#port(bytes.readUInt16LE(at + 40), isTcp);
    const targetPort = this.#port(bytes.readUInt16LE(at + 42), isTcp);
    return `${source}:${sourcePort} -> ${target}:${targetPort}`;
  }

  #host(bytes: Buffer, at: number, isIPv4: boolean): string {
    const name = this.#names.host(bytes, at);
    // An address that could not be resolved can have an empty name: Process Monitor then shows the number.
    if (name !== undefined && name !== '') return name;
    return isIPv4 ? ipv4Text(bytes, at) : ipv6Text(bytes, at);
  }

  #port(port: number, isTcp: boolean): string {
    const name = this.#names.port(port, isTcp);
    return name === undefined || name === '' ? String(port) : name;
  }
}

/** Dotted decimal text of the four bytes at `at`. */
export function ipv4Text(bytes: Buffer, at: number): string {
  return `${bytes[at] ?? 0}.${bytes[at + 1] ?? 0}.${bytes[at + 2] ?? 0}.${bytes[at + 3] ?? 0}`;
}

/**
 * The text of an IPv6 address, 16 bytes at `at`: lower case, without leading zeros, the first longest run of two or more
 * zero groups as `::`, and IPv4-mapped addresses with a dotted end. Source: RFC 5952, sections 4 and 5.
 */
export function ipv6Text(bytes: Buffer, at: number): string {
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(at + i * 2));
  const isMapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (isMapped) return `::ffff:${ipv4Text(bytes, at + 12)}`;
  let runStart = -1;
  let runLength = 1;
  for (let i = 0; i < 8; i++) {
    let end = i;
    while (groups[end] === 0) end++;
    if (end - i > runLength) {
      runStart = i;
      runLength = end - i;
    }
  }
  const text = (from: number, to: number): string =>
    groups
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(':');
  return runStart < 0 ? text(0, 8) : `${text(0, runStart)}::${text(runStart + runLength, 8)}`;
}
