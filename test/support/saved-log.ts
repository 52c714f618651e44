import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { openCaptureFile } from '../../src/engine/capture-file/open-capture-file.ts';
import { saveCapture } from '../../src/engine/capture-file/save-capture.ts';
import type { Capture } from '../../src/engine/capture/capture.ts';
import { CellFormatter } from '../../src/engine/cells/cell-formatter.ts';
import { exportDialect } from '../../src/engine/dialect/export-dialect.ts';
import { allRows } from '../../src/engine/export/event-rows.ts';
import { exportEvents } from '../../src/engine/export/export-events.ts';
import { partPath } from '../../src/engine/formats/pml/parts.ts';
import { savePml } from '../../src/engine/formats/pml/write/save-pml.ts';
import type { SavePmlOptions, SavedPml } from '../../src/engine/formats/pml/write/save-pml.ts';
import { COLUMN_NAMES } from '../../src/shared/columns.ts';
import type { ColumnName } from '../../src/shared/columns.ts';
import type { EventNo } from '../../src/shared/units.ts';
import { openLog, temporaryFolder } from './opened-log.ts';
import { checkPml } from './pml-checker.ts';
import type { CheckedEvent, CheckedPml } from './pml-checker.ts';

/** A log that was written, each of its parts taken apart, and opened again. */
export interface SavedLog {
  readonly path: string;
  readonly saved: SavedPml;
  readonly parts: readonly CheckedPml[];
  readonly capture: Capture;
  readonly warnings: readonly string[];
}

/** Saves a capture as a log into a temporary folder; every part must stand the checker. */
export async function saveLog(
  capture: Capture,
  options: SavePmlOptions = {},
  path: string = join(temporaryFolder(), 'saved.PML'),
): Promise<SavedLog> {
  const { saved, parts } = await writtenParts(capture, path, options);
  const { capture: opened, warnings } = await openLog(path);
  return { path, saved, parts, capture: opened, warnings };
}

/** Saves a capture as a log and takes each of its parts apart. */
export async function writtenParts(
  capture: Capture,
  path: string,
  options: SavePmlOptions,
): Promise<Pick<SavedLog, 'saved' | 'parts'>> {
  const saved = await savePml(capture, path, options);
  const parts = Array.from({ length: saved.parts }, (_, i) =>
    checkPml(readFileSync(i === 0 ? path : partPath(path, i))),
  );
  return { saved, parts };
}

/** Saves a capture as a capture file and opens that. */
export async function saveNative(capture: Capture, events?: Iterable<EventNo>): Promise<Capture> {
  const path = join(temporaryFolder(), 'saved.procscope');
  await saveCapture(capture, path, events === undefined ? {} : { events });
  const { capture: opened, finished } = await openCaptureFile(path);
  onTestFinished(() => opened.close());
  await finished;
  return opened;
}

/** What a record says, wherever it is in the file and whatever process index it has. */
export function content(event: CheckedEvent): Omit<CheckedEvent, 'position' | 'end'> {
  const { position: _, end: __, ...rest } = event;
  return rest;
}

/** Whether two records say the same. */
export function isSameContent(a: CheckedEvent, b: CheckedEvent | undefined): boolean {
  return (
    b !== undefined &&
    a.processIndex === b.processIndex &&
    a.tid === b.tid &&
    a.eventClass === b.eventClass &&
    a.operation === b.operation &&
    a.duration === b.duration &&
    a.time === b.time &&
    a.status === b.status &&
    a.stack.equals(b.stack) &&
    a.detail.equals(b.detail) &&
    (a.extra === undefined ? b.extra === undefined : b.extra !== undefined && a.extra.equals(b.extra))
  );
}

/** Columns that do not depend on which event is the first. */
const LASTING = COLUMN_NAMES.filter((name) => name !== 'relativeTime');

