import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { z } from '../../shared/api/zod.ts';
import { plainError } from '../capture-file/file-errors.ts';
import type { IndexReply } from './sqlite.ts';

/** The thread that makes the indexes of an exported SQLite file, one statement after another. */
const port = parentPort;
if (port === null) throw new Error('This module runs as a worker thread');

const job = z
  .object({ path: z.string(), statements: z.array(z.string()), cacheKibibytes: z.number() })
  .parse(workerData);
const reply = (message: IndexReply): void => port.postMessage(message);

try {
  const database = new Database(job.path);
  try {
    database.pragma('journal_mode = OFF');
    database.pragma('synchronous = OFF');
    database.pragma('locking_mode = EXCLUSIVE');
    database.pragma(`cache_size = -${job.cacheKibibytes}`);
    job.statements.forEach((statement, i) => {
      database.exec(statement);
      reply({ kind: 'made', count: i + 1 });
    });
  } finally {
    database.close();
  }
} catch (error) {
  reply({ kind: 'failed', error: plainError(error, job.path) });
}
