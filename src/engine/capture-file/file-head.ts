import { closeSync, openSync, readSync } from 'node:fs';

/** What the first bytes of a SQLite database say. Source: SQLite, "Database File Format", 1.3. */
export interface FileHead {
  /** Whether the database keeps a write-ahead log, as captures do while they are written. */
  readonly usesLog: boolean;
}

const HEAD_BYTES = 100;
const MAGIC = 'SQLite format 3\0';

/**
 * Reads a database's head; undefined when the file is none. Never for files that this process is writing: see
 * written-files.ts. Errors: those of the file system.
 */
export function readHead(path: string): FileHead | undefined {
  const bytes = Buffer.alloc(HEAD_BYTES);
  const file = openSync(path, 'r');
  try {
    const length = readSync(file, bytes, 0, HEAD_BYTES, 0);
    if (length < HEAD_BYTES || bytes.toString('latin1', 0, 16) !== MAGIC) return undefined;
    return { usesLog: bytes[18] === 2 || bytes[19] === 2 };
  } finally {
    closeSync(file);
  }
}
