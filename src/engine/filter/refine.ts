/**
 * The row loops of filters: each clears the bits of rows that fail and leaves the others, for rows [from, to) of a segment.
 * Plain loops over typed arrays, one function for each combination of element types so that every access stays of one kind.
 * Words without a bit are skipped. Guarded by the filter phase of the benchmark.
 */

/** Rows whose id has no verdict 1 go: one dictionary of 16-bit ids. */
export function refine16(
  words: Uint32Array,
  from: number,
  to: number,
  ids: Uint16Array,
  verdicts: Uint8Array,
): void {
  const stop = to >>> 5;
  for (let w = from >>> 5; w < stop; w++) {
    const alive = words[w]!;
    if (alive === 0) continue;
    const base = w << 5;
    let passing = 0;
    for (let b = 0; b < 32; b++) passing |= verdicts[ids[base + b]!]! << b;
    words[w] = alive & passing;
  }
  if ((to & 31) === 0) return;
  let passing = 0;
  for (let row = stop << 5; row < to; row++) passing |= verdicts[ids[row]!]! << (row & 31);
  words[stop]! &= passing;
}

/** {@link refine16} on two dictionaries at once. */
export function refine16x2(
  words: Uint32Array,
  from: number,
  to: number,
  ids1: Uint16Array,
  verdicts1: Uint8Array,
  ids2: Uint16Array,
  verdicts2: Uint8Array,
): void {
  const stop = to >>> 5;
  for (let w = from >>> 5; w < stop; w++) {
    const alive = words[w]!;
    if (alive === 0) continue;
    const base = w << 5;
    let passing = 0;
    for (let b = 0; b < 32; b++) {
      passing |= (verdicts1[ids1[base + b]!]! & verdicts2[ids2[base + b]!]!) << b;
    }
    words[w] = alive & passing;
  }
  if ((to & 31) === 0) return;
  let passing = 0;
  for (let row = stop << 5; row < to; row++) {
    passing |= (verdicts1[ids1[row]!]! & verdicts2[ids2[row]!]!) << (row & 31);
  }
  words[stop]! &= passing;
}

/** {@link refine16} on three dictionaries at once. */
export function refine16x3(
  words: Uint32Array,
  from: number,
  to: number,
  ids1: Uint16Array,
  verdicts1: Uint8Array,
  ids2: Uint16Array,
  verdicts2: Uint8Array,
  ids3: Uint16Array,
  verdicts3: Uint8Array,
): void {
  const stop = to >>> 5;
  for (let w = from >>> 5; w < stop; w++) {
    const alive = words[w]!;
    if (alive === 0) continue;
    const base = w << 5;
    let passing = 0;
    for (let b = 0; b < 32; b++) {
      const row = base + b;
      passing |= (verdicts1[ids1[row]!]! & verdicts2[ids2[row]!]! & verdicts3[ids3[row]!]!) << b;
    }
    words[w] = alive & passing;
  }
  if ((to & 31) === 0) return;
  let passing = 0;
  for (let row = stop << 5; row < to; row++) {
    passing |= (verdicts1[ids1[row]!]! & verdicts2[ids2[row]!]! & verdicts3[ids3[row]!]!) << (row & 31);
  }
  words[stop]! &= passing;
}

/** {@link refine16} for 32-bit ids: their verdicts fill caches, so words with few rows left look up only these. */
export function refine32(
  words: Uint32Array,
  from: number,
  to: number,
  ids: Uint32Array,
  verdicts: Uint8Array,
): void {
  const stop = to >>> 5;
  for (let w = from >>> 5; w < stop; w++) {
    const alive = words[w]!;
    if (alive === 0) continue;
    const base = w << 5;
    let passing = 0;
    if (alive !== 0xffff_ffff) {
      for (let rest = alive; rest !== 0; rest &= rest - 1) {
        const b = 31 - Math.clz32(rest & -rest);
        passing |= verdicts[ids[base + b]!]! << b;
      }
    } else {
      for (let b = 0; b < 32; b++) passing |= verdicts[ids[base + b]!]! << b;
    }
    words[w] = alive & passing;
  }
  if ((to & 31) === 0) return;
  let passing = 0;
  for (let row = stop << 5; row < to; row++) passing |= verdicts[ids[row]!]! << (row & 31);
  words[stop]! &= passing;
}

/**
 * Rows whose value is outside [low, high] go, or inside when `negated`. `values[k]` is the value of row `from + k`; NaN
 * stands for an empty cell, which passes if `whenEmpty`.
 */
export function refineNumbers(
  words: Uint32Array,
  from: number,
  to: number,
  values: Float64Array,
  low: number,
  high: number,
  negated: boolean,
  whenEmpty: boolean,
): void {
  const flip = negated ? 1 : 0;
  const empty = whenEmpty ? 1 : 0;
  for (let row = from; row < to;) {
    const w = row >>> 5;
    const end = Math.min(to, (w + 1) << 5);
    let passing = 0;
    for (; row < end; row++) {
      const value = values[row - from]!;
      const inside = value >= low && value <= high ? 1 : 0;
      passing |= (value !== value ? empty : inside ^ flip) << (row & 31);
    }
    words[w]! &= passing;
  }
}
