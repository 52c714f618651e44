import { EtwField } from '../dialect/etw/etw-fields.ts';
import { EtwOperation, FirstOperation, etwKey } from '../dialect/etw/etw-key.ts';
import { ipv4Text, ipv6Text } from '../formats/pml/network-path.ts';
import { BytePool } from '../store/byte-pool.ts';
import { FIRST_IPV6, FIRST_UDP_EVENT, NetworkOpcode } from './layouts/network-layouts.ts';
import { textEnd } from './payload-reader.ts';
import { Provider } from './providers.ts';
import type { RawRecord } from './raw-record.ts';
import type { HeldRow } from './rows/held-row.ts';
import { NO_PATH, ShownPath } from './state/shown-path.ts';
import type { TraceState } from './trace-state.ts';

/** Connections whose text is kept. */
const MAX_CONNECTIONS = 100_000;
/** Payload: process and size, then addresses. */
const ADDRESSES_AT = 8;
/** The id of the DNS client's event with the answer. */
const DNS_ANSWER = 3008;

/** Numbers behind the ports, by what the event is: bytes and field. Source: etw-capture reference, 2.7. */
type NumberFields = readonly (readonly [bytes: 2 | 4, field: EtwField])[];
const SEND: NumberFields = [
  [4, EtwField.StartTime],
  [4, EtwField.EndTime],
  [4, EtwField.SeqNum],
];
const CONNECT: NumberFields = [
  [2, EtwField.Mss],
  [2, EtwField.SackOpt],
  [2, EtwField.TsOpt],
  [2, EtwField.WsOpt],
  [4, EtwField.RcvWin],
  [2, EtwField.RcvWinScale],
  [2, EtwField.SndWinScale],
  [4, EtwField.SeqNum],
];
const OTHER: NumberFields = [[4, EtwField.SeqNum]];

/** Network events of the kernel, and of its manifest provider where the kernel's own are not in the trace. */
export class NetworkEvents {
  readonly #state: TraceState;
  #pool = new BytePool();
  #paths: ShownPath[] = [];
  readonly #scratch = Buffer.alloc(40);

  constructor(state: TraceState) {
    this.#state = state;
  }

  learn({ isClassic }: RawRecord): void {
    if (isClassic) this.#state.kernel.network = true;
  }

  /** A record of TcpIp, UdpIp or Kernel-Network; false when it is none that is known, or too short for its fields. */
  decode(record: RawRecord): boolean {
    const { kernel } = this.#state;
    if (record.isClassic) kernel.network = true;
    const { provider, id } = record;
    const isUdpEvent = provider === Provider.KernelNetwork && id >= FIRST_UDP_EVENT;
    const isTcp = provider === Provider.TcpIp || (provider === Provider.KernelNetwork && !isUdpEvent);
    const opcode = record.isClassic ? record.opcode : isUdpEvent ? id - 32 : id;
    const isIpv6 = opcode >= FIRST_IPV6;
    const kind = isIpv6 ? opcode - 16 : opcode;
    const isKnown = isTcp
      ? kind >= NetworkOpcode.Send && kind <= 22
      : kind === NetworkOpcode.Send || kind === NetworkOpcode.Receive || kind === NetworkOpcode.Fail;
    if (!isKnown) return false;
    if (!record.isClassic && kernel.network) return true;
    const version = record.isClassic ? record.version : 2;
    if (kind === NetworkOpcode.Fail) return this.#fail(record, isTcp, version);
    if (version === 0) return this.#oldest(record, isTcp, kind);
    return this.#transfer(record, isTcp, isIpv6, kind, version);
  }

