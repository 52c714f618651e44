import { containerOfGroup } from './container-id.ts';
import { EventBatch } from './event-batch.ts';
import type { Frame } from './frame-reader.ts';
import { decodeRawProviders, decodeRawRecords } from './raw-records.ts';
import {
  decodeAccounts,
  decodeDrives,
  decodeEndpoints,
  decodeRawSession,
  decodeSystemProcesses,
} from './windows-frames.ts';
import { MalformedFrame, PayloadReader, textOfBytes } from './wire-bytes.ts';
import { FrameKind, ProcessFlag } from './wire-format.ts';
import type {
  ErrorMessage,
  HelloMessage,
  LossesMessage,
  StatisticsMessage,
  StringsMessage,
  WireLoss,
  WireMessage,
  WireProcess,
} from './wire-messages.ts';

const NONE = 0xffff_ffff;
const PROCESS_HEAD_BYTES = 120;

/**
 * What a frame says. Payloads may be longer than this version knows: what follows is left out. Errors: a
 * {@link MalformedFrame} for one that is shorter or contradicts itself.
 */
export function decodeFrame(frame: Frame): WireMessage {
  const reader = new PayloadReader(frame.payload);
  switch (frame.kind) {
    case FrameKind.Hello:
      return decodeHello(reader);
    case FrameKind.Strings:
      return decodeStrings(reader);
    case FrameKind.Processes: {
      const count = reader.u32();
      const processes: WireProcess[] = [];
      for (let i = 0; i < count; i++) processes.push(decodeProcess(reader));
      return { type: 'processes', processes };
    }
    case FrameKind.Events:
      return { type: 'events', batch: new EventBatch(frame.payload) };
    case FrameKind.RawProviders:
      return decodeRawProviders(reader);
    case FrameKind.RawRecords:
      return decodeRawRecords(frame.payload);
    case FrameKind.RawSession:
      return decodeRawSession(reader);
    case FrameKind.Drives:
      return decodeDrives(reader);
    case FrameKind.Accounts:
      return decodeAccounts(reader);
    case FrameKind.SystemProcesses:
      return decodeSystemProcesses(reader);
    case FrameKind.Endpoints:
      return decodeEndpoints(reader);
    case FrameKind.Log:
      return { type: 'log', time: reader.u64(), text: reader.text() };
    case FrameKind.Clock:
      return {
        type: 'clock',
        time: reader.u64(),
        unixNanoseconds: reader.i64(),
        reason: reader.u32(),
        uncertainty: reader.u32(),
      };
    case FrameKind.Statistics:
      return decodeStatistics(reader);
    case FrameKind.Losses:
      return decodeLosses(reader);
    case FrameKind.Error:
      return decodeError(reader);
    case FrameKind.State:
      return { type: 'state', state: reader.u32(), token: reader.u32(), time: reader.u64() };
    case FrameKind.Reset:
      return { type: 'reset', what: reader.u32(), generation: reader.u32() };
    case FrameKind.Bye: {
      const reason = reader.u32();
      reader.skip(4);
      return { type: 'bye', reason, events: reader.count(), lost: reader.count() };
    }
    case FrameKind.Program:
      return { type: 'program', state: reader.u32(), pid: reader.u32(), status: reader.i32() };
    default:
      return { type: 'unknown', kind: frame.kind };
  }
}

function decodeHello(reader: PayloadReader): HelloMessage {
  const head = {
    type: 'hello' as const,
    major: reader.u16(),
    minor: reader.u16(),
    system: reader.u16(),
    architecture: reader.u16(),
    helperPid: reader.u32(),
    cpus: reader.u32(),
    ticksPerSecond: reader.count(),
    ringBytes: reader.count(),
  };
  const factCount = reader.u16();
  reader.skip(6); // reserved, and what aligns the structure
  return { ...head, facts: reader.facts(factCount) };
}

function decodeStrings(reader: PayloadReader): StringsMessage {
  const count = reader.u32();
  const entries: { id: number; text: string }[] = [];
  for (let i = 0; i < count; i++) {
    const id = reader.u32();
    const length = reader.u32();
    entries.push({ id, text: textOfBytes(reader.slice(length)) });
  }
  return { type: 'strings', entries };
}

