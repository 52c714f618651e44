import { hex } from '../../../../shared/format/number.ts';

/** Names of single values. */
export type ValueNames = ReadonlyMap<number, string>;
/** A bit or a group of bits, and its name; a group stands before its parts. */
export type FlagNames = readonly (readonly [bits: number, name: string])[];

/** Distinct texts of flags that are kept: real captures have some hundred, hostile ones any number. */
const MAX_KEPT = 1024;

/** Entries written as `NAME=2 NEXT OTHER=0x10`: an entry without a number has the one after that of the entry before. */
function entries(prefix: string, text: string): [number, string][] {
  let next = 0;
  return text.split(' ').map((entry) => {
    const [name = '', number] = entry.split('=');
    const value = number === undefined ? next : Number(number);
    next = value + 1;
    return [value, prefix + name];
  });
}

/** Names of values, see {@link entries}. Of a value with two names the first counts. */
export function valueNames(prefix: string, text: string): ValueNames {
  const names = new Map<number, string>();
  for (const [value, name] of entries(prefix, text)) if (!names.has(value)) names.set(value, name);
  return names;
}

/** Names of bits; every entry has its number. */
export function flagNames(prefix: string, text: string): FlagNames {
  return entries(prefix, text);
}

/**
 * The flags of a value of 32 bits by their C names, joined by `|`; what has no name follows as one hexadecimal number.
 * Empty for 0.
 */
export function flagsText(value: number, names: FlagNames): string {
  if (value === 0) return '';
  let rest = value >>> 0;
  let text = '';
  for (const [bits, name] of names) {
    if ((rest & bits) >>> 0 !== bits) continue;
    text = text === '' ? name : `${text}|${name}`;
    rest = (rest & ~bits) >>> 0;
    if (rest === 0) return text;
  }
  return text === '' ? hex(rest) : `${text}|${hex(rest)}`;
}

/** {@link flagsText} that remembers its texts: the same few values come again and again. */
export function flagsFormat(names: FlagNames): (value: number) => string {
  const texts = new Map<number, string>();
  return (value) => {
    const known = texts.get(value);
    if (known !== undefined) return known;
    if (texts.size >= MAX_KEPT) texts.clear();
    const text = flagsText(value, names);
    texts.set(value, text);
    return text;
  };
}

/** The name of a value, else its number. */
export function valueText(value: number, names: ValueNames): string {
  return names.get(value) ?? String(value);
}
