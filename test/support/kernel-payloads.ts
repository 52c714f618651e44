import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Provider, ProviderTable } from '../../src/engine/etw/providers.ts';
import { RawRecord } from '../../src/engine/etw/raw-record.ts';
import { testDataFolder } from './sample-files.ts';

/** A real payload of a kernel event with its fields, as the sample data list it. */
export interface KernelPayload {
  readonly class: string;
  readonly operation: string | null;
  readonly guid: string;
  readonly opcode: number;
  readonly version: number;
  readonly pointerSize: 4 | 8;
  readonly payloadHex: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The payloads of the sample data; undefined where they are absent. */
export function kernelPayloads(): readonly KernelPayload[] | undefined {
  const folder = testDataFolder();
  if (folder === undefined) return undefined;
  const path = join(folder, 'etl', 'kernel-payloads.json');
  if (!existsSync(path)) return undefined;
  const { vectors } = JSON.parse(readFileSync(path, 'utf8')) as { vectors: KernelPayload[] };
  return vectors;
}

const CLASSES: Readonly<Record<string, number>> = {
  DiskIo: Provider.DiskIo,
  FileIo: Provider.FileIo,
  Image: Provider.Image,
  Process: Provider.Process,
  Registry: Provider.Registry,
  StackWalk: Provider.StackWalk,
  TcpIp: Provider.TcpIp,
  Thread: Provider.Thread,
  UdpIp: Provider.UdpIp,
};

/** A record of a kernel class with a payload. */
export function kernelRecord(
  provider: number,
  opcode: number,
  version: number,
  pointerSize: 4 | 8,
  payload: Buffer,
): RawRecord {
  const record = new RawRecord();
  record.useBytes(payload);
  record.end = payload.length;
  record.provider = provider;
  record.opcode = opcode;
  record.version = version;
  record.pointerSize = pointerSize;
  return record;
}

/** The record that a payload of the sample data came with. */
export function payloadRecord(payload: KernelPayload): RawRecord {
  const provider = CLASSES[payload.class];
  if (provider === undefined) throw new Error(`${payload.class} is no class of these`);
  const record = kernelRecord(
    provider,
    payload.opcode,
    payload.version,
    payload.pointerSize,
    Buffer.from(payload.payloadHex, 'hex'),
  );
  if (new ProviderTable().find(payload.guid) !== provider)
    throw new Error(`${payload.guid} is another class`);
  return record;
}
