import { extname } from 'node:path';
import type { SaveFormat } from '../shared/api/shell-contract.ts';

/** Endings of the files that can be opened. */
export const CAPTURE_ENDINGS = ['procscope', 'pml'] as const;

/** The ending of files of a format, without the dot. */
export function endingOf(format: SaveFormat): string {
  return format === 'native' ? 'procscope' : 'csv';
}

/** The path with the format's ending where it has none: not all systems' dialogs add it. */
export function withEnding(path: string, format: SaveFormat): string {
  return extname(path) === '' ? `${path}.${endingOf(format)}` : path;
}
