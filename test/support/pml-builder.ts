/**
 * Builds small logs of Process Monitor for tests, byte by byte and without any code of the reader, so that a mistake in
 * one of them shows. Source of the layout: procmon-parser, docs/PML Format.md.
 */

export interface PmlModule {
  readonly base: bigint;
  readonly size: number;
  readonly path: string;
  readonly version?: string;
  readonly company?: string;
  readonly description?: string;
  readonly timestamp?: number;
}

export interface PmlProcess {
  readonly index: number;
  readonly pid: number;
  readonly parentPid?: number;
  readonly parentIndex?: number;
  readonly authenticationId?: bigint;
  readonly session?: number;
  readonly start?: bigint;
  readonly end?: bigint;
  readonly virtualized?: number;
  readonly is64Bit?: boolean;
  readonly integrity?: string;
  readonly user?: string;
  readonly name?: string;
  readonly imagePath?: string;
  readonly commandLine?: string;
  readonly company?: string;
  readonly version?: string;
  readonly description?: string;
  readonly smallIcon?: number;
  readonly largeIcon?: number;
  readonly modules?: readonly PmlModule[];
}

export interface PmlEvent {
  readonly process: number;
  readonly tid?: number;
  readonly eventClass: number;
  readonly operation: number;
  readonly duration?: bigint;
  /** FILETIME; by default each event comes 1 ms after the one before. */
  readonly time?: bigint;
  readonly status?: number;
  readonly stack?: readonly bigint[];
  readonly detail?: Buffer;
  readonly extra?: Buffer;
  /** Stray bytes in front of the record. */
  readonly gap?: number;
}

export interface PmlDescription {
  readonly is64Bit?: boolean;
  readonly version?: number;
  readonly computer?: string;
  readonly systemRoot?: string;
  readonly major?: number;
  readonly minor?: number;
  readonly build?: number;
  readonly servicePack?: string;
  readonly productType?: number;
  readonly events?: readonly PmlEvent[];
  readonly processes?: readonly PmlProcess[];
  readonly icons?: readonly { readonly edge: number; readonly image: Buffer }[];
  readonly hosts?: readonly { readonly address: Buffer; readonly name: string }[];
  readonly ports?: readonly { readonly port: number; readonly isTcp: boolean; readonly name: string }[];
}

/** The log, and where its structures are. */
export interface BuiltPml {
  readonly bytes: Buffer;
  readonly events: readonly number[];
  readonly offsetArray: number;
  readonly processTable: number;
  readonly stringTable: number;
  readonly iconTable: number;
  readonly hostTable: number;
}

/** 2020-07-12 01:17:45 UTC. */
export const FIRST_TIME = 132_389_902_650_000_000n;

export const u8 = (value: number): Buffer => Buffer.from([value]);
export const u16 = (value: number): Buffer => write(2, (bytes) => bytes.writeUInt16LE(value));
export const u32 = (value: number): Buffer => write(4, (bytes) => bytes.writeUInt32LE(value));
export const u64 = (value: bigint): Buffer => write(8, (bytes) => bytes.writeBigUInt64LE(value));
export const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le');
const pointer = (value: bigint, is64Bit: boolean): Buffer => (is64Bit ? u64(value) : u32(Number(value)));

function write(length: number, fill: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.alloc(length);
  fill(bytes);
  return bytes;
}

/** A detail string: its info word, and its characters in the form that the driver would choose. */
export function detailString(text: string, isWide = /[^\0-\x7f]/.test(text)): { info: Buffer; text: Buffer } {
  return isWide
    ? { info: u16(text.length), text: utf16(text) }
    : { info: u16(0x8000 | text.length), text: Buffer.from(text, 'latin1') };
}

/** Details of a registry operation: the info word, the other fixed fields, the key. */
export function registryDetail(path: string, fixed: Buffer = Buffer.alloc(0), isWide?: boolean): Buffer {
  const key = detailString(path, isWide);
  return Buffer.concat([key.info, fixed, key.text]);
}

/** Details of a file system operation. `parameters` is the operation's FLT_PARAMETERS. */
export function fileDetail(
  path: string,
  is64Bit: boolean,
  options: { sub?: number; parameters?: Buffer; tail?: Buffer; isWide?: boolean } = {},
): Buffer {
  const text = detailString(path, options.isWide);
  const parameters = Buffer.alloc(is64Bit ? 48 : 28);
  options.parameters?.copy(parameters);
  return Buffer.concat([
    u8(options.sub ?? 0),
    Buffer.alloc(15, 0xcc).fill(0, 7),
    parameters,
    text.info,
    u16(0xcccc),
    text.text,
    options.tail ?? Buffer.alloc(0),
  ]);
}

