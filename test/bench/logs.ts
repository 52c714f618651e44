import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { buildBenchLog } from './generated-log.ts';
import { samplePml, testDataFolder } from '../support/test-data.ts';

/** Where large logs are kept between runs. */
export const BENCH_FOLDER = fileURLToPath(new URL('../../.cache/bench/', import.meta.url));

/** The sample that large logs are made of: 32-bit, so that ten million events stay under the format's 4 GiB. */
export const LARGE_SAMPLE = 'windows7-x86-mixed';
/** The sample that stands for today's systems. */
export const MODERN_SAMPLE = 'windows10-x64-mixed';

export interface BenchLog {
  readonly path: string;
  readonly events: number;
  readonly bytes: number;
  /** What it was made of, for the report. */
  readonly origin: string;
}

/**
 * A log of at least `events` events, made by repeating a sample (a generated log where the samples are absent), and
 * kept for the next run. Times move on from repetition to repetition, so that they never run backwards.
 */
export async function largeLog(sample: string, events: number): Promise<BenchLog> {
  await mkdir(BENCH_FOLDER, { recursive: true });
  const isSampleThere = testDataFolder() !== undefined;
  const origin = isSampleThere ? sample : 'generated';
  const source = isSampleThere ? await readFile(samplePml(sample)) : buildBenchLog();
  const path = join(BENCH_FOLDER, `${origin}-${events}.pml`);
  const repeats = Math.ceil(events / source.readUInt32LE(0x234));
  const total = repeats * source.readUInt32LE(0x234);
  try {
    return { path, events: total, bytes: (await stat(path)).size, origin };
  } catch {
    await repeatLog(source, `${path}.partial`, repeats);
    await rename(`${path}.partial`, path);
    return { path, events: total, bytes: (await stat(path)).size, origin };
  }
}

/** Reads a file once, so that the system has it in its cache where there is room. */
export async function readThrough(path: string): Promise<void> {
  await pipeline(
    createReadStream(path, { highWaterMark: 4 * 1024 * 1024 }),
    new Writable({ write: (_bytes, _encoding, done) => done() }),
  );
}

/** Writes a log with the events of `source` again and again. Source of the layout: procmon-parser, docs/PML Format.md. */
export async function repeatLog(source: Buffer, target: string, repeats: number): Promise<void> {
  const count = source.readUInt32LE(0x234);
  const at = (position: number): number => Number(source.readBigUInt64LE(position));
  const firstEvent = at(0x240);
  const offsetArray = at(0x248);
  const area = source.subarray(firstEvent, offsetArray);
  const tail = source.subarray(offsetArray + 5 * count);
  const offsets = Array.from({ length: count }, (_, i) => source.readUInt32LE(offsetArray + 5 * i));
  const times = offsets.map((offset) => source.readBigUInt64LE(offset + 0x1c));
  const span = times.reduce((a, b) => (a > b ? a : b)) - times.reduce((a, b) => (a < b ? a : b)) + 1n;
  const shift = BigInt((area.length + 5 * count) * (repeats - 1));
  if (firstEvent + area.length * repeats >= 2 ** 32)
    throw new Error('The log would pass the 4 GiB of its format');

  const header = Buffer.from(source.subarray(0, firstEvent));
  header.writeUInt32LE(count * repeats, 0x234);
  header.writeBigUInt64LE(BigInt(firstEvent + area.length * repeats), 0x248);
  for (const field of [0x250, 0x258, 0x260, 0x3a0])
    header.writeBigUInt64LE(source.readBigUInt64LE(field) + shift, field);

  const out = createWriteStream(target);
  const write = async (bytes: Buffer): Promise<void> => {
    if (!out.write(bytes)) await once(out, 'drain');
  };
  await write(header);
  for (let r = 0; r < repeats; r++) {
    const part = Buffer.from(area);
    for (let i = 0; i < count; i++) {
      part.writeBigUInt64LE((times[i] ?? 0n) + span * BigInt(r), (offsets[i] ?? 0) - firstEvent + 0x1c);
    }
    await write(part);
  }
  for (let r = 0; r < repeats; r++) {
    const part = Buffer.alloc(5 * count);
    for (let i = 0; i < count; i++) part.writeUInt32LE((offsets[i] ?? 0) + r * area.length, 5 * i);
    await write(part);
  }
  await write(tail);
  out.end();
  await once(out, 'close');
}
