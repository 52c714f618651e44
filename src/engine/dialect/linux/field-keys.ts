import { LINUX_FIELDS } from '../../wire/linux-fields.ts';
import type { LinuxField } from '../../wire/linux-fields.ts';

/** Rows of the table of fields by number; numbers that the table does not have are undefined. */
export const FIELD_ROWS: readonly (LinuxField | undefined)[] = (() => {
  const rows: (LinuxField | undefined)[] = new Array<LinuxField | undefined>(256).fill(undefined);
  for (const field of LINUX_FIELDS) rows[field.number] = field;
  return rows;
})();

const NUMBERS: ReadonlyMap<string, number> = new Map(LINUX_FIELDS.map(({ key, number }) => [key, number]));

/** The number of the field with a key of fields.def. Errors: a plain Error when the table has no such field. */
export function fieldNumber(key: string): number {
  const number = NUMBERS.get(key);
  if (number === undefined) throw new Error(`The table of fields has no ${key}`);
  return number;
}
