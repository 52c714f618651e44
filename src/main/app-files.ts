import { join, normalize, sep } from 'node:path';

/** The file that a path of an address names; undefined when it lies outside the folder. */
export function fileOf(folder: string, path: string): string | undefined {
  if (path.includes('\0')) return undefined;
  const file = normalize(join(folder, path));
  return file.startsWith(normalize(folder) + sep) ? file : undefined;
}
