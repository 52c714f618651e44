import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CellFormatter } from '../../src/engine/cells/cell-formatter.ts';
import type { Capture } from '../../src/engine/capture/capture.ts';
import { openPml } from '../../src/engine/formats/pml/open-pml.ts';
import { savePml } from '../../src/engine/formats/pml/write/save-pml.ts';
import { COLUMN_NAMES } from '../../src/shared/columns.ts';
import { ProcscopeError } from '../../src/shared/errors.ts';
import { checkPml } from '../support/pml-checker.ts';
import { firstEvents, mutatePml, pmlPlaces } from '../support/pml-mutations.ts';
import { sampleLog } from '../support/sample-log.ts';
import { SeededRandom } from '../support/random.ts';
import { sampleLogs } from '../support/test-data.ts';

/** As in the fuzzing of the reader: `PROCSCOPE_FUZZ_CASES` asks for more, `PROCSCOPE_FUZZ_SEED` for those of an earlier run. */
const CASES = Number(process.env['PROCSCOPE_FUZZ_CASES'] ?? 240);
const SEED = Number(process.env['PROCSCOPE_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
/** Where logs that broke something are kept. */
const KEPT = join(import.meta.dirname, '..', '..', '.cache', 'fuzz');
/** Several logs are forced to the disk in each case. */
const TIMEOUT = 60_000 + CASES * 1000;

const folder = mkdtempSync(join(tmpdir(), 'procscope-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const [source, target] = [join(folder, 'case.pml'), join(folder, 'written.pml')];

const logs: readonly { name: string; bytes: Buffer }[] = [
  { name: 'generated, 64-bit', bytes: sampleLog(true) },
  { name: 'generated, 32-bit', bytes: sampleLog(false) },
  ...(sampleLogs() ?? []).map(({ name, pmlPath }) => ({
    name,
    bytes: firstEvents(readFileSync(pmlPath), 120),
  })),
];

function texts(capture: Capture): string[] {
  const cells = new CellFormatter(capture, { timeZoneOffset: () => 0 });
  return capture.store.segments.flatMap((segment) =>
    Array.from({ length: segment.length }, (_, i) => {
      cells.at(segment, i);
      return COLUMN_NAMES.map((column) => cells.text(column)).join('|');
    }),
  );
}

/** Opens a log and gives it to `use`; false when it was refused with a sentence. */
async function withLog(path: string, use: (capture: Capture) => Promise<void> | void): Promise<boolean> {
  let capture: Capture;
  try {
    const opening = await openPml(path);
    ({ capture } = opening);
    await opening.finished;
  } catch (error) {
    if (!(error instanceof ProcscopeError)) throw error;
    expect(error.message).toMatch(/^\S.*[.!]$/s);
    return false;
  }
  try {
    await use(capture);
  } finally {
    await capture.close();
  }
  return true;
}

/** Runs a case; a log that breaks something is kept. */
async function keepingWhatBreaks(seed: number, name: string, run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (cause) {
    mkdirSync(KEPT, { recursive: true });
    const kept = join(KEPT, `pml-write-${seed}.pml`);
    writeFileSync(kept, readFileSync(source));
    throw new Error(`Seed ${seed} of "${name}" broke something; the log is kept as ${kept}`, { cause });
  }
}

describe('whatever opens is written as a log that stands every check', () => {
  it.each(logs)(
    '$name',
    async ({ name, bytes }) => {
      let written = 0;
      for (let i = 0; i < CASES / logs.length; i++) {
        const seed = SEED + i;
        writeFileSync(source, mutatePml(bytes, pmlPlaces(bytes), new SeededRandom(seed)));
        await keepingWhatBreaks(seed, name, async () => {
          await withLog(source, async (capture) => {
            const { events } = await savePml(capture, target, { source });
            expect(checkPml(readFileSync(target), { anyClass: true }).events).toHaveLength(events);
            written++;
            // What was written is whole: written again, nothing of it changes.
            let before: string[] = [];
            await withLog(target, async (again) => {
              before = texts(again);
              expect(before).toHaveLength(events);
              await savePml(again, join(folder, 'twice.pml'));
            });
            await withLog(join(folder, 'twice.pml'), (twice) => expect(texts(twice)).toEqual(before));
          });
        });
      }
      expect(written).toBeGreaterThan(0);
    },
    TIMEOUT,
  );
});

describe('damaged logs of our own writing open in part or are refused with a sentence', () => {
  it.each(logs)(
    '$name',
    async ({ name, bytes }) => {
      writeFileSync(source, bytes);
      await withLog(source, async (capture) => void (await savePml(capture, target)));
      const written = readFileSync(target);
      let opened = 0;
      for (let i = 0; i < CASES / logs.length; i++) {
        const seed = SEED + i;
        writeFileSync(source, mutatePml(written, pmlPlaces(written), new SeededRandom(seed)));
        await keepingWhatBreaks(seed, name, async () => {
          if (await withLog(source, (capture) => void texts(capture))) opened++;
        });
      }
      expect(opened).toBeGreaterThan(0);
    },
    TIMEOUT,
  );
});
