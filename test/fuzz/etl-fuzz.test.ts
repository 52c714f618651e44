import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CellFormatter } from '../../src/engine/cells/cell-formatter.ts';
import { Payload } from '../../src/engine/dialect/payload.ts';
import { ProviderTable } from '../../src/engine/etw/providers.ts';
import { RawRecord } from '../../src/engine/etw/raw-record.ts';
import { EtlFile, mergeRecords } from '../../src/engine/formats/etl/etl-file.ts';
import { openEtl } from '../../src/engine/formats/etl/open-etl.ts';
import { TraceSchemas } from '../../src/engine/formats/etl/schema/trace-schemas.ts';
import { Turns } from '../../src/engine/formats/etl/turns.ts';
import { COLUMN_NAMES } from '../../src/shared/columns.ts';
import { ProcscopeError } from '../../src/shared/errors.ts';
import { BUILT_RAW, buildEtl, eventRecord, perfinfoRecord, systemRecord } from '../support/etl-builder.ts';
import { etlPlaces, firstBuffers, mutateEtl } from '../support/etl-mutations.ts';
import { etlSamples } from '../support/etl-samples.ts';
import { SeededRandom } from '../support/random.ts';

/** Cases of one run over all traces. `PROCSCOPE_FUZZ_CASES` asks for more, `PROCSCOPE_FUZZ_SEED` for those of an earlier run. */
const CASES = Number(process.env['PROCSCOPE_FUZZ_CASES'] ?? 400);
const SEED = Number(process.env['PROCSCOPE_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
/** Cases that only read records, for each that makes rows of them: these cost a hundred times less. */
const RECORD_CASES = 10;
/** Where traces that broke something are kept. */
const KEPT = join(import.meta.dirname, '..', '..', '.cache', 'fuzz');
/** Seeds of cases that once broke something: they run first for ever. */
const BROKE_ONCE: readonly number[] = [];
/** Traces up to this size are cut, at so many places of each: other ones in every run. */
const SMALL = 32 * 1024;
const CUTS = CASES * 2;

const folder = mkdtempSync(join(tmpdir(), 'procscope-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface FuzzedTrace {
  readonly name: string;
  readonly bytes: Buffer;
}

const traces: readonly FuzzedTrace[] = [
  { name: 'built', bytes: builtTrace() },
  { name: 'built, compressed', bytes: builtTrace(3) },
  ...(etlSamples() ?? []).map(({ name, path }) => ({ name, bytes: firstBuffers(readFileSync(path), 6) })),
];

function builtTrace(compression?: number): Buffer {
  const time = (i: number): bigint => BUILT_RAW + BigInt(i * 100);
  const records = Array.from({ length: 30 }, (_, i) => [
    systemRecord({
      group: 9,
      opcode: 16,
      // The newest one that is known, and one that is not.
      version: 2 + (i % 2),
      time: time(i),
      pid: 4,
      tid: 8,
      payload: Buffer.alloc(40, i),
    }),
    perfinfoRecord({ group: 4, opcode: 32, version: 2, time: time(i), payload: Buffer.alloc(30, i) }),
    eventRecord({
      ...{ guid: 'a61ea624-4944-55fc-c2a8-37838829438d', id: i, time: time(i), payload: Buffer.alloc(20, i) },
      extended: [{ type: 11, data: Buffer.from('\x0d\x00\x00Event\x00a\x00\x08', 'latin1') }],
    }),
  ]).flat();
  const buffers = [0, 1, 0, 1].map((cpu, i) => ({ cpu, records: records.slice(i * 22, i * 22 + 22) }));
  return buildEtl({ buffers, ...(compression === undefined ? {} : { compression }) });
}

/** Reads all records and what schemas say of them. Returns where they end in the file, of traces that are not compressed. */
async function readRecords(path: string): Promise<readonly number[]> {
  const file = await EtlFile.open(path, new Turns(new AbortController().signal));
  try {
    const providers = new ProviderTable();
    const schemas = new TraceSchemas(providers);
    const record = new RawRecord();
    const ends: number[] = [];
    const { merge } = mergeRecords([file], file.clock, providers);
    while (merge.next(record)) {
      const { stream } = merge;
      const start = stream!.positionOf(stream!.next);
      ends.push(start + stream!.buffer.ends[stream!.next]! - stream!.buffer.offsets[stream!.next]!);
      if (record.start > record.end || record.end > record.bytes.length)
        throw new Error('A payload is nowhere');
      schemas.learn(record);
      schemas.describe(record);
    }
    return ends;
  } finally {
    await file.close();
  }
}

/** Opens a trace and looks at everything in it. */
async function readEverything(path: string): Promise<void> {
  const { capture, finished } = await openEtl(path);
  try {
    const { warnings } = await finished;
    for (const warning of warnings) expect(warning.message).toMatch(/^\S.*[.!]$/s);
    const cells = new CellFormatter(capture);
    const payload = new Payload();
    for (const segment of capture.store.segments) {
      for (let i = 0; i < segment.length; i++) {
        cells.at(segment, i);
        for (const column of COLUMN_NAMES) cells.text(column);
        cells.detailFields();
        capture.payloads.load(segment, i, payload);
        const isNewer = (capture.dialect.newerParts?.(payload) ?? []).length > 0;
        expect(cells.evidence() === 'newer').toBe(isNewer);
        capture.payloads.stack(segment, i);
      }
    }
  } finally {
    await capture.close();
  }
}

/** Runs one case: the trace must be read, or fail with a sentence; nothing else. */
async function runCase(
  trace: FuzzedTrace,
  seed: number,
  read: (path: string) => Promise<unknown>,
): Promise<boolean> {
  const bytes = mutateEtl(trace.bytes, etlPlaces(trace.bytes), new SeededRandom(seed));
  const path = join(folder, 'case.etl');
  writeFileSync(path, bytes);
  try {
    await read(path);
    return true;
  } catch (error) {
    if (error instanceof ProcscopeError && error.code.startsWith('etl/')) return false;
    mkdirSync(KEPT, { recursive: true });
    writeFileSync(join(KEPT, `${trace.name.replace(/\W+/g, '-')}-${seed}.etl`), bytes);
    throw new Error(`"${trace.name}" damaged with seed ${seed} broke the reader; it is kept in .cache/fuzz`, {
      cause: error,
    });
  }
}

describe('damaged traces', () => {
  it.each(BROKE_ONCE)('seed %d, which broke something once', async (seed) => {
    for (const trace of traces) await runCase(trace, seed, readEverything);
  });

  it(`are read or refused (seeds from ${SEED})`, async () => {
    let read = 0;
    for (let i = 0; i < CASES * RECORD_CASES; i++) {
      if (await runCase(traces[i % traces.length]!, SEED + i, readRecords)) read++;
    }
    // Were all of them refused, the cases would show nothing.
    expect(read).toBeGreaterThan((CASES * RECORD_CASES) / 4);
  });

  it(`give rows or are refused (seeds from ${SEED})`, async () => {
    let read = 0;
    for (let i = 0; i < CASES; i++) {
      if (await runCase(traces[i % traces.length]!, SEED + i, readEverything)) read++;
    }
    expect(read).toBeGreaterThan(CASES / 4);
  });

  const small = traces.filter(({ bytes }) => bytes.length <= SMALL);
  it.each(small)(
    '$name: cut anywhere, it has exactly the records in front of the cut',
    async ({ name, bytes }) => {
      const path = join(folder, 'cut.etl');
      writeFileSync(path, bytes);
      const isPacked = name.includes('compressed') || name.includes('selfdescribing');
      const whole = await readRecords(path);
      const step = Math.max(1, Math.floor(bytes.length / CUTS));
      for (let length = SEED % step; length < bytes.length; length += step) {
        writeFileSync(path, bytes.subarray(0, length));
        const ends = await readRecords(path).catch((error: unknown) => {
          if (error instanceof ProcscopeError && error.code.startsWith('etl/')) return [];
          throw error;
        });
        if (!isPacked)
          expect(ends, `cut at ${length}`).toHaveLength(whole.filter((end) => end <= length).length);
      }
    },
  );
});
