import { rmSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { encodeColumnsSync } from '../../src/engine/capture-file/column-codec.ts';
import { saveCapture } from '../../src/engine/capture-file/save-capture.ts';
import { COLUMN_CODES } from '../../src/engine/capture-file/schema.ts';
import { openCapture } from '../../src/engine/open-capture.ts';
import { SEGMENT_EVENTS, makeColumns } from '../../src/engine/store/segment.ts';
import { buildPml, fileDetail } from './pml-builder.ts';

/** Events of a vast capture: the most that the window is made for. */
export const VAST_EVENTS = 100_000_000;

/** Ticks of 100 ns between an event and the next: a second has 100,000 events. */
const STEP = 100;
/** 1/1/2026, 12:00:00 AM UTC. */
const START = 134_116_992_000_000_000n;
/** Distinct paths. */
const PATHS = 1000;

/** What the list shows of an event. */
export function vastCells(event: number): { time: string; path: string } {
  const ticks = event * STEP;
  const seconds = Math.floor(ticks / 10_000_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  const fraction = String(ticks % 10_000_000).padStart(7, '0');
  return {
    time: `12:${two(Math.floor(seconds / 60))}:${two(seconds % 60)}.${fraction} AM`,
    path: pathOf(event % SEGMENT_EVENTS),
  };
}

function pathOf(row: number): string {
  return `C:\\temp\\${row % PATHS}.txt`;
}

/**
 * Writes a capture file of {@link VAST_EVENTS} events in some seconds: the file that the engine itself saves of a first, full
 * segment and a second one in part, with the first one's rows entered again and again under numbers and times of their own.
 */
export async function writeVastCapture(path: string): Promise<void> {
  const full = Math.floor(VAST_EVENTS / SEGMENT_EVENTS);
  const rest = VAST_EVENTS % SEGMENT_EVENTS;
  await saveBeginning(path, SEGMENT_EVENTS + rest);
  const db = new Database(path);
  db.pragma('synchronous = OFF');
  const copyRow = db.prepare(
    `INSERT INTO segments SELECT :to, epoch, :first, length, payload_bytes, payload_base, :time, :time + max_time - min_time
     FROM segments WHERE no = :from`,
  );
  const copyColumns = db.prepare(
    `INSERT INTO segment_columns SELECT :to, "column", codec, data FROM segment_columns
     WHERE segment = :from AND "column" <> ${COLUMN_CODES.time}`,
  );
  const copyPayload = db.prepare(
    'INSERT INTO segment_payloads SELECT :to, codec, data FROM segment_payloads WHERE segment = :from',
  );
  const addColumn = db.prepare('INSERT INTO segment_columns VALUES (?, ?, ?, ?)');
  const copy = (from: number, to: number, length: number): void => {
    const first = to * SEGMENT_EVENTS;
    copyRow.run({ from, to, first, time: first * STEP });
    copyColumns.run({ from, to });
    copyPayload.run({ from, to });
    const columns = makeColumns(length, false);
    for (let i = 0; i < length; i++) columns.time[i] = (first + i) * STEP;
    for (const { name, codec, data } of encodeColumnsSync(columns, ['time']))
      addColumn.run(to, COLUMN_CODES[name], codec, data);
  };
  db.transaction(() => {
    copy(1, full, rest);
    db.exec('DELETE FROM segments WHERE no = 1');
    db.exec('DELETE FROM segment_columns WHERE segment = 1');
    db.exec('DELETE FROM segment_payloads WHERE segment = 1');
    for (let to = 1; to < full; to++) copy(0, to, SEGMENT_EVENTS);
  })();
  db.close();
}

/** Saves a log of so many events as a capture file. */
async function saveBeginning(path: string, events: number): Promise<void> {
  const log = `${path}.pml`;
  const { bytes } = buildPml({
    events: Array.from({ length: events }, (_, event) => ({
      process: 1,
      eventClass: 3,
      operation: 20,
      time: START + BigInt(event * STEP),
      detail: fileDetail(pathOf(event % SEGMENT_EVENTS), true),
    })),
    processes: [{ index: 1, pid: 4711, name: 'app.exe' }],
  });
  writeFileSync(log, bytes);
  const { capture, finished } = await openCapture(log);
  await finished;
  await saveCapture(capture, path);
  await capture.close();
  rmSync(log);
}
