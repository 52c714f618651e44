import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, stat, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import { BufferLoader } from '../../src/engine/formats/etl/buffer-loader.ts';
import { EtlFile } from '../../src/engine/formats/etl/etl-file.ts';
import { RecordBuffer } from '../../src/engine/formats/etl/record-buffer.ts';
import { Turns } from '../../src/engine/formats/etl/turns.ts';
import { BUILT_RAW, buildEtl, compactRecord } from '../support/etl-builder.ts';
import { etlSamplePath, etlSamples } from '../support/etl-samples.ts';
import { BENCH_FOLDER } from './logs.ts';
import type { BenchLog } from './logs.ts';

/** Groups whose records have a raw time at the beginning of their payload, too. */
const REGISTRY = 9;
const STACK_WALK = 24;
const STACKS_WITH_TIME = [32, 37, 38];
const BUFFER_HEAD = 72;
const MESSAGE_TIME = 24;

/**
 * A trace of at least `records` records, made by repeating those of a sample (of a made one where the samples are absent),
 * unpacked, and kept for the next run. Times move on from repetition to repetition.
 */
export async function largeTrace(sample: string, records: number): Promise<BenchLog> {
  await mkdir(BENCH_FOLDER, { recursive: true });
  const isSampleThere = etlSamples() !== undefined;
  const origin = isSampleThere ? sample : 'generated';
  const source = await EtlFile.open(isSampleThere ? etlSamplePath(sample) : await generated(), noTurns());
  const buffers = loadAll(source);
  await source.close();
  const each = buffers.reduce((sum, { records: list }) => sum + list.length, 0);
  const repeats = Math.ceil(records / each);
  const path = join(BENCH_FOLDER, `${origin}-${records}.etl`);
  const total = each * repeats + 1;
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await repeatTrace(source, buffers, `${path}.partial`, repeats);
    await rename(`${path}.partial`, path);
  }
  return { path, events: total, bytes: (await stat(path)).size, origin };
}

interface LoadedBuffer {
  readonly bytes: Buffer;
  readonly end: number;
  readonly records: readonly { readonly timeAt: number; readonly payloadTimeAt: number }[];
  readonly first: number;
  readonly last: number;
}

/** All buffers but the first, unpacked, with the places of the times in them. */
function loadAll(source: EtlFile): readonly LoadedBuffer[] {
  const { table } = source.index;
  const loader = new BufferLoader(source.file, source.index, source.header.bufferSize, source.clock);
  const loaded: LoadedBuffer[] = [];
  for (let i = 1; i < table.count; i++) {
    const buffer = new RecordBuffer();
    loader.load(i, buffer, false);
    const head = Buffer.alloc(BUFFER_HEAD);
    source.file.readSync(head, 0, BUFFER_HEAD, table.position(i));
    head.copy(buffer.bytes);
    if (buffer.count === 0) continue;
    const { offsets, ends, count, times, bytes } = buffer;
    loaded.push({
      bytes,
      end: ends[count - 1]!,
      records: Array.from({ length: count }, (_, k) => timePlaces(bytes, offsets[k]!, ends[k]!)),
      first: times[0]!,
      last: times[count - 1]!,
    });
  }
  return loaded;
}

/** Where the raw times of a record are; -1 for none. */
function timePlaces(bytes: Buffer, at: number, end: number): { timeAt: number; payloadTimeAt: number } {
  if ((bytes[at + 3]! & 0x40) === 0) return { timeAt: at + MESSAGE_TIME, payloadTimeAt: -1 };
  const type = bytes[at + 2]!;
  const isPerfInfo = type === 16 || type === 17;
  const timeAt = isPerfInfo ? at + 8 : at + 16;
  if (type > 4 && !isPerfInfo) return { timeAt, payloadTimeAt: -1 };
  const payload = at + (isPerfInfo ? 16 : type <= 2 ? 32 : 24);
  const [opcode = 0, group] = [bytes[at + 6], bytes[at + 7]];
  const hasTime = group === REGISTRY || (group === STACK_WALK && STACKS_WITH_TIME.includes(opcode));
  const isThere = hasTime && payload + 8 <= end && bytes.readBigInt64LE(payload) !== 0n;
  return { timeAt, payloadTimeAt: isThere ? payload : -1 };
}

async function repeatTrace(
  source: EtlFile,
  buffers: readonly LoadedBuffer[],
  target: string,
  repeats: number,
): Promise<void> {
  const size = source.header.bufferSize;
  const span = BigInt(
    Math.max(...buffers.map(({ last }) => last)) - Math.min(...buffers.map(({ first }) => first)) + 10_000,
  );
  const out = createWriteStream(target);
  const write = async (bytes: Buffer): Promise<void> => {
    if (!out.write(bytes)) await once(out, 'drain');
  };
  await write(await plainHeader(source, size));
  for (let r = 0; r < repeats; r++) {
    for (const { bytes, end, records } of buffers) {
      const copy = Buffer.alloc(size, 0xff);
      bytes.copy(copy, 0, 0, Math.min(end, size));
      copy.writeUInt32LE(size, 0);
      copy.writeUInt32LE(end, 0x04);
      copy.writeUInt32LE(end, 0x30);
      copy.writeUInt16LE(copy.readUInt16LE(0x34) & ~0x46, 0x34);
      copy.writeBigUInt64LE(copy.readBigUInt64LE(0x18) + BigInt(r) * 1_000_000n, 0x18);
      for (const { timeAt, payloadTimeAt } of records) {
        shift(copy, timeAt, span * BigInt(r));
        if (payloadTimeAt >= 0) shift(copy, payloadTimeAt, span * BigInt(r));
      }
      await write(copy);
    }
  }
  out.end();
  await once(out, 'close');
}

/** The first buffer, as that of a trace that is not compressed. */
async function plainHeader(source: EtlFile, size: number): Promise<Buffer> {
  const bytes = Buffer.alloc(size, 0xff);
  const handle = await open(source.file.path);
  await handle.read(bytes, 0, source.index.table.size(0), 0);
  await handle.close();
  bytes.writeUInt32LE(size, 0);
  const mode = BUFFER_HEAD + 32 + 32;
  bytes.writeUInt32LE((bytes.readUInt32LE(mode) & ~0x0400_0000) >>> 0, mode);
  return bytes;
}

function shift(bytes: Buffer, at: number, by: bigint): void {
  bytes.writeBigInt64LE(bytes.readBigInt64LE(at) + by, at);
}

/** A trace of registry calls, for where no sample is at hand. Returns its path. */
async function generated(): Promise<string> {
  const path = join(BENCH_FOLDER, 'generated-source.etl');
  const record = (i: number): Buffer => {
    const time = BUILT_RAW + BigInt(i * 50);
    const head = Buffer.alloc(24);
    head.writeBigInt64LE(time - 20n, 0);
    const payload = Buffer.concat([head, Buffer.from(`\\REGISTRY\\MACHINE\\Key${i % 500}\0`, 'utf16le')]);
    return compactRecord({ group: 9, opcode: 11, version: 2, time, pid: 100 + (i % 8) * 4, tid: 4, payload });
  };
  const buffers = Array.from({ length: 64 }, (_, b) => ({
    cpu: b % 4,
    records: Array.from({ length: 400 }, (__, i) => record(b * 400 + i)),
  }));
  await writeFile(path, buildEtl({ bufferSize: 65_536, buffers }));
  return path;
}

function noTurns(): Turns {
  return new Turns(new AbortController().signal);
}
