import { ProcscopeError } from '../errors.ts';

/** Longest file of configurations or filters that is read. Those of Process Monitor have a few thousand bytes. */
export const MAX_CONFIG_BYTES = 8 * 1024 * 1024;

/** What a file must be, for sentences that refuse another one. */
export const EXPECTED =
  'A configuration is what Process Monitor writes with File > Export Configuration (PMC), a filter what it writes with Filter > Organize Filters > Export (PMF).';

/** The error of a file that began as Process Monitor's and does not go on so. */
export function damaged(name: string, what: string, offset: number): ProcscopeError {
  return new ProcscopeError(
    'config/damaged',
    `"${name}" is damaged: ${what}. Nothing of it was used; export it again in Process Monitor.`,
    { offset },
  );
}
