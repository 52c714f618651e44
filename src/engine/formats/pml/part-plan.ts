import { counted } from './damage-log.ts';
import type { DamageLog } from './damage-log.ts';
import type { PmlHeader } from './header.ts';
import { PML_VERSION } from './header.ts';
import { EVENT_HEAD_BYTES, HEADER_BYTES, OFFSET_ENTRY_BYTES } from './layout.ts';
import type { PageReader } from './page-reader.ts';
import type { PmlFile } from './pml-file.ts';
import { RecordCheck } from './record-check.ts';

/** A piece of the file, in bytes: [start, end). */
export interface Region {
  readonly start: number;
  readonly end: number;
}

/** How the events of one part are found, and where its tables are. Every region lies within the file. */
export interface PartPlan {
  /** The offset array; undefined when the events must be found by walking over them. */
  readonly offsets: Region | undefined;
  /** Where event records lie. */
  readonly events: Region;
  readonly processes: Region | undefined;
  readonly strings: Region | undefined;
  readonly icons: Region | undefined;
  readonly hosts: Region | undefined;
}

/** Entries of the offset array that are looked at before it is trusted. */
const SAMPLES = 64;

/** Checks a header against its file, and says in `damage` what is missing. */
export function planPart(file: PmlFile, header: PmlHeader, pages: PageReader, damage: DamageLog): PartPlan {
  if (header.version !== PML_VERSION) {
    damage.warn(
      'pml/version',
      'other-version',
      file.name,
      `"${file.name}" has version ${header.version}. It was read as version ${PML_VERSION}, which it resembles.`,
      { version: header.version },
    );
  }
  const starts = [header.processTable, header.stringTable, header.iconTable, header.hostTable];
  const table = (start: number): Region | undefined =>
    start >= HEADER_BYTES && start + 4 <= file.size
      ? { start, end: nextStart(starts, start, file.size) }
      : undefined;
  const tables = {
    processes: table(header.processTable),
    strings: table(header.stringTable),
    icons: table(header.iconTable),
    hosts: table(header.hostTable),
  };
  const offsets = findOffsets(file, header, pages, damage);
  if (isUnclosed(header)) return { offsets, events: { start: HEADER_BYTES, end: file.size }, ...tables };
  if (tables.processes === undefined || tables.strings === undefined) {
    damage.warn(
      'pml/truncated',
      'no-processes',
      file.name,
      `The table of processes of "${file.name}" is missing, because the file ends before it or was damaged. The events are there, without the names of their processes.`,
    );
  } else if (tables.icons === undefined || tables.hosts === undefined) {
    damage.warn(
      'pml/truncated',
      'no-icons-or-hosts',
      file.name,
      `The icons or the host names of "${file.name}" are missing, because the file ends before them.`,
    );
  }
  return { offsets, events: { start: HEADER_BYTES, end: offsets?.start ?? file.size }, ...tables };
}

/** Where a structure that begins at `start` must end: at the next one, or with the file. */
function nextStart(starts: readonly number[], start: number, fileSize: number): number {
  return starts.reduce((end, other) => (other > start && other < end ? other : end), fileSize);
}

/** Whether Process Monitor never wrote the end of the log. */
function isUnclosed(header: PmlHeader): boolean {
  return header.offsetArray === 0 || header.processTable === 0;
}

function findOffsets(
  file: PmlFile,
  header: PmlHeader,
  pages: PageReader,
  damage: DamageLog,
): Region | undefined {
  const name = file.name;
  const start = header.offsetArray;
  if (isUnclosed(header)) {
    damage.warn(
      'pml/truncated',
      'not-closed',
      name,
      `"${name}" was not closed by Process Monitor, so its tables are missing. Its events were found one after another; the names of processes are not in the file.`,
    );
    return undefined;
  }
  if (start < HEADER_BYTES || start > file.size) {
    damage.warn(
      'pml/truncated',
      start > file.size ? 'cut-off' : 'list-misplaced',
      name,
      start > file.size
        ? `"${name}" is cut off: its list of events should begin at byte ${start}, but the file ends at byte ${file.size}. The events that are there were found one after another.`
        : `The position of the list of events in "${name}" is damaged. The events were found one after another.`,
      { bytes: file.size, expected: start },
    );
    return undefined;
  }
  if (header.events === 0) {
    if (start - HEADER_BYTES < EVENT_HEAD_BYTES) return { start, end: start };
    damage.warn(
      'pml/damaged',
      'list-empty',
      name,
      `"${name}" says that it has no events, but some are there. They were found one after another.`,
    );
    return undefined;
  }
  const room = nextStart([header.processTable], start, file.size) - start;
  const there = Math.min(header.events, Math.floor(room / OFFSET_ENTRY_BYTES));
  const offsets = { start, end: start + there * OFFSET_ENTRY_BYTES };
  if (!looksRight(offsets, header, pages)) {
    damage.warn(
      'pml/damaged',
      'list-damaged',
      name,
      `The list of events of "${name}" is damaged. The events were found one after another.`,
    );
    return undefined;
  }
  if (there < header.events) {
    damage.warn(
      'pml/truncated',
      'list-cut',
      name,
      `"${name}" has a list of events that is cut off: ${there.toLocaleString('en-US')} of ${counted(header.events, 'event')} are there.`,
      { events: there, expected: header.events },
    );
  }
  return offsets;
}

/** Whether at least half of some entries, evenly spread, lead to event records. */
function looksRight(offsets: Region, header: PmlHeader, pages: PageReader): boolean {
  const count = (offsets.end - offsets.start) / OFFSET_ENTRY_BYTES;
  if (count === 0) return false;
  const check = new RecordCheck(pages, header.is64Bit, pages.size);
  const samples = Math.min(count, SAMPLES);
  let right = 0;
  for (let i = 0; i < samples; i++) {
    const position = pages.u32(offsets.start + Math.floor((i * count) / samples) * OFFSET_ENTRY_BYTES);
    if (position !== undefined && position >= HEADER_BYTES && check.looksLikeEvent(position)) right++;
  }
  return right * 2 >= samples;
}
