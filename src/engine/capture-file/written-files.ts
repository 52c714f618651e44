import { realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * Capture files that this process is writing. SQLite's locks tell other processes; but on POSIX systems a process that
 * opens and closes a file of its own by other means loses its locks on it, so such a file must not be touched at all.
 */
const WRITTEN = new Set<string>();

/** Says that `path` is being written until the returned function is called. */
export function markWritten(path: string): () => void {
  const key = keyOf(path);
  WRITTEN.add(key);
  return () => WRITTEN.delete(key);
}

/** Whether this process is writing `path`: it must then not be opened, not even to look at its first bytes. */
export function isWritten(path: string): boolean {
  return WRITTEN.has(keyOf(path));
}

function keyOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // The file itself is not there yet.
  }
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}
