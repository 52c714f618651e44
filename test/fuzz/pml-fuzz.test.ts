import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CellFormatter } from '../../src/engine/cells/cell-formatter.ts';
import { openPml } from '../../src/engine/formats/pml/open-pml.ts';
import { COLUMN_NAMES } from '../../src/shared/columns.ts';
import { ProcscopeError } from '../../src/shared/errors.ts';
import { sampleLog } from '../support/sample-log.ts';
import { firstEvents, mutatePml, pmlPlaces } from '../support/pml-mutations.ts';
import { SeededRandom } from '../support/random.ts';
import { sampleLogs } from '../support/test-data.ts';

/** Cases of one run over all logs. `PROCSCOPE_FUZZ_CASES` asks for more, `PROCSCOPE_FUZZ_SEED` for those of an earlier run. */
const CASES = Number(process.env['PROCSCOPE_FUZZ_CASES'] ?? 400);
const SEED = Number(process.env['PROCSCOPE_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
/** Where logs that broke something are kept. */
const KEPT = join(import.meta.dirname, '..', '..', '.cache', 'fuzz');
/** Seeds of cases that once broke something: they run first for ever. */
const BROKE_ONCE: readonly number[] = [];
/** Memory that the texts of a small damaged log may take, in bytes: pools come in chunks of 4 MiB. */
const MAX_TEXT_BYTES = 64 * 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'procscope-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const logs: readonly { name: string; bytes: Buffer }[] = [
  { name: 'generated, 64-bit', bytes: sampleLog(true) },
  { name: 'generated, 32-bit', bytes: sampleLog(false) },
  ...(sampleLogs() ?? []).map(({ name, pmlPath }) => ({
    name,
    bytes: firstEvents(readFileSync(pmlPath), 120),
  })),
];

/** Opens a log and looks at everything in it. Returns how many events were there. */
async function readEverything(path: string): Promise<number> {
  const { capture, finished } = await openPml(path);
  try {
    const { warnings } = await finished;
    for (const warning of warnings) expect(warning.message).toMatch(/^\S.*[.!]$/s);
    const cells = new CellFormatter(capture);
    for (const segment of capture.store.segments) {
      expect(segment.epoch.strings.byteSize).toBeLessThan(MAX_TEXT_BYTES);
      for (let i = 0; i < segment.length; i++) {
        cells.at(segment, i);
        for (const column of COLUMN_NAMES) cells.text(column);
        cells.detailFields();
        capture.payloads.stack(segment, i);
      }
    }
    return capture.store.length;
  } finally {
    await capture.close();
  }
}

/** Runs one case: the log must open, or fail with a sentence; nothing else. */
async function runCase(log: { name: string; bytes: Buffer }, seed: number): Promise<'opened' | 'refused'> {
  const bytes = mutatePml(log.bytes, pmlPlaces(log.bytes), new SeededRandom(seed));
  const path = join(folder, 'case.pml');
  writeFileSync(path, bytes);
  try {
    await readEverything(path);
    return 'opened';
  } catch (error) {
    if (error instanceof ProcscopeError) {
      expect(error.message).toMatch(/^\S.*[.!]$/s);
      return 'refused';
    }
    mkdirSync(KEPT, { recursive: true });
    const kept = join(KEPT, `pml-${seed}.pml`);
    writeFileSync(kept, bytes);
    throw new Error(`Seed ${seed} of "${log.name}" broke something; the log is kept as ${kept}`, {
      cause: error,
    });
  }
}

describe('damaged logs open in part or are refused with a sentence', () => {
  it.each(logs)('$name', async (log) => {
    expect(await readEverything(writeWhole(log.bytes))).toBeGreaterThan(0);
    for (const seed of BROKE_ONCE) await runCase(log, seed);
    const outcomes = { opened: 0, refused: 0 };
    const count = Math.ceil(CASES / logs.length);
    for (let i = 0; i < count; i++) outcomes[await runCase(log, SEED + i)]++;
    console.log(
      `${log.name}: seeds ${SEED} to ${SEED + count - 1}, ${outcomes.opened} opened, ${outcomes.refused} refused`,
    );
    expect(outcomes.opened).toBeGreaterThan(0);
  });

  it('every structure cut off, byte by byte around its beginning', async () => {
    for (const { bytes } of logs.slice(0, 2)) {
      const { events, tables } = pmlPlaces(bytes);
      for (const place of [0, 4, 0x234, 0x3a0, 0x3a8, ...events, ...tables, bytes.length]) {
        for (const length of [place - 1, place, place + 1, place + 4]) {
          if (length < 0 || length > bytes.length) continue;
          const outcome = await readEverything(writeWhole(bytes.subarray(0, length))).catch(
            (error: unknown) => error,
          );
          if (typeof outcome !== 'number') expect(outcome).toBeInstanceOf(ProcscopeError);
          else expect(outcome).toBeLessThanOrEqual(events.length);
        }
      }
    }
  });
});

function writeWhole(bytes: Buffer): string {
  const path = join(folder, 'whole.pml');
  writeFileSync(path, bytes);
  return path;
}
