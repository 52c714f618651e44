import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, expect, it } from 'vitest';
import { CaptureRecorder } from '../../../src/engine/capture-file/capture-recorder.ts';
import { openCaptureFile } from '../../../src/engine/capture-file/open-capture-file.ts';
import { saveCapture } from '../../../src/engine/capture-file/save-capture.ts';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { COLUMN_NAMES } from '../../../src/shared/columns.ts';
import { ProcscopeError } from '../../../src/shared/errors.ts';
import { SeededRandom } from '../../support/random.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { NUMBERED_META, appendNumbered, numberedCapture, numberedStore } from './numbered-events.ts';

/** `PROCSCOPE_FUZZ_CASES` asks for more cases, `PROCSCOPE_FUZZ_SEED` for those of an earlier run. */
const CASES = Number(process.env['PROCSCOPE_FUZZ_CASES'] ?? 400);
const SEED = Number(process.env['PROCSCOPE_FUZZ_SEED'] ?? Date.now() % 1_000_000_000);
/** Where files that broke something are kept. */
const KEPT = join(import.meta.dirname, '..', '..', '..', '.cache', 'fuzz');
/** Seeds of cases that once broke something: they run first for ever. */
const BROKE_ONCE: readonly number[] = [];
/** Bytes that this process may take altogether; a file of some 100 KB must not fill the memory. */
const MAX_RESIDENT = 2 ** 31;

const TABLES = [
  'meta', 'texts', 'operations', 'results', 'processes', 'segments', 'segment_columns', 'segment_payloads',
  'journal', 'losses', 'icons', 'hosts', 'ports', 'accounts',
]; // prettier-ignore

let finished: Buffer;
/** A file that a dead session left, and SQLite's log beside it. */
let unfinished: { file: Buffer; log: Buffer };

beforeAll(async () => {
  const store = numberedStore();
  appendNumbered(store, 1500);
  store.beginEpoch();
  appendNumbered(store, 300);
  const made = mkdtempSync(join(tmpdir(), 'procscope-fuzz-'));
  const path = join(made, 'a.procscope');
  const extras = {
    icons: [{ edge: 16, image: Buffer.from('icon') }],
    hosts: [{ address: Buffer.alloc(16), name: 'host' }],
    ports: [{ port: 80, isTcp: true, name: 'http' }],
  };
  await saveCapture({ ...numberedCapture(store), ...extras }, path);
  finished = readFileSync(path);

  const live = numberedStore();
  const recorder = await CaptureRecorder.start(live, join(path, '..', 'live.procscope'), {
    meta: NUMBERED_META,
    ...extras,
  });
  appendNumbered(live, 1000);
  live.seal();
  for (let i = 0; i < 4; i++) {
    appendNumbered(live, 100);
    await recorder.flush();
  }
  const copy = join(path, '..', 'copy.procscope');
  for (const suffix of ['', '-wal']) copyFileSync(recorder.path + suffix, copy + suffix);
  unfinished = { file: readFileSync(copy), log: readFileSync(`${copy}-wal`) };
  await recorder.finish();
  rmSync(made, { recursive: true });
});

/** Changes some bytes, often to values that matter, or cuts the end off. */
function mutate(bytes: Buffer, random: SeededRandom): Buffer {
  const copy = Buffer.from(bytes);
  const changes = 1 + random.below(random.below(4) === 0 ? 40 : 4);
  for (let i = 0; i < changes; i++) {
    const at = random.below(4) === 0 ? random.below(Math.min(4096, copy.length)) : random.below(copy.length);
    copy[at] = [0, 1, 0x7f, 0x80, 0xff, random.below(256)][random.below(6)] ?? 0;
  }
  return random.below(10) === 0 ? copy.subarray(0, random.below(copy.length)) : copy;
}