/** Details of a network operation. Addresses have 16 bytes. */
export function networkDetail(
  flags: number,
  source: Buffer,
  sourcePort: number,
  target: Buffer,
  targetPort: number,
): Buffer {
  return Buffer.concat([
    u16(flags),
    u16(0),
    u32(100),
    source,
    target,
    u16(sourcePort),
    u16(targetPort),
    utf16('\0'),
  ]);
}

/** Details of Process Create. */
export function processCreateDetail(
  index: number,
  pid: number,
  imagePath: string,
  commandLine: string,
  userSid: Buffer,
): Buffer {
  const path = detailString(imagePath);
  const command = detailString(commandLine);
  const integritySid = sid(16, 8192);
  return Buffer.concat([
    u32(index),
    u32(pid),
    Buffer.alloc(0x24),
    u8(userSid.length),
    u8(integritySid.length),
    path.info,
    command.info,
    u16(0),
    userSid,
    integritySid,
    path.text,
    command.text,
  ]);
}

/** Details of Load Image. */
export function loadImageDetail(base: bigint, size: number, path: string, is64Bit: boolean): Buffer {
  const text = detailString(path);
  return Buffer.concat([pointer(base, is64Bit), u32(size), text.info, u16(0), text.text]);
}

/** A security identifier `S-1-authority-parts`. */
export function sid(authority: number, ...parts: number[]): Buffer {
  return Buffer.concat([
    Buffer.from([1, parts.length, 0, 0, 0, 0, 0, authority]),
    ...parts.map((part) => u32(part)),
  ]);
}

/** A 16-byte address of an IPv4 address. */
export function ipv4(...bytes: number[]): Buffer {
  return Buffer.concat([Buffer.from(bytes), Buffer.alloc(12)]);
}

/** Builds a whole log. */
export function buildPml(description: PmlDescription): BuiltPml {
  const is64Bit = description.is64Bit ?? true;
  const strings = new Strings();
  const area: Buffer[] = [];
  const positions: number[] = [];
  let at = 0x3a8;
  let time = FIRST_TIME;
  for (const event of description.events ?? []) {
    const gap = event.gap ?? 0;
    const record = eventRecord(event, event.time ?? time, is64Bit);
    time = (event.time ?? time) + 10_000n;
    area.push(Buffer.alloc(gap, 0xcc), record);
    positions.push(at + gap);
    at += gap + record.length;
  }
  const padding = Buffer.alloc((4 - (at % 4)) % 4);
  const offsetArray = at + padding.length;
  const offsets = Buffer.concat(positions.map((position) => Buffer.concat([u32(position), u8(0)])));
  const processes = processTable(description.processes ?? [], is64Bit, strings);
  const texts = strings.table();
  const icons = iconTable(description.icons ?? []);
  const names = hostTable(description);
  const processPosition = offsetArray + offsets.length;
  const stringPosition = processPosition + processes.length;
  const iconPosition = stringPosition + texts.length;
  const hostPosition = iconPosition + icons.length;
  const header = pmlHeader(
    description,
    is64Bit,
    positions.length,
    [0x3a8, offsetArray, processPosition, stringPosition, iconPosition],
    hostPosition,
  );
  return {
    bytes: Buffer.concat([header, ...area, padding, offsets, processes, texts, icons, names]),
    events: positions,
    offsetArray,
    processTable: processPosition,
    stringTable: stringPosition,
    iconTable: iconPosition,
    hostTable: hostPosition,
  };
}

function pmlHeader(
  description: PmlDescription,
  is64Bit: boolean,
  events: number,
  tables: readonly number[],
  hosts: number,
): Buffer {
  const header = Buffer.alloc(0x3a8);
  header.write('PML_', 0, 'latin1');
  header.writeUInt32LE(description.version ?? 9, 0x004);
  header.writeUInt32LE(is64Bit ? 1 : 0, 0x008);
  header.write(description.computer ?? 'TESTBOX', 0x00c, 32, 'utf16le');
  header.write(description.systemRoot ?? 'C:\\Windows', 0x02c, 520, 'utf16le');
  header.writeUInt32LE(events, 0x234);
  tables.forEach((table, i) => header.writeBigUInt64LE(BigInt(table), 0x240 + i * 8));
  header.writeBigUInt64LE(is64Bit ? 0x7fff_fffe_ffffn : 0x7ffe_ffffn, 0x268);
  [284, description.major ?? 10, description.minor ?? 0, description.build ?? 18362, 2].forEach((value, i) =>
    header.writeUInt32LE(value, 0x270 + i * 4),
  );
  header.write(description.servicePack ?? '', 0x284, 256, 'utf16le');
  header.writeUInt8(description.productType ?? 1, 0x38a);
  header.writeUInt32LE(4, 0x38c);
  header.writeBigUInt64LE(8_589_934_592n, 0x390);
  header.writeBigUInt64LE(0x3a8n, 0x398);
  header.writeBigUInt64LE(BigInt(hosts), 0x3a0);
  return header;
}

