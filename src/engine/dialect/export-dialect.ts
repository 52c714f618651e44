import type { Capture } from '../capture/capture.ts';
import { assertNever } from '../../shared/errors.ts';
import type { Dialect } from './dialect.ts';
import { DEFAULT_PROCMON_VERSION } from './export-style.ts';
import type { ExportStyle, ProcmonVersion } from './export-style.ts';
import { createPmlDialect } from './pml/pml-dialect.ts';
import { procmonEvidence } from './procmon-version.ts';

/** What an export is to reproduce. */
export interface ExportDialectOptions {
  /** Default: `procmon`. */
  readonly as?: ExportStyle;
  /** Default: what the capture itself tells, see {@link procmonEvidence}, else {@link DEFAULT_PROCMON_VERSION}. */
  readonly procmonVersion?: ProcmonVersion;
}

/** The dialect that an export of a capture is written in: give it to a cell formatter. */
export function exportDialect(capture: Capture, options: ExportDialectOptions = {}): Dialect {
  const { as = 'procmon' } = options;
  if (as === 'plain') return capture.dialect;
  const name = capture.dialect.name;
  switch (name) {
    case 'pml': {
      const procmonVersion =
        options.procmonVersion ?? procmonEvidence(capture)?.version ?? DEFAULT_PROCMON_VERSION;
      return createPmlDialect({ as, procmonVersion });
    }
    case 'linux':
    case 'etw':
      // Process Monitor for Windows never wrote such events: there is one way to write them.
      return capture.dialect;
    default:
      return assertNever(name);
  }
}
