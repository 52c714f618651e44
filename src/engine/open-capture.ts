import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { openCaptureFile } from './capture-file/open-capture-file.ts';
import { isWritten } from './capture-file/written-files.ts';
import { fileError } from './file-error.ts';
import { looksLikeTrace } from './formats/etl/etl-file.ts';
import { LOGFILE_HEAD_BYTES } from './formats/etl/logfile-header.ts';
import { openEtl } from './formats/etl/open-etl.ts';
import { openPml } from './formats/pml/open-pml.ts';
import type { OpenOptions, OpeningCapture } from './capture/capture.ts';

/** First bytes of every SQLite database, and so of every capture file. Source: SQLite, "Database File Format". */
const SQLITE_HEAD = 'SQLite format 3\0';
/** First bytes of every log of Process Monitor. */
const PML_HEAD = 'PML_';
/** What event traces are named with. */
const TRACE_ENDING = '.etl';

/**
 * Opens a capture of any format that Procscope reads; the content decides, and the name only whose error is told of a file that
 * is none. Resolves when the first rows can be shown. Errors: 'file/...' when the file cannot be read, 'capture/...', 'pml/...'
 * or 'etl/...' when it is no whole capture.
 */
export async function openCapture(path: string, options: OpenOptions = {}): Promise<OpeningCapture> {
  // To open and close a file that this process records would end SQLite's lock on it; what is said of it needs no look.
  if (isWritten(path)) return openCaptureFile(path, options);
  const head = await readHead(path, LOGFILE_HEAD_BYTES);
  const begins = (text: string): boolean => head.toString('latin1', 0, text.length) === text;
  if (begins(SQLITE_HEAD)) return openCaptureFile(path, options);
  const isNamedTrace = extname(path).toLowerCase() === TRACE_ENDING && !begins(PML_HEAD);
  return isNamedTrace || looksLikeTrace(head) ? openEtl(path, options) : openPml(path, options);
}

async function readHead(path: string, length: number): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError(error, path);
  }
}