function eventRecord(event: PmlEvent, time: bigint, is64Bit: boolean): Buffer {
  const stack = event.stack ?? [];
  const detail = event.detail ?? Buffer.alloc(0);
  const extraAt = 0x34 + stack.length * (is64Bit ? 8 : 4) + detail.length;
  return Buffer.concat([
    u32(event.process),
    u32(event.tid ?? 1),
    u32(event.eventClass),
    u16(event.operation),
    u16(0xcccc),
    u32(0xcccc_cccc),
    u64(event.duration ?? 0n),
    u64(time),
    u32(event.status ?? 0),
    u16(stack.length),
    u16(0xcccc),
    u32(detail.length),
    u32(event.extra === undefined ? 0 : extraAt),
    ...stack.map((frame) => pointer(frame, is64Bit)),
    detail,
    ...(event.extra === undefined ? [] : [u16(event.extra.length), event.extra]),
  ]);
}

/** Strings by index; 0 is the empty one, and has no NUL. */
class Strings {
  readonly #indexes = new Map<string, number>([['', 0]]);

  index(text: string | undefined): number {
    const known = this.#indexes.get(text ?? '');
    if (known !== undefined) return known;
    this.#indexes.set(text ?? '', this.#indexes.size);
    return this.#indexes.size - 1;
  }

  table(): Buffer {
    return offsetTable(
      [...this.#indexes.keys()].map((text) => {
        const bytes = text === '' ? Buffer.alloc(0) : utf16(`${text}\0`);
        return Buffer.concat([u32(bytes.length), bytes]);
      }),
    );
  }
}

/** u32 count, u32 offset[count] from the table's start, records. */
function offsetTable(records: readonly Buffer[], indexes: readonly number[] = []): Buffer {
  let at = 4 + records.length * 4 + indexes.length * 4;
  const offsets = records.map((record) => {
    const offset = at;
    at += record.length;
    return u32(offset);
  });
  return Buffer.concat([u32(records.length), ...indexes.map((index) => u32(index)), ...offsets, ...records]);
}

function processTable(processes: readonly PmlProcess[], is64Bit: boolean, strings: Strings): Buffer {
  const records = processes.map((process) => {
    const text = (value: string | undefined): Buffer => u32(strings.index(value));
    const modules = (process.modules ?? []).map((module) =>
      Buffer.concat([
        pointer(0xccccn, is64Bit),
        pointer(module.base, is64Bit),
        u32(module.size),
        text(module.path),
        text(module.version),
        text(module.company),
        text(module.description),
        u32(module.timestamp ?? 0),
        Buffer.alloc(24),
      ]),
    );
    return Buffer.concat([
      u32(process.index),
      u32(process.pid),
      u32(process.parentPid ?? 0),
      u32(process.parentIndex ?? 0),
      u64(process.authenticationId ?? 0n),
      u32(process.session ?? 0),
      u32(0xcccc_cccc),
      u64(process.start ?? 0n),
      u64(process.end ?? 0n),
      u32(process.virtualized ?? 0),
      u32((process.is64Bit ?? true) ? 1 : 0),
      text(process.integrity),
      text(process.user),
      text(process.name),
      text(process.imagePath),
      text(process.commandLine),
      text(process.company),
      text(process.version),
      text(process.description),
      u32(process.smallIcon ?? 0),
      u32(process.largeIcon ?? 0),
      pointer(1n, is64Bit),
      u32(modules.length),
      ...modules,
    ]);
  });
  return offsetTable(
    records,
    processes.map((process) => process.index),
  );
}

function iconTable(icons: readonly { readonly edge: number; readonly image: Buffer }[]): Buffer {
  return offsetTable(
    [{ edge: 0, image: Buffer.alloc(0) }, ...icons].map(({ edge, image }) =>
      Buffer.concat([u32(edge), u32(image.length), image]),
    ),
  );
}

function hostTable(description: PmlDescription): Buffer {
  const name = (text: string): Buffer => {
    const bytes = utf16(`${text}\0`);
    return Buffer.concat([u32(bytes.length), bytes]);
  };
  const hosts = description.hosts ?? [];
  const ports = description.ports ?? [];
  return Buffer.concat([
    u32(hosts.length),
    ...hosts.map((host) => Buffer.concat([host.address, name(host.name)])),
    u32(ports.length),
    ...ports.map(({ port, isTcp, name: text }) => Buffer.concat([u16(port), u16(isTcp ? 1 : 0), name(text)])),
  ]);
}