  /** The answer to a name: which addresses a program got. */
  decodeDns(record: RawRecord): boolean {
    if (record.id !== DNS_ANSWER) return false;
    const { rows } = this.#state;
    const { bytes, start, end } = record;
    const nameEnd = textEnd(bytes, start, end);
    const numbersAt = nameEnd + 2;
    const resultsAt = numbersAt + 16;
    const row = this.#state.row(
      record,
      this.#state.processOf(record),
      record.tid,
      etwKey(EtwOperation.DnsQuery),
    );
    row.path = new ShownPath(bytes.toString('utf16le', start, nameEnd));
    if (resultsAt <= end) {
      row.named('Query Type', String(bytes.readUInt32LE(numbersAt)));
      row.named('Status', String(bytes.readUInt32LE(numbersAt + 12)));
      row.named('Results', bytes.toString('utf16le', resultsAt, textEnd(bytes, resultsAt, end)));
    }
    rows.put(row);
    return true;
  }

  #transfer(record: RawRecord, isTcp: boolean, isIpv6: boolean, kind: number, version: number): boolean {
    const { rows, processes, now } = this.#state;
    const { bytes, start, end, view } = record;
    const width = isIpv6 ? 16 : 4;
    const portsAt = start + ADDRESSES_AT + 2 * width;
    let at = portsAt + 4;
    if (at > end) return false;
    const operation = (isTcp ? FirstOperation.Tcp : FirstOperation.Udp) + kind;
    // No thread is known: the record's own is whoever ran at that moment.
    const row = this.#state.row(record, processes.at(view.getUint32(start, true), now), 0, etwKey(operation));
    // Of what UDP receives, the destination is the own end.
    const isSwapped = !isTcp && kind === NetworkOpcode.Receive;
    row.path = this.#connection(bytes, start + ADDRESSES_AT, width, isSwapped);
    row.number(EtwField.NetworkLength, view.getUint32(start + 4, true));
    const fields = version === 1 ? [] : fieldsOf(isTcp, kind);
    for (const [size, field] of fields) {
      if (at + size > end) break;
      row.number(field, size === 2 ? bytes.readUInt16LE(at) : bytes.readUInt32LE(at));
      at += size;
    }
    connectionId(row, record, at, version);
    rows.put(row);
    return true;
  }

  /** Version 0: Windows 2000 and XP. */
  #oldest(record: RawRecord, isTcp: boolean, kind: number): boolean {
    const { rows, processes, now } = this.#state;
    const { bytes, start, end, view } = record;
    if (!isTcp || end - start < 20) return false;
    const process = processes.at(view.getUint32(start + 16, true), now);
    const row = this.#state.row(record, process, 0, etwKey(FirstOperation.Tcp + kind));
    row.path = this.#connection(bytes, start, 4, false);
    row.number(EtwField.NetworkLength, view.getUint32(start + 12, true));
    rows.put(row);
    return true;
  }

  /** A failure says neither addresses nor process. */
  #fail(record: RawRecord, isTcp: boolean, version: number): boolean {
    const { rows } = this.#state;
    const { bytes, start, end } = record;
    if (end - start < 4) return false;
    const operation = (isTcp ? FirstOperation.Tcp : FirstOperation.Udp) + NetworkOpcode.Fail;
    const row = this.#state.row(record, this.#state.processOf(record), 0, etwKey(operation));
    row.path = NO_PATH;
    row.number(EtwField.Protocol, version <= 1 ? bytes.readUInt32LE(start) : bytes.readUInt16LE(start));
    if (version > 1) row.number(EtwField.FailureCode, bytes.readUInt16LE(start + 2));
    rows.put(row);
    return true;
  }

  /** `own -> remote`; the payload has the remote end first. */
  #connection(bytes: Buffer, at: number, width: 4 | 16, isSwapped: boolean): ShownPath {
    const length = 2 * width + 4;
    const scratch = this.#scratch;
    bytes.copy(scratch, 0, at, at + length);
    scratch[length] = isSwapped ? 1 : 0;
    if (this.#pool.size > MAX_CONNECTIONS) {
      this.#pool = new BytePool();
      this.#paths = [];
    }
    const id = this.#pool.intern(scratch, 0, length + 1);
    return (this.#paths[id] ??= new ShownPath(connectionText(scratch, width, isSwapped)));
  }
}

function fieldsOf(isTcp: boolean, kind: number): NumberFields {
  if (!isTcp) return OTHER;
  switch (kind) {
    case NetworkOpcode.Send:
      return SEND;
    case NetworkOpcode.Connect:
    case NetworkOpcode.Accept:
      return CONNECT;
    default:
      return OTHER;
  }
}

function connectionText(bytes: Buffer, width: 4 | 16, isSwapped: boolean): string {
  const address = (at: number): string => (width === 4 ? ipv4Text(bytes, at) : ipv6Text(bytes, at));
  const destination = `${address(0)}:${bytes.readUInt16BE(2 * width)}`;
  const source = `${address(width)}:${bytes.readUInt16BE(2 * width + 2)}`;
  return isSwapped ? `${destination} -> ${source}` : `${source} -> ${destination}`;
}

function connectionId(
  row: HeldRow,
  { start, end, view, pointerSize }: RawRecord,
  at: number,
  version: number,
): void {
  if (at + pointerSize > end || at < start) return;
  const low = view.getUint32(at, true);
  const high = pointerSize === 8 ? view.getUint32(at + 4, true) : 0;
  if (version === 1 && at + pointerSize + 4 <= end)
    row.number(EtwField.SeqNum, view.getUint32(at + pointerSize, true));
  row.number64(EtwField.ConnId, high, low);
}
