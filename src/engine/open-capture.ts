import { open } from 'node:fs/promises';
import { openCaptureFile } from './capture-file/open-capture-file.ts';
import { isWritten } from './capture-file/written-files.ts';
import { fileError } from './file-error.ts';
import { openPml } from './formats/pml/open-pml.ts';
import type { OpenOptions, OpeningCapture } from './capture/capture.ts';

/** First bytes of every SQLite database, and so of every capture file. Source: SQLite, "Database File Format". */
const SQLITE_HEAD = 'SQLite format 3\0';

/**
 * Opens a capture of any format that Procscope reads; the content decides, not the name. Resolves when the first rows can
 * be shown. Errors: 'file/...' when the file cannot be read, 'capture/...' or 'pml/...' when it is no whole capture.
 */
export async function openCapture(path: string, options: OpenOptions = {}): Promise<OpeningCapture> {
  // To open and close a file that this process records would end SQLite's lock on it; what is said of it needs no look.
  if (isWritten(path)) return openCaptureFile(path, options);
  const head = await readHead(path, SQLITE_HEAD.length);
  return head === SQLITE_HEAD ? openCaptureFile(path, options) : openPml(path, options);
}

async function readHead(path: string, length: number): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      return buffer.toString('latin1', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, path);
  }
}
