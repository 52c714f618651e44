import { DEFAULT_PROCMON_VERSION } from '../export-style.ts';
import type { ExportStyle, ProcmonVersion } from '../export-style.ts';

export type { ExportStyle, ProcmonVersion } from '../export-style.ts';

/** How names and details are written. */
export interface PmlFormatOptions {
  /** Process Monitor's own texts, or right values; see {@link ExportStyle}. */
  readonly as: ExportStyle;
  /** Whose texts to reproduce where versions differ. Of no account for `plain`, which knows all that is known. */
  readonly procmonVersion: ProcmonVersion;
}

/** What the window shows, and every format that is not Process Monitor's own. */
export const PLAIN_FORMAT: PmlFormatOptions = { as: 'plain', procmonVersion: DEFAULT_PROCMON_VERSION };
