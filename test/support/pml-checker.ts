/**
 * Takes a log of Process Monitor apart and refuses it at the first thing that is not as the format says. It shares no code
 * with the reader or the writer, so that a mistake that both make shows here.
 * Sources: procmon-parser, docs/PML Format.md; openprocmon, crates/sdk/src/pml/writer.rs, for what Process Monitor stands.
 */

export interface CheckedEvent {
  readonly position: number;
  /** Where the record ends, its extra block included. */
  readonly end: number;
  readonly processIndex: number;
  readonly tid: number;
  readonly eventClass: number;
  readonly operation: number;
  /** Undefined while the operation is pending: what the record has there means nothing. */
  readonly duration: bigint | undefined;
  readonly time: bigint;
  readonly status: number;
  readonly stack: Buffer;
  readonly detail: Buffer;
  readonly extra: Buffer | undefined;
}

export interface CheckedModule {
  readonly base: bigint;
  readonly size: number;
  readonly path: string;
  readonly version: string;
  readonly company: string;
  readonly description: string;
  readonly timestamp: number;
}

export interface CheckedProcess {
  readonly index: number;
  readonly pid: number;
  readonly parentPid: number;
  /** Undefined when the table has no such process. */
  readonly parentIndex: number | undefined;
  readonly authenticationId: bigint;
  readonly session: number;
  readonly start: bigint;
  readonly end: bigint;
  readonly virtualized: number;
  readonly is64Bit: number;
  /** Integrity, user, name, image path, command line, company, version, description. */
  readonly texts: readonly string[];
  readonly smallIcon: Buffer;
  readonly largeIcon: Buffer;
  readonly modules: readonly CheckedModule[];
}

export interface CheckedPml {
  readonly is64Bit: boolean;
  /** The header without the number and positions of what follows. */
  readonly header: Buffer;
  readonly events: readonly CheckedEvent[];
  readonly processes: readonly CheckedProcess[];
  readonly strings: readonly string[];
  readonly icons: readonly { readonly edge: number; readonly image: Buffer }[];
  readonly hosts: readonly { readonly address: string; readonly name: string }[];
  readonly ports: readonly { readonly port: number; readonly isTcp: number; readonly name: string }[];
}

/** What a log may have between two records: texts of registry values run on there. */
const MAX_GAP = 16 * 1024;
const HEADER = 0x3a8;

function demand(isRight: boolean, what: string, at?: number): asserts isRight {
  if (!isRight) throw new Error(at === undefined ? what : `0x${at.toString(16)}: ${what}`);
}

/** What a log may have that was written of a damaged one. */
export interface Leniency {
  /** Events of classes that Process Monitor does not have. */
  readonly anyClass?: boolean;
}

