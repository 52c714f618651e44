import { stat } from 'node:fs/promises';
import { dirname, join, parse } from 'node:path';
import type { FileTime } from '../../../shared/units.ts';
import type { PmlHeader } from './header.ts';
import { EVENT, EVENT_HEAD_BYTES, HEADER_BYTES } from './layout.ts';
import type { PageReader } from './page-reader.ts';

/**
 * Logs in several parts. Process Monitor splits a long log into `Name.PML`, `Name-1.PML`, `Name-2.PML` and so on, each
 * with tables of its own. Opening `Name.PML` opens all of them in order; opening a later part opens that part alone.
 */

/** The path of part `number` (from 1) of the log `first`. */
export function partPath(first: string, number: number): string {
  const { name, ext } = parse(first);
  return join(dirname(first), `${name}-${number}${ext}`);
}

/** Whether there is a file of this path; a folder is none. */
export async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/**
 * Why a log is not the continuation of another, as the end of a sentence; undefined when it may be. Other logs can have
 * such a name too: the same machine must have made it, and it must not begin before the other ends.
 */
export function notContinuing(
  before: Pick<PmlHeader, 'is64Bit' | 'system'>,
  end: FileTime | undefined,
  header: Pick<PmlHeader, 'is64Bit' | 'system'>,
  start: FileTime | undefined,
): string | undefined {
  const isSameMachine =
    before.is64Bit === header.is64Bit &&
    before.system.computer === header.system.computer &&
    before.system.systemRoot === header.system.systemRoot &&
    before.system.build === header.system.build &&
    before.system.memory === header.system.memory;
  if (!isSameMachine) return 'it was made on another machine';
  if (end !== undefined && start !== undefined && start < end)
    return 'it begins before the part in front of it ends';
  return undefined;
}

/** The time of the first event of a log; undefined when there is none. */
export function firstEventTime(header: PmlHeader, pages: PageReader): FileTime | undefined {
  const listed = header.offsetArray >= HEADER_BYTES ? pages.u32(header.offsetArray) : undefined;
  const position = listed !== undefined && listed >= HEADER_BYTES ? listed : HEADER_BYTES;
  if (pages.fetch(position, EVENT_HEAD_BYTES) < EVENT_HEAD_BYTES) return undefined;
  return pages.bytes.readBigUInt64LE(pages.at + EVENT.time) as FileTime;
}
