import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TICKS_PER_SECOND } from '../../../shared/units.ts';
import { ClockType } from './logfile-header.ts';
import type { LogfileHeader } from './logfile-header.ts';

/** Files of one trace: recorders put the kernel's events, the programs' and names that came later into files of their own. */
const PART = /^(?:(.+)\.(?:kernel|user|clr)[^.]*(\.\d+)?|kernel|user)\.etl$/i;
const WHOLE = /^(.+)\.etl$/i;

/** Two sessions tell the time of one start of the system a little differently. */
const BOOT_TOLERANCE = 10n * BigInt(TICKS_PER_SECOND);
/** Files that are further apart are of two traces. What adds names is begun right after the trace. */
const GAP_TOLERANCE = 600n * BigInt(TICKS_PER_SECOND);

/**
 * Paths of the other files beside a file that its recorder may have made of the same trace: `NAME.kernel.etl`, `NAME.user.etl`
 * and `NAME.clrRundown.etl` of `NAME.etl` and of each other, `kernel.etl` and `user.etl`. In order of their names; none when
 * the folder cannot be read.
 */
export async function companionPaths(path: string): Promise<readonly string[]> {
  const name = basename(path);
  const own = stemOf(name);
  if (own === undefined) return [];
  let entries: Dirent[];
  try {
    entries = await readdir(dirname(path), { withFileTypes: true });
  } catch {
    return [];
  }
  // A link may lead out of the folder, which is all that some hosts let their users see.
  return entries
    .filter((entry) => entry.isFile() && entry.name !== name && isCompanion(own, entry.name))
    .map((entry) => entry.name)
    .toSorted()
    .map((other) => join(dirname(path), other));
}

interface Stem {
  /** Name without what tells the part and the ending; empty for `kernel.etl`. */
  readonly stem: string;
  readonly isPart: boolean;
  /** `.1` of `NAME.kernel.1.etl`. */
  readonly number: string;
}

function stemOf(name: string): Stem | undefined {
  const part = PART.exec(name);
  if (part !== null) return { stem: part[1] ?? '', isPart: true, number: part[2] ?? '' };
  const whole = WHOLE.exec(name);
  return whole === null ? undefined : { stem: whole[1] ?? '', isPart: false, number: '' };
}

function isCompanion(own: Stem, name: string): boolean {
  const other = stemOf(name);
  return (
    other !== undefined &&
    other.stem.toLowerCase() === own.stem.toLowerCase() &&
    other.number === own.number &&
    (own.isPart || other.isPart)
  );
}

/** Why a file is not of the same trace as another; undefined when it is. */
export function notOfTrace(trace: LogfileHeader, other: LogfileHeader): string | undefined {
  if (other.clockType !== trace.clockType) return 'its times are of another clock';
  const isOtherSystem = other.build !== trace.build || other.version[0] !== trace.version[0];
  if (isOtherSystem) return 'it was made on another system';
  if (trace.clockType !== ClockType.SystemTime) {
    const boot = other.bootTime - trace.bootTime;
    if (other.perfFreq !== trace.perfFreq || boot > BOOT_TOLERANCE || boot < -BOOT_TOLERANCE)
      return 'it was made on another system or after another start of it';
  }
  const isLater = trace.endTime !== 0n && other.startTime > trace.endTime + GAP_TOLERANCE;
  const isEarlier = other.endTime !== 0n && other.endTime + GAP_TOLERANCE < trace.startTime;
  return isLater || isEarlier ? 'it was made at another time' : undefined;
}
