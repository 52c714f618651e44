import { basename } from 'node:path';
import { ProcscopeError, isCancelled } from '../../../shared/errors.ts';
import type { TraceClock } from '../../etw/trace-clock.ts';
import type { DamageLog } from '../pml/damage-log.ts';
import { companionPaths, notOfTrace } from './companions.ts';
import { EtlFile } from './etl-file.ts';
import type { Turns } from './turns.ts';

/** More files of one trace are left out: no recorder makes so many. */
const MAX_FILES = 16;

/** The files of a trace, the one that was asked for first, and the clock that all their times are told by. */
export interface TraceFiles {
  readonly files: readonly EtlFile[];
  /** That of the session that began first. */
  readonly clock: TraceClock;
}

/**
 * Opens a trace with all its files. One that is not of the trace, or cannot be opened, is left out with a warning, as long as it
 * is not the one that was asked for. Errors: as those of {@link EtlFile.open}.
 */
export async function openTraceFiles(path: string, turns: Turns, damage: DamageLog): Promise<TraceFiles> {
  const first = await EtlFile.open(path, turns);
  const files = [first];
  try {
    for (const other of await companionPaths(path)) {
      if (files.length === MAX_FILES) break;
      const file = await openCompanion(first, other, turns, damage);
      if (file !== undefined) files.push(file);
    }
  } catch (error) {
    await closeAll(files);
    throw error;
  }
  const earliest = files.reduce((a, b) => (b.header.startTime < a.header.startTime ? b : a));
  return { files, clock: earliest.clock };
}

/** Closes files; none of them is read any more. */
export async function closeAll(files: readonly EtlFile[]): Promise<void> {
  for (const file of files) await file.close();
}

async function openCompanion(
  first: EtlFile,
  path: string,
  turns: Turns,
  damage: DamageLog,
): Promise<EtlFile | undefined> {
  const name = basename(path);
  try {
    const file = await EtlFile.open(path, turns);
    const reason = notOfTrace(first.header, file.header);
    if (reason === undefined) return file;
    await file.close();
    damage.warn(
      'etl/damaged',
      'not-same-trace',
      name,
      `"${name}" is not shown together with "${first.name}", because ${reason}.`,
    );
  } catch (error) {
    if (!(error instanceof ProcscopeError) || isCancelled(error)) throw error;
    damage.warn(
      error.code,
      'trace-part-failed',
      name,
      `"${name}" seems to be of the same trace, but could not be opened. ${error.message}`,
      error.facts,
    );
  }
  return undefined;
}
