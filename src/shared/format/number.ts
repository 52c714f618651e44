/**
 * Numbers as text. 64-bit values come as two unsigned 32-bit halves: a bigint for every cell would be garbage, and most
 * values fit a double exactly. Halves are whole numbers from 0 to 2^32 - 1.
 */

const TWO_32 = 0x1_0000_0000;
/** High halves below this make a value that a double holds exactly. */
const EXACT_HIGH = 0x20_0000;

/** `00` to `99`. */
const TWO_DIGITS: readonly string[] = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));
/** `000` to `999`. */
const THREE_DIGITS: readonly string[] = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));
/** `0000` to `9999`, made when they are first needed. */
const FOUR_DIGITS: (string | undefined)[] = [];

/** Two decimal digits of a whole number from 0 to 99. */
export function twoDigits(n: number): string {
  return TWO_DIGITS[n] ?? String(n);
}

/** Seven decimal digits of a whole number from 0 to 9,999,999: ticks of 100 ns within a second. */
export function sevenDigits(n: number): string {
  const high = Math.floor(n / 10_000);
  const low = n - high * 10_000;
  return (THREE_DIGITS[high] ?? String(high)) + (FOUR_DIGITS[low] ??= String(low).padStart(4, '0'));
}

/** Decimal with a comma every three digits: `4,096`. For whole numbers that a double holds exactly. */
export function groupDigits(n: number): string {
  if (n < 0) return `-${groupDigits(-n)}`;
  if (n < 1000) return String(n);
  let rest = Math.floor(n / 1000);
  let text = `,${THREE_DIGITS[n - rest * 1000]!}`;
  while (rest >= 1000) {
    const next = Math.floor(rest / 1000);
    text = `,${THREE_DIGITS[rest - next * 1000]!}${text}`;
    rest = next;
  }
  return String(rest) + text;
}

/** {@link groupDigits} of an unsigned 64-bit value. */
export function groupUnsigned64(high: number, low: number): string {
  if (high === 0) return groupDigits(low);
  if (high < EXACT_HIGH) return groupDigits(high * TWO_32 + low);
  return groupBig((BigInt(high) << 32n) | BigInt(low));
}

/** {@link groupDigits} of a signed 64-bit value. */
export function groupSigned64(high: number, low: number): string {
  if (high < EXACT_HIGH) return groupUnsigned64(high, low);
  return groupBig(BigInt.asIntN(64, (BigInt(high) << 32n) | BigInt(low)));
}

/** `0x` and lower-case digits without padding. */
export function hex(n: number): string {
  return `0x${n.toString(16)}`;
}

/** {@link hex} of an unsigned 64-bit value. */
export function hexUnsigned64(high: number, low: number): string {
  return high === 0 ? hex(low) : `0x${high.toString(16)}${low.toString(16).padStart(8, '0')}`;
}

function groupBig(n: bigint): string {
  return n.toString().replace(/\B(?=(\d{3})+$)/g, ',');
}
