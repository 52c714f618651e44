import { ipv4Text, ipv6Text } from '../formats/pml/network-path.ts';
import { MalformedFrame } from './wire-bytes.ts';
import type { PayloadReader } from './wire-bytes.ts';
import { EndpointsFlag } from './wire-format.ts';
import type {
  AccountsMessage,
  DrivesMessage,
  EndpointsMessage,
  RawSessionMessage,
  SystemProcess,
  SystemProcessesMessage,
  WireEndpoint,
} from './wire-messages.ts';

const NONE = 0xffff_ffff;
const PROCESS_HEAD_BYTES = 56;
const SID_HEAD_BYTES = 8;

/** UTF-16 of a number of bytes. Windows promises no well-formed text: lone halves of characters stay. */
function wideText(reader: PayloadReader, length: number): string {
  return reader.slice(length).toString('utf16le');
}

/**
 * The text of a SID as it is in memory: `S-1-5-18`; empty for none. Errors: a {@link MalformedFrame} for one whose length is
 * not that of its numbers. Source: MS-DTYP 2.4.2.
 */
export function sidText(bytes: Buffer): string {
  if (bytes.length === 0) return '';
  const count = bytes[1] ?? 0;
  if (bytes.length !== SID_HEAD_BYTES + 4 * count)
    throw new MalformedFrame('A SID has an impossible length.');
  const authority = bytes.readUIntBE(2, 6);
  const numbers = Array.from({ length: count }, (_, i) => bytes.readUInt32LE(SID_HEAD_BYTES + 4 * i));
  return ['S', bytes[0], authority, ...numbers].join('-');
}

export function decodeRawSession(reader: PayloadReader): RawSessionMessage {
  const head = {
    type: 'raw-session' as const,
    source: reader.u16(),
    pointerSize: reader.u8(),
    clockType: reader.u8(),
    timerResolution: reader.u32(),
    frequency: reader.count(),
    startRaw: reader.u64(),
    startTime: reader.u64(),
    bootTime: reader.u64(),
    major: reader.u32(),
    minor: reader.u32(),
    build: reader.u32(),
    processors: reader.u32(),
  };
  const nameLength = reader.u32();
  reader.skip(4);
  return { ...head, name: wideText(reader, nameLength) };
}

export function decodeDrives(reader: PayloadReader): DrivesMessage {
  const count = reader.u32();
  reader.skip(4);
  const drives: { kernel: string; user: string }[] = [];
  for (let i = 0; i < count; i++) {
    const [kernelLength, userLength] = [reader.u16(), reader.u16()];
    drives.push({ kernel: wideText(reader, kernelLength), user: wideText(reader, userLength) });
  }
  return { type: 'drives', drives };
}

export function decodeAccounts(reader: PayloadReader): AccountsMessage {
  const count = reader.u32();
  reader.skip(4);
  const accounts: { sid: string; name: string }[] = [];
  for (let i = 0; i < count; i++) {
    const [sidLength, nameLength] = [reader.u16(), reader.u16()];
    accounts.push({ sid: sidText(reader.slice(sidLength)), name: wideText(reader, nameLength) });
  }
  return { type: 'accounts', accounts };
}

export function decodeSystemProcesses(reader: PayloadReader): SystemProcessesMessage {
  const count = reader.u32();
  reader.skip(4);
  const processes: SystemProcess[] = [];
  for (let i = 0; i < count; i++) processes.push(decodeProcess(reader));
  return { type: 'system-processes', processes };
}

function decodeProcess(reader: PayloadReader): SystemProcess {
  const begin = reader.at;
  const size = reader.u32();
  if (size < PROCESS_HEAD_BYTES) throw new MalformedFrame('The entry of a process is too short.');
  const [pid, parentPid, session] = [reader.u32(), reader.u32(), reader.u32()];
  const [flags, integrity] = [reader.u32(), reader.u32()];
  const [created, logon] = [reader.u64(), reader.u64()];
  const commandLength = reader.u32();
  const [sidLength, nameLength, imageLength] = [reader.u16(), reader.u16(), reader.u16()];
  reader.skip(6);
  const sid = sidText(reader.slice(sidLength));
  const name = wideText(reader, nameLength);
  const image = wideText(reader, imageLength);
  const command = wideText(reader, commandLength);
  if (reader.at > begin + size) throw new MalformedFrame('The entry of a process is longer than it says.');
  reader.skip(begin + size - reader.at);
  return {
    pid,
    parentPid,
    session: session === NONE ? undefined : session,
    flags,
    integrity: integrity === 0 ? undefined : integrity,
    created: created === 0n ? undefined : created,
    logon: logon === 0n ? undefined : logon,
    sid,
    name,
    image,
    command,
  };
}

export function decodeEndpoints(reader: PayloadReader): EndpointsMessage {
  const [time, since] = [reader.u64(), reader.u64()];
  const count = reader.u32();
  const flags = reader.u32();
  const endpoints: WireEndpoint[] = [];
  for (let i = 0; i < count; i++) {
    const pid = reader.u32();
    const port = reader.u16();
    const [protocol, family] = [reader.u8(), reader.u8()];
    const bytes = reader.slice(16);
    const address = family === 4 ? ipv4Text(bytes, 0) : ipv6Text(bytes, 0);
    endpoints.push({ pid, port, protocol, address, state: reader.u8() });
    reader.skip(7);
  }
  return {
    type: 'endpoints',
    time,
    since: since === 0n ? undefined : since,
    isWhole: (flags & EndpointsFlag.Whole) !== 0,
    hasMore: (flags & EndpointsFlag.More) !== 0,
    endpoints,
  };
}
