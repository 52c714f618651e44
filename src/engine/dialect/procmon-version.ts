import type { Capture } from '../capture/capture.ts';
import type { Epoch } from '../store/epoch.ts';
import type { StringId } from '../../shared/units.ts';
import { procmonVersionOf } from './export-style.ts';
import type { ProcmonVersion } from './export-style.ts';

/** What a log tells of the Process Monitor that made it. */
export interface ProcmonEvidence {
  readonly version: ProcmonVersion;
  /** The version as the file that it was read from has it, such as `3.51`. */
  readonly text: string;
  /** Path of the program or driver. */
  readonly file: string;
  /** Whether the file is the program, which also exports, or its driver, which only captures. */
  readonly kind: 'program' | 'driver';
}

const PROGRAM = /(^|[\\/])procmon(64a?)?\.exe$/i;
/** PROCMON20.SYS to PROCMON24.SYS and what may follow. */
const DRIVER = /(^|[\\/])procmon\d\d\.sys$/i;
/** A log does not say who exported it. A driver older than this was met in logs that a newer program exported. */
const DRIVER_TELLS_FROM: ProcmonVersion = 3.5;

/**
 * Finds the version of Process Monitor that made a log, in the processes and loaded modules that the log lists: of the program
 * where it is there, else of its driver. Logs hold no version of their own. Undefined when nothing tells it.
 */
export function procmonEvidence(capture: Capture): ProcmonEvidence | undefined {
  let driver: ProcmonEvidence | undefined;
  for (const epoch of epochsOf(capture)) {
    for (const process of epoch.processes.records) {
      const found =
        evidence(epoch, process.imagePath, process.version) ??
        process.modules
          .map((module) => evidence(epoch, module.path, module.version))
          .find((each) => each?.kind === 'program');
      if (found?.kind === 'program') return found;
      for (const module of process.modules) driver ??= evidence(epoch, module.path, module.version);
    }
  }
  return driver !== undefined && driver.version < DRIVER_TELLS_FROM ? undefined : driver;
}

function evidence(epoch: Epoch, path: StringId, version: StringId): ProcmonEvidence | undefined {
  const file = epoch.strings.get(path);
  const isProgram = PROGRAM.test(file);
  if (!isProgram && !DRIVER.test(file)) return undefined;
  const text = epoch.strings.get(version);
  const known = procmonVersionOf(text);
  if (known === undefined) return undefined;
  return { version: known, text, file, kind: isProgram ? 'program' : 'driver' };
}

/** The epochs of the events that are kept, in their order. */
function epochsOf(capture: Capture): Iterable<Epoch> {
  return new Set(capture.store.segments.map(({ epoch }) => epoch));
}