/** Checks a whole file. Errors: an Error that says what is wrong and where. */
export function checkPml(bytes: Buffer, leniency: Leniency = {}): CheckedPml {
  demand(bytes.length >= HEADER, 'the header is cut off');
  const u32 = (at: number): number => bytes.readUInt32LE(at);
  const position = (at: number): number => {
    const value = bytes.readBigUInt64LE(at);
    demand(value <= BigInt(bytes.length), `position ${value} is outside the file`, at);
    return Number(value);
  };
  demand(bytes.toString('latin1', 0, 4) === 'PML_', 'the signature is missing');
  demand(u32(4) === 9, 'the version is not 9', 4);
  demand(u32(8) <= 1, 'the bitness is neither 0 nor 1', 8);
  const is64Bit = u32(8) === 1;
  demand(endsInNul(bytes, 0x00c, 16), 'the computer name has no NUL', 0x00c);
  demand(endsInNul(bytes, 0x02c, 260), 'the system root has no NUL', 0x02c);
  demand(bytes.readBigUInt64LE(0x238) === 0n, 'an unused field is set', 0x238);
  demand(u32(0x270) === 284, 'OSVERSIONINFOEXW has another size', 0x270);
  demand(u32(0x280) === 2, 'the platform is not Windows NT', 0x280);
  demand(endsInNul(bytes, 0x284, 128), 'the service pack has no NUL', 0x284);
  const highest = bytes.readBigUInt64LE(0x268);
  const isUserAddress = is64Bit
    ? highest >> 32n > 0n && highest >> 63n === 0n
    : highest >> 28n >= 7n && highest >> 32n === 0n;
  demand(isUserAddress, 'the highest user address is not one of this bitness', 0x268);
  const count = u32(0x234);
  const [events, offsets, processes, strings, icons, headerSize, hosts] = [
    0x240, 0x248, 0x250, 0x258, 0x260, 0x398, 0x3a0,
  ].map(position) as [number, number, number, number, number, number, number];
  demand(events === HEADER && headerSize === HEADER, 'the events do not follow the header', 0x240);
  demand(
    offsets >= HEADER &&
      offsets + 5 * count === processes &&
      processes < strings &&
      strings < icons &&
      icons < hosts &&
      hosts + 8 <= bytes.length,
    'the sections are not in order',
    0x248,
  );
  demand(offsets % 4 === 0, 'the events are not padded', 0x248);

  const texts = checkStrings(bytes, strings, icons);
  const images = checkIcons(bytes, icons, hosts);
  const names = checkNames(bytes, hosts);
  const known = checkProcesses(bytes, processes, strings, is64Bit, texts, images);
  const records = checkEvents(
    bytes,
    count,
    offsets,
    is64Bit,
    new Set(known.map(({ index }) => index)),
    leniency,
  );
  checkKernel(records, known, is64Bit, highest);
  const header = Buffer.from(bytes.subarray(0, HEADER));
  header.fill(0, 0x234, 0x268).fill(0, 0x398, 0x3a8);
  // The texts of the header end at their NUL; what is behind means nothing.
  for (const [at, units] of [
    [0x00c, 16],
    [0x02c, 260],
    [0x284, 128],
  ] as const) {
    const text = header.toString('utf16le', at, at + units * 2);
    header.fill(0, at + text.indexOf('\0') * 2, at + units * 2);
  }
  header[0x38b] = 0;
  return { is64Bit, header, events: records, processes: known, strings: texts, icons: images, ...names };
}

function endsInNul(bytes: Buffer, at: number, units: number): boolean {
  return bytes.toString('utf16le', at, at + units * 2).includes('\0');
}

function checkEvents(
  bytes: Buffer,
  count: number,
  offsets: number,
  is64Bit: boolean,
  indexes: ReadonlySet<number>,
  { anyClass = false }: Leniency,
): CheckedEvent[] {
  const events: CheckedEvent[] = [];
  let end = HEADER;
  let time = 0n;
  for (let i = 0; i < count; i++) {
    const entry = offsets + i * 5;
    const at = bytes.readUInt32LE(entry);
    demand(bytes[entry + 4] === 0, 'the flags of an offset are set', entry);
    demand(at >= end, 'an event begins before the one in front of it ends', at);
    demand(at - end <= MAX_GAP, 'the gap in front of an event is too wide', at);
    const event = checkEvent(bytes, at, offsets, is64Bit);
    const { eventClass } = event;
    demand(anyClass || (eventClass >= 1 && eventClass <= 6), `there is no class ${eventClass}`, at);
    demand(event.time >= time, 'an event is earlier than the one in front of it', at);
    demand(indexes.has(event.processIndex), `there is no process ${event.processIndex}`, at);
    ({ end, time } = event);
    events.push(event);
  }
  demand(offsets - end <= MAX_GAP, 'the gap behind the events is too wide', end);
  return events;
}

function checkEvent(bytes: Buffer, at: number, limit: number, is64Bit: boolean): CheckedEvent {
  demand(at + 0x34 <= limit, 'an event is cut off', at);
  const status = bytes.readUInt32LE(at + 0x24);
  const stackAt = at + 0x34;
  const detailAt = stackAt + bytes.readUInt16LE(at + 0x28) * (is64Bit ? 8 : 4);
  const detailEnd = detailAt + bytes.readUInt32LE(at + 0x2c);
  demand(detailEnd <= limit, 'the details of an event are cut off', at);
  const extraOffset = bytes.readUInt32LE(at + 0x30);
  let end = detailEnd;
  let extra: Buffer | undefined;
  if (extraOffset !== 0) {
    demand(at + extraOffset === detailEnd, 'an extra block does not follow its details', at);
    demand(detailEnd + 2 <= limit, 'an extra block is cut off', at);
    end = detailEnd + 2 + bytes.readUInt16LE(detailEnd);
    demand(end <= limit, 'an extra block is cut off', at);
    extra = bytes.subarray(detailEnd + 2, end);
  }
  return {
    position: at,
    end,
    processIndex: bytes.readUInt32LE(at),
    tid: bytes.readUInt32LE(at + 0x04),
    eventClass: bytes.readUInt32LE(at + 0x08),
    operation: bytes.readUInt16LE(at + 0x0c),
    duration: status === 0x103 ? undefined : bytes.readBigUInt64LE(at + 0x14),
    time: bytes.readBigUInt64LE(at + 0x1c),
    status,
    stack: bytes.subarray(stackAt, detailAt),
    detail: bytes.subarray(detailAt, detailEnd),
    extra,
  };
}

