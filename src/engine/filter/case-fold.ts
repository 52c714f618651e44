/**
 * Case folding for every comparison of the product: each UTF-16 unit to its lower-case unit where that is a single unit
 * (`A` to `a`, `Ä` to `ä`, the Kelvin sign to `k`), every other unit to itself. One to one, without locale or context, so that
 * it gives the same on texts, on Latin-1 bytes and on UTF-16 units, and positions and lengths stay as they are.
 */
const FOLD: Uint16Array = makeFoldTable();

/** The same for Latin-1 bytes: folding never leaves Latin-1. */
export const LATIN1_FOLD: Uint8Array = Uint8Array.from(FOLD.subarray(0, 256));

function makeFoldTable(): Uint16Array {
  const table = new Uint16Array(65_536);
  for (let unit = 0; unit < table.length; unit++) {
    const lower = String.fromCharCode(unit).toLowerCase();
    table[unit] = lower.length === 1 ? lower.charCodeAt(0) : unit;
  }
  return table;
}

/** Folds one UTF-16 unit. */
export function foldUnit(unit: number): number {
  return FOLD[unit]!;
}

/** Units whose `toLowerCase` depends on their neighbours, gives more than one unit, or takes two units together. */
const UNLIKE_LOWER_CASE = /[\u0130\u03a3\ud800-\udfff]/;

/** Folds a text unit by unit. */
export function foldText(text: string): string {
  if (!UNLIKE_LOWER_CASE.test(text)) return text.toLowerCase();
  let folded = '';
  for (let i = 0; i < text.length; i++) folded += String.fromCharCode(FOLD[text.charCodeAt(i)]!);
  return folded;
}

/**
 * Folds Latin-1 bytes [start, end) of `source` to the same place in `target`, which is of the same length.
 * Both must begin at a multiple of four in their memory. Guarded by the filter benchmark.
 */
export function foldLatin1(source: Uint8Array, target: Uint8Array, start: number, end: number): void {
  const firstWord = (start + 3) >> 2;
  const lastWord = end >> 2;
  if (firstWord >= lastWord) {
    for (let i = start; i < end; i++) target[i] = LATIN1_FOLD[source[i]!]!;
    return;
  }
  for (let i = start; i < firstWord << 2; i++) target[i] = LATIN1_FOLD[source[i]!]!;
  const from = new Int32Array(source.buffer, source.byteOffset, source.length >> 2);
  const to = new Int32Array(target.buffer, target.byteOffset, target.length >> 2);
  for (let w = firstWord; w < lastWord; w++) {
    const word = from[w]!;
    if ((word & 0x8080_8080) !== 0) {
      for (let i = w << 2; i < (w + 1) << 2; i++) target[i] = LATIN1_FOLD[source[i]!]!;
    } else {
      // Four ASCII bytes at once: the high bit of a sum says `from A` and, inverted, `up to Z`; shifted it is the case bit.
      const isUpper = (word + 0x3f3f_3f3f) & ~(word + 0x2525_2525) & 0x8080_8080;
      to[w] = word | (isUpper >>> 2);
    }
  }
  for (let i = lastWord << 2; i < end; i++) target[i] = LATIN1_FOLD[source[i]!]!;
}

/** Folds UTF-16 units [start, end) of `source` to the same place in `target`. */
export function foldUnits(source: Uint16Array, target: Uint16Array, start: number, end: number): void {
  for (let i = start; i < end; i++) target[i] = FOLD[source[i]!]!;
}
