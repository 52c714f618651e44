import type { DetailKey } from '../../detail-key.ts';
import type { DetailWriter } from '../../dialect.ts';
import type { Block } from '../block.ts';
import type { PmlEvent } from '../pml-event.ts';
import { fileInformationClassText } from '../texts/class-names.ts';
import { notifyFilterText } from '../texts/file-texts.ts';
import { holdsParameters, slot, tailAt } from './geometry.ts';

/** Entries that are shown: no block of 65,535 bytes can hold more than this many. */
const MAX_ENTRIES = 8192;

/** Where the length of the name and the name itself are in an entry. */
interface EntryLayout {
  readonly lengthAt: number;
  readonly nameAt: number;
}

/** By information class; of other classes no entries are shown. */
const LAYOUTS: ReadonlyMap<number, EntryLayout> = new Map([
  [1, { lengthAt: 60, nameAt: 64 }],
  [2, { lengthAt: 60, nameAt: 68 }],
  [3, { lengthAt: 60, nameAt: 94 }],
  [12, { lengthAt: 8, nameAt: 12 }],
  [37, { lengthAt: 60, nameAt: 104 }],
  [38, { lengthAt: 60, nameAt: 80 }],
]);

export function notifyChangeDirectory(event: PmlEvent, out: DetailWriter): void {
  if (holdsParameters(event)) out.field('Filter', notifyFilterText(event.detail.u32(slot(event, 1))));
}

export function notifyChangeDirectoryKey(event: PmlEvent, key: DetailKey): void {
  if (holdsParameters(event)) key.add(event.detail.u32(slot(event, 1)));
}

/** What was asked for and the names that came back; the numbers are places, of which the first two may be taken. */
export function queryDirectory(event: PmlEvent, out: DetailWriter): void {
  const listing = readListing(event);
  if (listing === undefined) return;
  const { pattern, names, className } = listing;
  out.field('FileInformationClass', className);
  if (pattern !== '') out.field('Filter', pattern);
  const first = pattern === '' ? 1 : 2;
  names.forEach((name, i) => out.field(String(first + i), name));
}

/** As Process Monitor prints it up to 3.52: no information class; places are counted from 0. */
export function queryDirectoryWithoutClass(event: PmlEvent, out: DetailWriter): void {
  const listing = readListing(event);
  if (listing !== undefined) writePlaces(listing, undefined, out);
}

/** As Process Monitor 3.53 prints it: the information class takes place 2, whatever is there. */
export function queryDirectoryOverwritten(event: PmlEvent, out: DetailWriter): void {
  const listing = readListing(event);
  if (listing !== undefined) writePlaces(listing, listing.className, out);
}

interface Listing {
  readonly pattern: string;
  readonly names: readonly string[];
  readonly className: string;
}

function readListing(event: PmlEvent): Listing | undefined {
  const { detail, extra } = event;
  if (!holdsParameters(event)) return undefined;
  const tail = tailAt(event);
  const informationClass = detail.u32(slot(event, 2));
  const layout = LAYOUTS.get(informationClass);
  return {
    pattern: detail.holds(tail, 2) ? detail.text(tail + 2, detail.u16(tail)) : '',
    names: layout === undefined ? [] : entryNames(extra, layout),
    className: fileInformationClassText(informationClass),
  };
}

/** The pattern has the first place, 0; then the names; what stands behind a place that nothing has is not printed. */
function writePlaces({ pattern, names }: Listing, className: string | undefined, out: DetailWriter): void {
  const first = pattern === '' ? 0 : 1;
  if (first === 1) out.field('Filter', pattern);
  const used = first + names.length;
  for (let i = first; i < used; i++) {
    if (i === 2 && className !== undefined) out.field('FileInformationClass', className);
    else out.field(String(i), names[i - first]!);
  }
  if (used === 2 && className !== undefined) out.field('FileInformationClass', className);
}

/** The file names of a chain of directory entries; a step back or a short one ends the chain. */
function entryNames(extra: Block, layout: EntryLayout): string[] {
  const names: string[] = [];
  let at = 0;
  while (names.length < MAX_ENTRIES && extra.holds(at, layout.nameAt)) {
    names.push(extra.utf16UpToNul(at + layout.nameAt, extra.u32(at + layout.lengthAt)));
    const step = extra.u32(at);
    if (step < layout.nameAt) break;
    at += step;
  }
  return names;
}