function decodeProcess(reader: PayloadReader): WireProcess {
  const begin = reader.at;
  const size = reader.u32();
  if (size < PROCESS_HEAD_BYTES) throw new MalformedFrame('The entry of a process is too short.');
  const id = reader.u32();
  const flags = reader.u32();
  const pid = reader.u32();
  const parentPid = reader.u32();
  const parentId = reader.u32();
  const generation = reader.u32();
  const [uid, euid, gid, egid] = [reader.u32(), reader.u32(), reader.u32(), reader.u32()];
  const [loginUid, session] = [reader.u32(), reader.u32()];
  const [pidNamespace, mountNamespace, netNamespace] = [reader.u32(), reader.u32(), reader.u32()];
  const innerPid = reader.u32();
  const exitStatus = reader.i32();
  const [start, from, end, capabilities] = [reader.u64(), reader.u64(), reader.u64(), reader.u64()];
  const commandTotal = reader.u32();
  const [nameLength, imageLength] = [reader.u16(), reader.u16()];
  const commandLength = reader.u32();
  const [directoryLength, cgroupLength] = [reader.u16(), reader.u16()];
  const name = textOfBytes(reader.slice(nameLength));
  const image = textOfBytes(reader.slice(imageLength));
  const command = reader.slice(commandLength);
  const directory = textOfBytes(reader.slice(directoryLength));
  const cgroup = textOfBytes(reader.slice(cgroupLength));
  if (reader.at > begin + size) throw new MalformedFrame('The entry of a process is longer than it says.');
  reader.skip(begin + size - reader.at);
  return {
    id,
    flags,
    pid,
    parentPid,
    parentId: parentId === 0 ? undefined : parentId,
    generation,
    uid,
    euid,
    gid,
    egid,
    loginUid: loginUid === NONE ? undefined : loginUid,
    session: session === NONE ? undefined : session,
    pidNamespace,
    mountNamespace,
    netNamespace,
    innerPid,
    exitStatus: (flags & ProcessFlag.Exited) === 0 ? undefined : exitStatus,
    start,
    begin: from,
    end: end === 0n ? undefined : end,
    capabilities,
    commandTotal,
    name,
    image,
    arguments: splitArguments(command),
    directory,
    cgroup,
    container: containerOfGroup(cgroup),
  };
}

/** Arguments that each end with a NUL; the last may lack it. */
export function splitArguments(bytes: Buffer): string[] {
  const found: string[] = [];
  let from = 0;
  while (from < bytes.length) {
    const nul = bytes.indexOf(0, from);
    const to = nul < 0 ? bytes.length : nul;
    found.push(textOfBytes(bytes.subarray(from, to)));
    from = to + 1;
  }
  return found;
}

function decodeStatistics(reader: PayloadReader): StatisticsMessage {
  const time = reader.u64();
  const count = reader.u32();
  reader.skip(4);
  const values = new Map<number, number>();
  for (let i = 0; i < count; i++) {
    const id = reader.u16();
    reader.skip(6);
    values.set(id, reader.count());
  }
  return { type: 'statistics', time, values };
}

function decodeLosses(reader: PayloadReader): LossesMessage {
  const count = reader.u32();
  reader.skip(4);
  const losses: WireLoss[] = [];
  for (let i = 0; i < count; i++) {
    const lost = reader.count();
    const [from, to] = [reader.u64(), reader.u64()];
    const [cause, cpu] = [reader.u32(), reader.u32()];
    losses.push({
      count: lost,
      from: from === 0n ? undefined : from,
      to,
      cause,
      cpu: cpu === NONE ? undefined : cpu,
    });
  }
  return { type: 'losses', losses };
}

function decodeError(reader: PayloadReader): ErrorMessage {
  const code = reader.u32();
  const severity = reader.u8();
  reader.skip(1);
  const factCount = reader.u16();
  return { type: 'error', code, severity, sentence: reader.text(), facts: reader.facts(factCount) };
}
