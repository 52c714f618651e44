import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProviderTable } from '../../src/engine/etw/providers.ts';
import { RawRecord } from '../../src/engine/etw/raw-record.ts';
import type { RecordKind } from '../../src/engine/etw/raw-record.ts';
import type { BufferDamage } from '../../src/engine/formats/etl/buffer-loader.ts';
import { EtlFile, mergeRecords } from '../../src/engine/formats/etl/etl-file.ts';
import { RecordCounter } from '../../src/engine/formats/etl/record-counter.ts';
import { Turns } from '../../src/engine/formats/etl/turns.ts';

/** A record as plain values. */
export interface ReadRecord {
  readonly key: string;
  readonly kind: RecordKind;
  /** Raw units since the clock's start. */
  readonly time: number;
  readonly cpu: number;
  readonly pid: number;
  readonly tid: number;
  readonly payload: string;
  readonly extended: readonly (readonly [type: number, data: string])[];
}

export interface ReadTrace {
  readonly file: EtlFile;
  readonly records: readonly ReadRecord[];
  readonly damage: Readonly<BufferDamage>;
}

/** Reads all records of a trace that is given as bytes. */
export async function readTrace(bytes: Buffer): Promise<ReadTrace> {
  return withFile(bytes, async (path) => {
    const file = await EtlFile.open(path, new Turns(new AbortController().signal));
    try {
      const providers = new ProviderTable();
      const counter = new RecordCounter(providers);
      const { merge, damages } = mergeRecords([file], file.clock, providers);
      const record = new RawRecord();
      const records: ReadRecord[] = [];
      while (merge.next(record)) records.push(plain(record, merge.stream!, counter));
      return { file, records, damage: damages[0]! };
    } finally {
      await file.close();
    }
  });
}

/** Gives `use` a file of these bytes, and deletes it afterwards. */
export async function withFile<T>(bytes: Buffer, use: (path: string) => Promise<T>): Promise<T> {
  return withFolder({ 'trace.etl': bytes }, (folder) => use(join(folder, 'trace.etl')));
}

/** Gives `use` a folder with files of these names and bytes, and deletes it afterwards. */
export async function withFolder<T>(
  files: Readonly<Record<string, Buffer>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-etl-'));
  try {
    for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function plain(
  record: RawRecord,
  { buffer, next, time }: { buffer: { offsets: Uint32Array }; next: number; time: number },
  counter: RecordCounter,
): ReadRecord {
  const { bytes, start, end, extendedCount, extendedTypes, extendedStarts, extendedEnds } = record;
  const at = buffer.offsets[next]!;
  counter.add(record, at);
  return {
    ...{ key: counter.nameOf(record, at), kind: record.kind, time },
    ...{ cpu: record.cpu, pid: record.pid, tid: record.tid, payload: bytes.toString('hex', start, end) },
    extended: Array.from({ length: extendedCount }, (_, i) => [
      extendedTypes[i]!,
      bytes.toString('hex', extendedStarts[i], extendedEnds[i]),
    ]),
  };
}
