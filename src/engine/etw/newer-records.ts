import { newerPart } from '../dialect/etw/newer-version.ts';
import { findLayout } from './layouts/find-layout.ts';
import { newestVersion } from './layouts/newest-version.ts';
import { fieldsEnd } from './payload-fields.ts';
import { Provider } from './providers.ts';
import type { RawRecord } from './raw-record.ts';
import type { HeldRow } from './rows/held-row.ts';

/** Above all numbers of providers that have layouts. */
const PROVIDERS = Math.max(...Object.values(Provider)) + 1;
/** Above all ids of events that have layouts. */
const IDS = 4096;
/** What is written where no layout is: no version is above it. */
const NO_LAYOUT = 0xffff;

/**
 * The newest known version by provider and the low byte of opcode or id, so that one comparison tells nearly all records that
 * are none of a newer version. Where two ids share a place, the smaller version.
 */
const NEWEST: Uint16Array = newestVersions();

function newestVersions(): Uint16Array {
  const newest = new Uint16Array(PROVIDERS * 256).fill(NO_LAYOUT);
  for (const provider of Object.values(Provider)) {
    const isClassic = provider < Provider.KernelProcess;
    for (let number = 0; number < (isClassic ? 256 : IDS); number++) {
      const version = newestVersion({ isClassic, provider, opcode: number, id: number });
      if (version === undefined) continue;
      const at = (provider << 8) | (number & 0xff);
      newest[at] = Math.min(newest[at]!, version);
    }
  }
  return newest;
}

/** Whether a record has a newer version than the newest one that its layout is right for. */
export function isNewer(record: RawRecord): boolean {
  const { provider, version } = record;
  if (provider >= PROVIDERS) return false;
  const number = record.isClassic ? record.opcode : record.id;
  if (version <= NEWEST[(provider << 8) | (number & 0xff)]!) return false;
  const known = newestVersion(record);
  return known !== undefined && version > known;
}

/** What a row keeps of a record that {@link isNewer}. `isReturned`: whether it tells the end of the operation. */
export function newerPartOf(record: RawRecord, isReturned: boolean): Buffer | undefined {
  const layout = findLayout(record);
  const known = newestVersion(record);
  if (layout === undefined || known === undefined) return undefined;
  const { version, bytes, end } = record;
  return newerPart({ isReturned, version, known, bytes, start: fieldsEnd(record, layout), end });
}

/** Adds to the row of an operation what the record of its end, which {@link isNewer}, has behind the known fields. */
export function addNewerEnd(row: HeldRow, record: RawRecord): void {
  const part = newerPartOf(record, true);
  if (part !== undefined) row.newer = row.newer === undefined ? part : Buffer.concat([row.newer, part]);
}
