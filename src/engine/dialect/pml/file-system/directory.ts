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

/** The search pattern and the names that came back. */
export function queryDirectory(event: PmlEvent, out: DetailWriter): void {
  const { detail, extra } = event;
  const tail = tailAt(event);
  if (!holdsParameters(event)) return;
  const pattern = detail.holds(tail, 2) ? detail.text(tail + 2, detail.u16(tail)) : '';
  const informationClass = detail.u32(slot(event, 2));
  const layout = LAYOUTS.get(informationClass);
  const names = layout === undefined ? [] : entryNames(extra, layout);
  const className = fileInformationClassText(informationClass);
  if (event.options.procmonVersion >= 4) {
    if (pattern !== '') out.field('Filter', pattern);
    out.field('FileInformationClass', className);
    names.forEach((name, i) => out.field(String(i + 1), name));
    return;
  }
  writeSlots(pattern, names, event.options.procmonVersion >= 3.5 ? className : undefined, out);
}

/**
 * Process Monitor's own mistake, from 3.5 on: it numbers its fields from 0, where the pattern takes the first number, then
 * puts the information class into field 2, whatever is there, and prints up to the first field that is missing.
 */
function writeSlots(
  pattern: string,
  names: readonly string[],
  className: string | undefined,
  out: DetailWriter,
): void {
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
