import { extname } from 'node:path';
import type { ConfigKind, SaveFormat } from '../shared/api/shell-contract.ts';
import { SAVE_ENDINGS } from '../shared/save-endings.ts';

/** Endings of the files that can be opened. */
export const CAPTURE_ENDINGS = ['procscope', 'pml', 'etl'] as const;

/** The path with the format's ending where it has none: not all systems' dialogs add it. */
export function withEnding(path: string, format: SaveFormat): string {
  return extname(path) === '' ? `${path}.${SAVE_ENDINGS[format]}` : path;
}

/** The ending of files of Process Monitor's that a kind stands for, without the dot. */
export const CONFIG_ENDINGS: Readonly<Record<ConfigKind, string>> = { configuration: 'PMC', filter: 'PMF' };

/** The path with the kind's ending where it has none. */
export function withConfigEnding(path: string, kind: ConfigKind): string {
  return extname(path) === '' ? `${path}.${CONFIG_ENDINGS[kind]}` : path;
}
