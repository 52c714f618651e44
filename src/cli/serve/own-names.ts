import { X509Certificate } from 'node:crypto';
import { hostname } from 'node:os';
import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const LOOPBACK_NAMES = ['127.0.0.1', '::1', 'localhost'];
const WILDCARDS = ['0.0.0.0', '::'];

/** Whether an address or name stands for this machine alone, seen from itself. */
export function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return LOOPBACK.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

/** The names and addresses by which browsers may reach a server that listens at `host`. */
export class OwnNames {
  readonly #host: string;
  readonly #certificate: X509Certificate | undefined;

  /** `certificate` is that of a server that speaks TLS, in PEM. */
  constructor(host: string, certificate?: string) {
    this.#host = host.toLowerCase();
    this.#certificate = certificate === undefined ? undefined : new X509Certificate(certificate);
  }

  /** The name to show to people. */
  get shown(): string {
    return WILDCARDS.includes(this.#host) ? hostname().toLowerCase() : this.#host;
  }

  /**
   * Whether a page that was asked for under this name may be ours. A page of somebody else's whose name was made to point at
   * this machine (DNS rebinding) comes under its own name.
   */
  has(name: string): boolean {
    const lower = name.toLowerCase();
    if (lower === this.#host || lower === this.shown) return true;
    if (isLoopback(this.#host) && LOOPBACK_NAMES.includes(lower)) return true;
    // Browsers have compared the name with the certificate already, so that no other name's page gets this far.
    const certificate = this.#certificate;
    if (certificate === undefined) return false;
    return (isIP(lower) === 0 ? certificate.checkHost(lower) : certificate.checkIP(lower)) !== undefined;
  }
}

/** A name or address as it stands in a URL: IPv6 in brackets. */
export function inUrl(name: string): string {
  return isIP(name) === 6 ? `[${name}]` : name;
}
