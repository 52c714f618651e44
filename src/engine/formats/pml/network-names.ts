import type { HostRecord, PortRecord } from '../../capture/capture.ts';
import type { DamageLog } from './damage-log.ts';
import type { PageReader } from './page-reader.ts';
import type { Region } from './part-plan.ts';

/** Names of a whole capture; beyond this they come from damaged or hostile files. */
const MAX_NAMES = 200_000;
/** The longest name that is kept, in bytes: host names have at most 255 characters. */
const MAX_NAME_BYTES = 4096;

/** Names of hosts and ports; the first name of an address stays. */
export class NetworkNames {
  readonly hosts: HostRecord[] = [];
  readonly ports: PortRecord[] = [];
  readonly #hostNames = new Map<string, string>();
  readonly #portNames = new Map<number, string>();

  /** Name of the address in the 16 bytes at `at`; undefined when there is none. */
  host(bytes: Buffer, at: number): string | undefined {
    return this.#hostNames.get(bytes.toString('latin1', at, at + 16));
  }

  port(port: number, isTcp: boolean): string | undefined {
    return this.#portNames.get(port * 2 + (isTcp ? 1 : 0));
  }

  /** Adds the names of `other` for what has none here yet. */
  merge(other: NetworkNames): void {
    for (const { address, name } of other.hosts) this.#addHost(address, name);
    for (const { port, isTcp, name } of other.ports) this.#addPort(port, isTcp, name);
  }

  /** Reads the names of one part. Names after a damaged place cannot be found and are left out. */
  read(pages: PageReader, region: Region | undefined, name: string, damage: DamageLog): void {
    if (region === undefined) return;
    const afterHosts = this.#readHosts(pages, region);
    const isWhole = afterHosts !== undefined && this.#readPorts(pages, region, afterHosts);
    if (!isWhole) {
      damage.warn(
        'pml/damaged',
        'network-names-cut',
        name,
        `Names of hosts or ports in "${name}" are damaged or cut off; the numbers are shown instead.`,
      );
    }
  }

  #readHosts(pages: PageReader, region: Region): number | undefined {
    const count = pages.u32(region.start) ?? 0;
    let at = region.start + 4;
    for (let i = 0; i < count; i++) {
      if (pages.fetch(at, 20) < 20 || this.hosts.length >= MAX_NAMES) return undefined;
      const address = Buffer.from(pages.bytes.subarray(pages.at, pages.at + 16));
      const text = readName(pages, region, at + 16);
      if (text === undefined) return undefined;
      at = text.end;
      this.#addHost(address, text.name);
    }
    return at;
  }

  #readPorts(pages: PageReader, region: Region, start: number): boolean {
    const count = pages.u32(start);
    if (count === undefined) return false;
    let at = start + 4;
    for (let i = 0; i < count; i++) {
      if (pages.fetch(at, 8) < 8 || this.ports.length >= MAX_NAMES) return false;
      const port = pages.bytes.readUInt16LE(pages.at);
      const isTcp = pages.bytes.readUInt16LE(pages.at + 2) !== 0;
      const text = readName(pages, region, at + 4);
      if (text === undefined) return false;
      at = text.end;
      this.#addPort(port, isTcp, text.name);
    }
    return true;
  }

  #addHost(address: Buffer, name: string): void {
    const key = address.toString('latin1', 0, 16);
    if (this.#hostNames.has(key)) return;
    this.#hostNames.set(key, name);
    this.hosts.push({ address, name });
  }

  #addPort(port: number, isTcp: boolean, name: string): void {
    const key = port * 2 + (isTcp ? 1 : 0);
    if (this.#portNames.has(key)) return;
    this.#portNames.set(key, name);
    this.ports.push({ port, isTcp, name });
  }
}

/** Reads `u32 byteLength, UTF-16 text` at `at`. Undefined when it does not fit. */
function readName(pages: PageReader, region: Region, at: number): { name: string; end: number } | undefined {
  const length = pages.u32(at);
  if (length === undefined || length > MAX_NAME_BYTES || at + 4 + length > region.end) return undefined;
  if (pages.fetch(at + 4, length) < length) return undefined;
  const text = pages.bytes.toString('utf16le', pages.at, pages.at + length - (length % 2));
  const end = text.indexOf('\0');
  return { name: end < 0 ? text : text.slice(0, end), end: at + 4 + length };
}