/** u32 count, u32 offsets, records back to back from behind the offsets up to `end`. */
function records(bytes: Buffer, start: number, end: number, columns: 1 | 2): { at: number; end: number }[] {
  demand(start + 4 <= end, 'a table is cut off', start);
  const count = bytes.readUInt32LE(start);
  const head = start + 4 + count * 4 * columns;
  demand(head <= end, 'the offsets of a table are cut off', start);
  const offsetsAt = head - count * 4;
  const starts = Array.from({ length: count }, (_, i) => start + bytes.readUInt32LE(offsetsAt + i * 4));
  demand(count === 0 ? head === end : starts[0] === head, 'the first record is elsewhere', start);
  return starts.map((at, i) => {
    const next = starts[i + 1] ?? end;
    demand(at < next || (at === next && i === count - 1), 'the records of a table do not ascend', at);
    return { at, end: next };
  });
}

function checkStrings(bytes: Buffer, start: number, end: number): string[] {
  const texts = records(bytes, start, end, 1).map((record, i) => {
    const length = bytes.readUInt32LE(record.at);
    demand(record.at + 4 + length === record.end, 'a text has another length than it says', record.at);
    if (i === 0) {
      demand(length === 0, 'text 0 is not empty', record.at);
      return '';
    }
    demand(length >= 4 && length % 2 === 0, 'a text is empty or has half a character', record.at);
    const text = bytes.toString('utf16le', record.at + 4, record.end);
    demand(text.indexOf('\0') === text.length - 1, 'a text does not end at its NUL', record.at);
    return text.slice(0, -1);
  });
  demand(texts.length > 0, 'the empty text is missing', start);
  demand(new Set(texts).size === texts.length, 'a text is there twice', start);
  return texts;
}

function checkIcons(bytes: Buffer, start: number, end: number): { edge: number; image: Buffer }[] {
  const icons = records(bytes, start, end, 1).map((record, i) => {
    const edge = bytes.readUInt32LE(record.at);
    const length = bytes.readUInt32LE(record.at + 4);
    demand(record.at + 8 + length === record.end, 'an icon has another length than it says', record.at);
    demand((i === 0) === (edge === 0 && length === 0), 'only icon 0 is the placeholder', record.at);
    return { edge, image: bytes.subarray(record.at + 8, record.end) };
  });
  demand(icons.length > 0, 'the placeholder is missing', start);
  return icons;
}

function checkNames(bytes: Buffer, start: number): Pick<CheckedPml, 'hosts' | 'ports'> {
  let at = start;
  const need = (count: number): number => {
    demand(at + count <= bytes.length, 'the names are cut off', at);
    at += count;
    return at - count;
  };
  const name = (): string => {
    const length = bytes.readUInt32LE(need(4));
    // Process Monitor writes an empty name as its length alone.
    if (length === 0) return '';
    demand(length % 2 === 0, 'a name has half a character', at);
    const text = bytes.toString('utf16le', need(length), at);
    demand(text.indexOf('\0') === text.length - 1, 'a name does not end at its NUL', at);
    return text.slice(0, -1);
  };
  const hosts = Array.from({ length: bytes.readUInt32LE(need(4)) }, () => {
    const address = bytes.toString('hex', need(16), at);
    return { address, name: name() };
  });
  const ports = Array.from({ length: bytes.readUInt32LE(need(4)) }, () => {
    const port = bytes.readUInt16LE(need(2));
    const isTcp = bytes.readUInt16LE(need(2));
    demand(isTcp <= 1, 'a port is of no protocol', at);
    return { port, isTcp, name: name() };
  });
  demand(at === bytes.length, 'there is something behind the ports', at);
  demand(
    new Set(hosts.map(({ address }) => address)).size === hosts.length,
    'an address has two names',
    start,
  );
  const keys = ports.map(({ port, isTcp }) => port * 2 + isTcp);
  demand(new Set(keys).size === keys.length, 'a port has two names', start);
  return { hosts, ports };
}

