/** A bit or a group of bits, and its text. */
export type FlagText = readonly [bits: number, text: string];

/** Distinct values whose text is kept: real captures hold some hundred, hostile ones any number. */
const MAX_KEPT = 4096;

/** Keeps the texts that `make` gives, in bounded memory. */
export function remembered(make: (value: number) => string): (value: number) => string {
  const texts = new Map<number, string>();
  return (value) => {
    const known = texts.get(value);
    if (known !== undefined) return known;
    if (texts.size >= MAX_KEPT) texts.clear();
    const text = make(value);
    texts.set(value, text);
    return text;
  };
}

/** A text as Process Monitor writes it, and with the bits that it leaves out. */
export interface StyledText {
  readonly procmon: (value: number) => string;
  readonly plain: (value: number) => string;
}

/** Both styles of `make`; `rest` gives the bits of a value that have no name. */
export function styled(
  make: (value: number) => string,
  rest: (value: number) => number,
  join = ', ',
): StyledText {
  return {
    procmon: remembered(make),
    plain: remembered((value) => {
      const bits = rest(value) >>> 0;
      const text = make(value);
      if (bits === 0) return text;
      return `${text}${text === '' ? '' : join}0x${bits.toString(16)}`;
    }),
  };
}

/** The bits of a value that a table does not name. */
export function unnamedBits(value: number, table: readonly FlagText[]): number {
  let rest = value;
  for (const [bits] of table) rest &= ~bits;
  return rest >>> 0;
}

/** The texts of all single bits that are set, in the order of the table. Other bits print nothing. */
export function bitTexts(value: number, table: readonly FlagText[]): string[] {
  return table.filter(([bits]) => (value & bits) !== 0).map(([, text]) => text);
}

/** {@link bitTexts}, joined; bits without a text follow as one hexadecimal number. */
export function bitsAndRest(value: number, table: readonly FlagText[]): string {
  const texts = bitTexts(value, table);
  const rest = unnamedBits(value, table);
  if (rest !== 0) texts.push(`0x${rest.toString(16)}`);
  return texts.join(', ');
}

/**
 * Walks the table in order: where all bits of an entry are still there, its text is taken and the bits go. Bits that
 * remain print nothing.
 */
export function greedyTexts(value: number, table: readonly FlagText[]): string[] {
  const texts: string[] = [];
  let rest = value;
  for (const [bits, text] of table) {
    if ((rest & bits) >>> 0 !== bits) continue;
    texts.push(text);
    rest &= ~bits;
  }
  return texts;
}
