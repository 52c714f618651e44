import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Unpacked copies, kept between runs: made again when the packed file has changed. */
const UNPACKED = join(import.meta.dirname, '..', '..', '.cache', 'test-data');

/**
 * The path of a copy, at `file` in the folder of copies, of what is in the gzip file `packed`. Test files run in several processes at once, so
 * the copy appears whole, by a rename.
 */
export function unpacked(packed: string, file: string): string {
  const target = join(UNPACKED, file);
  const { mtime } = statSync(packed);
  if (existsSync(target) && statSync(target).mtime.getTime() === mtime.getTime()) return target;
  mkdirSync(dirname(target), { recursive: true });
  const half = `${target}.${process.pid}`;
  writeFileSync(half, gunzipSync(readFileSync(packed)));
  utimesSync(half, mtime, mtime);
  renameSync(half, target);
  return target;
}
