/** Versions of Process Monitor whose exports differ from one another. */
export type ProcmonVersion = 3.4 | 3.5 | 3.6 | 4;

/** How details are written. */
export interface PmlFormatOptions {
  /** Whose texts to reproduce. */
  readonly procmonVersion: ProcmonVersion;
}

/** The version whose exports the texts were checked against. */
export const DEFAULT_PML_FORMAT: PmlFormatOptions = { procmonVersion: 3.5 };
