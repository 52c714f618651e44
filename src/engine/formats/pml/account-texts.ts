import type { PageReader } from './page-reader.ts';
import type { Region } from './part-plan.ts';

/**
 * Accounts of a log that its events do not tell. Process Monitor asks its own system for the name of a security identifier;
 * here it is learnt from the events that announce processes. A log of chosen events may lack those, so the writer keeps
 * what it knows as texts that no process refers to, `S-1-5-21-1-2-3-1001=HOST\user`, at the end of the string table, where
 * Process Monitor has no use for them.
 */

/** Accounts that are looked for. */
const MAX_ACCOUNTS = 4096;
/** The longest text that is looked at, in bytes. */
const MAX_BYTES = 2048;

const ACCOUNT = /^(S-1-\d{1,20}(?:-\d{1,10}){0,15})=([^\0]+)\0?$/;

/** The text that keeps an account. */
export function accountText(sid: string, name: string): string {
  return `${sid}=${name}`;
}

/** The accounts at the end of a string table, last first. */
export function* readAccountTexts(
  pages: PageReader,
  region: Region | undefined,
): Generator<readonly [sid: string, name: string]> {
  if (region === undefined) return;
  const count = pages.u32(region.start) ?? 0;
  for (let index = count - 1; index > 0 && index >= count - MAX_ACCOUNTS; index--) {
    const offset = pages.u32(region.start + 4 + index * 4);
    if (offset === undefined) return;
    const start = region.start + offset;
    const length = pages.u32(start);
    if (length === undefined || length > MAX_BYTES || start + 4 + length > region.end) return;
    if (pages.fetch(start + 4, length) < length) return;
    const text = pages.bytes.toString('utf16le', pages.at, pages.at + length - (length % 2));
    const [, sid, name] = ACCOUNT.exec(text) ?? [];
    if (sid === undefined || name === undefined) return;
    yield [sid, name];
  }
}