/** All cells of an event as Procscope shows them and as Process Monitor does, and its stack. */
export function* eventTexts(
  capture: Capture,
  columns: readonly ColumnName[] = COLUMN_NAMES,
): Generator<string> {
  const formatters = [
    new CellFormatter(capture, { timeZoneOffset: () => 0 }),
    new CellFormatter(capture, {
      timeZoneOffset: () => 0,
      dialect: exportDialect(capture, { as: 'procmon' }),
    }),
  ];
  for (const segment of capture.store.segments) {
    for (let i = 0; i < segment.length; i++) {
      const cells = formatters.map((formatter) => {
        formatter.at(segment, i);
        return columns.map((column) => formatter.text(column)).join('|');
      });
      yield [...cells, capture.payloads.stack(segment, i).join(' ')].join('\n');
    }
  }
}

/** Process Monitor's CSV of a capture with all columns, as it writes it or with the right values. */
async function csvOf(capture: Capture, as: 'procmon' | 'plain'): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const sink = { write: async (bytes: Uint8Array): Promise<void> => void pieces.push(Buffer.from(bytes)) };
  const cells = { timeZoneOffset: (): number => 0, dialect: exportDialect(capture, { as }) };
  await exportEvents(capture, allRows(capture), sink, { format: 'csv', columns: COLUMN_NAMES }, { cells });
  return Buffer.concat(pieces);
}

/** Expects that two captures have the same CSV of all columns, in both styles, and the same stacks. */
export async function expectSame(source: Capture, saved: Capture): Promise<void> {
  for (const as of ['procmon', 'plain'] as const) {
    const isSame = (await csvOf(source, as)).equals(await csvOf(saved, as));
    // The comparison of each row names the row.
    if (!isSame) expect(firstDifference(source, saved)).toBeUndefined();
    expect(isSame).toBe(true);
  }
  const stacks = eventTexts(saved, []);
  let different = 0;
  for (const stack of eventTexts(source, [])) if (stacks.next().value !== stack) different++;
  expect(different).toBe(0);
}

/**
 * The first event of `source` that `saved` shows otherwise, as a sentence; undefined when all are equal. `kept` says which
 * events of the source were saved; times that count from the first event are left aside where it is given.
 */
export function firstDifference(
  source: Capture,
  saved: Capture,
  kept?: (event: number) => boolean,
): string | undefined {
  const columns = kept === undefined ? COLUMN_NAMES : LASTING;
  const others = eventTexts(saved, columns);
  let event = 0;
  let row = 0;
  for (const text of eventTexts(source, columns)) {
    if (kept !== undefined && !kept(event++)) continue;
    const other = others.next();
    if (other.done === true) return `row ${row} is missing`;
    if (other.value !== text) return `row ${row}:\n${text}\nbecame\n${other.value}`;
    row++;
  }
  return others.next().done === true ? undefined : 'there are more rows than before';
}

/** What the process tree, the modules and the icons of a capture show, whatever their numbers are. */
export function processTexts(capture: Capture): readonly string[] {
  const { epoch } = capture.store.segments.at(-1) ?? capture.store;
  const { strings, processes } = epoch;
  const image = (icon: number): string => capture.icons[icon]?.image.toString('hex') ?? '';
  return processes.records
    .map((record) =>
      JSON.stringify(
        {
          ...record,
          integrity: strings.get(record.integrity),
          user: strings.get(record.user),
          name: strings.get(record.name),
          imagePath: strings.get(record.imagePath),
          commandLine: strings.get(record.commandLine),
          company: strings.get(record.company),
          version: strings.get(record.version),
          description: strings.get(record.description),
          smallIcon: image(record.smallIcon),
          largeIcon: image(record.largeIcon),
          modules: record.modules.map((module) => ({
            ...module,
            path: strings.get(module.path),
            version: strings.get(module.version),
            company: strings.get(module.company),
            description: strings.get(module.description),
          })),
        },
        (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
      ),
    )
    .sort();
}
