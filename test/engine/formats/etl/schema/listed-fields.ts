import type { FieldList } from '../../../../../src/engine/etw/field-list.ts';

/** The fields of a list, which is reused, as names and values. */
export function listedFields(list: FieldList): readonly (readonly [name: string, value: string])[] {
  return Array.from({ length: list.count }, (_, i) => {
    const text = Buffer.from(list.units.slice(list.startOf(i), list.endOf(i)).buffer).toString('utf16le');
    const middle = text.indexOf('\0');
    return [text.slice(0, middle), text.slice(middle + 1)] as const;
  });
}
