import { groupDigits, hex } from '../../../shared/format/number.ts';
import type { DetailKey } from '../detail-key.ts';
import type { DetailWriter } from '../dialect.ts';
import { Block } from './block.ts';
import type { PmlEvent } from './pml-event.ts';
import { keyInformationClassText, keySetInformationClassText } from './texts/class-names.ts';
import { bitsAndRest } from './texts/flags.ts';

const MAXIMUM_ALLOWED = 'Maximum Allowed';
const CREATED_NEW_KEY = 1;
const OPENED_EXISTING_KEY = 2;

/** Whether a key was made: the difference between Read and Write of RegOpenKey and RegCreateKey. */
export function openKeyCategory({ extra }: PmlEvent): string {
  return extra.holds(4, 4) && extra.u32(4) === CREATED_NEW_KEY ? 'Write' : 'Read';
}

/** RegOpenKey and RegCreateKey. */
export function openKey({ detail, extra, hasExtra, texts }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, 8)) return;
  const desired = detail.u32(4);
  const desiredText = desired === 0 ? '' : texts.registryAccess(desired);
  if (desired !== 0) out.field('Desired Access', desiredText);
  if (!hasExtra) return;
  if (desiredText === MAXIMUM_ALLOWED && extra.holds(0, 4)) {
    out.field('Granted Access', texts.registryAccess(extra.u32(0)));
  }
  if (!extra.holds(4, 4)) return;
  const disposition = extra.u32(4);
  if (disposition === CREATED_NEW_KEY) out.field('Disposition', 'REG_CREATED_NEW_KEY');
  else if (disposition === OPENED_EXISTING_KEY) out.field('Disposition', 'REG_OPENED_EXISTING_KEY');
}

export function openKeyKey({ detail, extra, hasExtra }: PmlEvent, key: DetailKey): void {
  if (!detail.holds(0, 8)) return;
  key.add(detail.u32(4));
  if (!hasExtra) return;
  key.add(Math.min(extra.size, 8));
  key.add(extra.u32(0));
  key.add(extra.u32(4));
}

export function queryKey({ detail, extra, hasExtra }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, 12)) return;
  const informationClass = detail.u32(8);
  out.field('Query', keyInformationClassText(informationClass));
  if (hasExtra) keyInformation(extra, informationClass, out);
  else out.field('Length', groupDigits(detail.u32(4)));
}

export function queryKeyKey({ detail, extra, hasExtra }: PmlEvent, key: DetailKey): void {
  if (!detail.holds(0, 12)) return;
  const informationClass = detail.u32(8);
  key.add(informationClass);
  keyInformationKey(detail, hasExtra ? extra : undefined, informationClass, key);
}

export function enumKey({ detail, extra, hasExtra }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, 16)) return;
  out.field('Index', groupDigits(detail.u32(8)));
  if (hasExtra) keyInformation(extra, detail.u32(12), out);
  else out.field('Length', groupDigits(detail.u32(4)));
}

export function enumKeyKey({ detail, extra, hasExtra }: PmlEvent, key: DetailKey): void {
  if (!detail.holds(0, 16)) return;
  const informationClass = detail.u32(12);
  key.add(detail.u32(8));
  key.add(informationClass);
  keyInformationKey(detail, hasExtra ? extra : undefined, informationClass, key);
}

/** What a KEY_*_INFORMATION structure shows; of the others, Name among them, nothing is printed. */
function keyInformation(extra: Block, informationClass: number, out: DetailWriter): void {
  switch (informationClass) {
    case 0:
      if (extra.holds(0, 16)) out.field('Name', extra.utf16(16, extra.u32(12)));
      break;
    case 1:
      if (extra.holds(0, 24)) out.field('Name', extra.utf16(24, extra.u32(20)));
      break;
    case 2:
      subKeysAndValues(extra, 20, 32, out);
      break;
    case 4:
      subKeysAndValues(extra, 12, 20, out);
      break;
    case 5:
      if (extra.holds(0, 4)) out.field('UserFlags', hex(extra.u32(0)));
      break;
    case 7:
      if (extra.holds(0, 4)) out.field('HandleTags', hex(extra.u32(0)));
      break;
  }
}

