import { ProcscopeError } from '../errors.ts';
import { MAX_CONFIG_BYTES } from './config-error.ts';
import { beginsAsFilter, readFilterFile } from './filter-file.ts';
import type { FilterFile } from './filter-file.ts';
import { notAConfiguration } from './foreign-file.ts';
import { beginsWithRecord, readRecords } from './records.ts';
import type { ConfigRecord } from './records.ts';

/** A file that Process Monitor exported: a whole configuration (PMC) or a filter alone (PMF). */
export type ConfigFile =
  | { readonly kind: 'configuration'; readonly records: readonly ConfigRecord[] }
  | { readonly kind: 'filter'; readonly file: FilterFile };

/**
 * Reads a file of either kind, whatever its name ends with. It stays on the memory of `bytes`. `name` is what sentences
 * call it. Errors: 'config/not-a-configuration' for files of other kinds and for what is too large, 'config/damaged'.
 */
export function readConfigFile(bytes: Uint8Array, name: string): ConfigFile {
  if (bytes.length > MAX_CONFIG_BYTES) throw tooLarge(name, bytes.length);
  // The second number of a configuration is 16; the fifth byte of a filter is 1.
  if (beginsWithRecord(bytes)) return { kind: 'configuration', records: readRecords(bytes, name) };
  if (beginsAsFilter(bytes)) return { kind: 'filter', file: readFilterFile(bytes, name) };
  throw notAConfiguration(bytes, name);
}

/** The error of a file with more bytes than any configuration has. */
export function tooLarge(name: string, bytes: number): ProcscopeError {
  return new ProcscopeError(
    'config/not-a-configuration',
    `"${name}" is too large for a configuration or filter of Process Monitor. Choose the file that its File > Export Configuration wrote.`,
    { bytes },
  );
}