/** Changes a value through SQLite, so that what SQLite checks itself does not stand in the way. */
function mutateRow(path: string, random: SeededRandom): void {
  const db = new Database(path);
  try {
    const table = TABLES[random.below(TABLES.length)] ?? 'meta';
    const columns = db.prepare<[], { name: string }>(`SELECT name FROM pragma_table_info('${table}')`).all();
    const column = columns[random.below(columns.length)]?.name ?? 'key';
    const values = [
      '0', '-1', '1', '65536', '4294967295', '9007199254740993', '9223372036854775807', '1e300', "'text'", 'NULL',
      `x'00'`, `x'28b52ffd'`, `zeroblob(100000)`, `"${column}" + 1`, `-"${column}"`, `zeroblob(length("${column}"))`,
      `CAST(substr("${column}", 2) AS BLOB)`, `CAST("${column}" || "${column}" AS BLOB)`,
    ]; // prettier-ignore
    const where =
      random.below(2) === 0
        ? ''
        : `WHERE "${column}" = (SELECT "${column}" FROM ${table} LIMIT 1 OFFSET ${random.below(5)})`;
    db.exec(
      `UPDATE OR IGNORE ${table} SET "${column}" = ${values[random.below(values.length)] ?? '0'} ${where}`,
    );
  } catch {
    // The tables' own checks forbid this value, as they do to whoever writes such a file with SQLite.
  } finally {
    db.close();
  }
}

/** Opens a file and looks at everything in it. */
async function readEverything(path: string): Promise<void> {
  const { capture, finished: reading } = await openCaptureFile(path, {
    memoryBudget: path.endsWith('cold.procscope') ? 1 : 2 ** 27,
  });
  try {
    const { warnings } = await reading;
    for (const warning of warnings) expect(warning.message).toMatch(/^\S.*[.!]$/s);
    const cells = new CellFormatter(capture);
    for (const segment of capture.store.segments) {
      for (let i = 0; i < segment.length; i += 7) {
        cells.at(segment, i);
        for (const column of COLUMN_NAMES) cells.text(column);
        cells.detailFields();
        capture.payloads.stack(segment, i);
      }
    }
  } finally {
    await capture.close();
  }
}

type Outcome = 'opened' | 'refused';

async function runCase(seed: number, folder: string): Promise<Outcome> {
  const random = new SeededRandom(seed);
  const path = join(folder, random.below(2) === 0 ? 'case.procscope' : 'cold.procscope');
  const kind = random.below(4);
  if (kind < 2) {
    writeFileSync(path, finished);
    if (kind === 0) writeFileSync(path, mutate(finished, random));
    else mutateRow(path, random);
  } else {
    writeFileSync(path, kind === 2 ? mutate(unfinished.file, random) : unfinished.file);
    writeFileSync(
      `${path}-wal`,
      kind === 3 && random.below(2) === 0 ? mutate(unfinished.log, random) : unfinished.log,
    );
    // The log is folded into the file by this, and the session stays a dead one.
    if (kind === 3 && random.below(2) === 0) mutateRow(path, random);
  }
  const files = ['', '-wal'].flatMap((suffix) =>
    existsSync(path + suffix) ? [{ suffix, bytes: readFileSync(path + suffix) }] : [],
  );
  try {
    await readEverything(path);
    return 'opened';
  } catch (error) {
    if (error instanceof ProcscopeError && error.code !== 'internal') {
      expect(error.message).toMatch(/^\S.*[.!]$/s);
      return 'refused';
    }
    mkdirSync(KEPT, { recursive: true });
    const kept = join(KEPT, `capture-${seed}.procscope`);
    for (const { suffix, bytes } of files) writeFileSync(kept + suffix, bytes);
    throw new Error(`Seed ${seed} broke something; the file is kept as ${kept}`, { cause: error });
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
  }
}

it('opens damaged files in part or refuses them with a sentence', async () => {
  const folder = temporaryFolder();
  const outcomes = { opened: 0, refused: 0 };
  for (const seed of BROKE_ONCE) await runCase(seed, folder);
  for (let i = 0; i < CASES; i++) outcomes[await runCase(SEED + i, folder)]++;
  console.log(`seeds ${SEED} to ${SEED + CASES - 1}: ${outcomes.opened} opened, ${outcomes.refused} refused`);
  expect(outcomes.opened).toBeGreaterThan(0);
  expect(outcomes.refused).toBeGreaterThan(0);
  expect(process.resourceUsage().maxRSS * 1024).toBeLessThan(MAX_RESIDENT);
});