/** Key of what `keyInformation` writes, or of the length where nothing came back. */
function keyInformationKey(
  detail: Block,
  extra: Block | undefined,
  informationClass: number,
  key: DetailKey,
): void {
  key.add(extra === undefined ? 0 : 1);
  if (extra === undefined) {
    key.add(detail.u32(4));
    return;
  }
  switch (informationClass) {
    case 0:
    case 1:
      key.addBytes(extra.bytes, extra.start, extra.end);
      break;
    case 2:
      key.add(extra.holds(32, 4) ? 1 : 0);
      key.add(extra.u32(20));
      key.add(extra.u32(32));
      break;
    case 4:
      key.add(extra.holds(20, 4) ? 1 : 0);
      key.add(extra.u32(12));
      key.add(extra.u32(20));
      break;
    case 5:
    case 7:
      key.add(extra.holds(0, 4) ? 1 : 0);
      key.add(extra.u32(0));
      break;
  }
}

function subKeysAndValues(extra: Block, subKeys: number, values: number, out: DetailWriter): void {
  if (!extra.holds(values, 4)) return;
  out.field('SubKeys', groupDigits(extra.u32(subKeys)));
  out.field('Values', groupDigits(extra.u32(values)));
}

/** The length is that of the stored bytes. */
export function setInfoKey(event: PmlEvent, out: DetailWriter): void {
  const { detail } = event;
  if (!detail.holds(0, 16)) return;
  const informationClass = detail.u32(4);
  const length = detail.u16(12);
  out.field('KeySetInformationClass', keySetInformationClassText(informationClass));
  out.field('Length', groupDigits(length));
  const data = 16 + Block.textBytes(detail.u16(0));
  if (informationClass === 0 && length >= 8 && detail.holds(data, 8)) {
    out.field('LastWriteTime', event.date(detail, data));
  } else if (informationClass === 1 && length >= 4 && detail.holds(data, 4)) {
    out.field('Wow64Flags', hex(detail.u32(data)));
  }
}

/** RegLoadKey: the second text is the file. */
export function loadKey({ detail }: PmlEvent, out: DetailWriter): void {
  if (detail.holds(0, 4)) out.field('Hive Path', secondText(detail));
}

/** RegRenameKey: the second text is the new name. */
export function renameKey({ detail }: PmlEvent, out: DetailWriter): void {
  if (detail.holds(0, 4)) out.field('New Name', secondText(detail));
}

/** The text behind the key path, where two info words begin the block. */
function secondText(detail: Block): string {
  return detail.text(4 + Block.textBytes(detail.u16(0)), detail.u16(2));
}

/** Whether a value came back, of which no export shows how it is written. */
export function hasRareKeyInformation({ detail, extra, hasExtra }: PmlEvent): boolean {
  const informationClass = detail.u32(8);
  return hasExtra && extra.size > 0 && (informationClass === 6 || informationClass > 7);
}

/** Whether RegSetInfoKey holds data: no export was at hand that does. */
export function setsKeyInformation({ detail }: PmlEvent): boolean {
  return detail.u16(12) > 0;
}

const REG_WHOLE_HIVE_VOLATILE = 1;
const REG_FORCE_RESTORE = 8;

/** RegRestoreKey: two info words, then the flags; the second text is the file. */
export function restoreKey({ detail }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, 8)) return;
  const flags = detail.u32(4);
  out.field('File Name', detail.text(8 + Block.textBytes(detail.u16(0)), detail.u16(2)));
  out.field(
    'Flags',
    bitsAndRest(flags, [
      [REG_WHOLE_HIVE_VOLATILE, 'REG_WHOLE_HIVE_VOLATILE'],
      [REG_FORCE_RESTORE, 'REG_FORCE_RESTORE'],
    ]),
  );
}