function checkProcesses(
  bytes: Buffer,
  start: number,
  end: number,
  is64Bit: boolean,
  strings: readonly string[],
  icons: readonly { readonly image: Buffer }[],
): CheckedProcess[] {
  const pointer = is64Bit ? 8 : 4;
  const table = records(bytes, start, end, 2);
  const indexes = table.map((_, i) => bytes.readUInt32LE(start + 4 + i * 4));
  const text = (at: number): string => {
    const found = strings[bytes.readUInt32LE(at)];
    demand(found !== undefined, 'there is no such text', at);
    return found;
  };
  const icon = (at: number): Buffer => {
    const found = icons[bytes.readUInt32LE(at)];
    demand(found !== undefined, 'there is no such icon', at);
    return found.image;
  };
  return table.map(({ at, end: recordEnd }, i) => {
    demand(at + 0x64 + pointer <= recordEnd, 'a process is cut off', at);
    const index = bytes.readUInt32LE(at);
    demand(index === indexes[i], 'a process has another index than the table says', at);
    demand(i === 0 || indexes[i - 1]! < index, 'the indexes of processes do not ascend', at);
    demand(bytes[at + 0x60] === 1, 'the modules are not said to be in the record', at + 0x60);
    const count = bytes.readUInt32LE(at + 0x60 + pointer);
    const moduleBytes = 48 + 2 * pointer;
    const modulesAt = at + 0x64 + pointer;
    demand(modulesAt + count * moduleBytes === recordEnd, 'the modules do not fill the record', at);
    const virtualized = bytes.readUInt32LE(at + 0x30);
    demand(virtualized <= 1 || virtualized === 0xffff_ffff, 'virtualization is neither 0, 1 nor -1', at);
    demand(bytes.readUInt32LE(at + 0x34) <= 1, 'the bitness of a process is neither 0 nor 1', at);
    const parentIndex = bytes.readUInt32LE(at + 0x0c);
    return {
      index,
      pid: bytes.readUInt32LE(at + 0x04),
      parentPid: bytes.readUInt32LE(at + 0x08),
      parentIndex: indexes.includes(parentIndex) ? parentIndex : undefined,
      authenticationId: bytes.readBigUInt64LE(at + 0x10),
      session: bytes.readUInt32LE(at + 0x18),
      start: bytes.readBigUInt64LE(at + 0x20),
      end: bytes.readBigUInt64LE(at + 0x28),
      virtualized,
      is64Bit: bytes.readUInt32LE(at + 0x34),
      texts: Array.from({ length: 8 }, (_, k) => text(at + 0x38 + k * 4)),
      smallIcon: icon(at + 0x58),
      largeIcon: icon(at + 0x5c),
      modules: Array.from({ length: count }, (_, k) => {
        const module = modulesAt + k * moduleBytes;
        const fields = module + 2 * pointer;
        return {
          base: is64Bit ? bytes.readBigUInt64LE(module + 8) : BigInt(bytes.readUInt32LE(module + 4)),
          size: bytes.readUInt32LE(fields),
          path: text(fields + 4),
          version: text(fields + 8),
          company: text(fields + 12),
          description: text(fields + 16),
          timestamp: bytes.readUInt32LE(fields + 20),
        };
      }),
    };
  });
}

/** Process Monitor looks for kernel addresses among the modules of the process System and does not stand it without. */
function checkKernel(
  events: readonly CheckedEvent[],
  processes: readonly CheckedProcess[],
  is64Bit: boolean,
  highest: bigint,
): void {
  const frame = (stack: Buffer, at: number): bigint =>
    is64Bit ? stack.readBigUInt64LE(at) : BigInt(stack.readUInt32LE(at));
  const width = is64Bit ? 8 : 4;
  const hasKernel = events.some(({ stack }) => {
    for (let at = 0; at < stack.length; at += width) if (frame(stack, at) > highest) return true;
    return false;
  });
  const hasSystem = processes.some(({ pid, modules }) => pid === 4 && modules.length > 0);
  demand(!hasKernel || hasSystem, 'there are kernel addresses, but no process System with modules');
}
