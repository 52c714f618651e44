import { TICKS_PER_SECOND } from '../units.ts';
import { sevenDigits, twoDigits } from './number.ts';

const TWO_32 = 0x1_0000_0000;

/** Seconds with seven decimals, ungrouped: `168.7987784`. For ticks of 100 ns from 0 that a double holds exactly. */
export function secondsText(ticks: number): string {
  const seconds = Math.floor(ticks / TICKS_PER_SECOND);
  return `${seconds}.${sevenDigits(ticks - seconds * TICKS_PER_SECOND)}`;
}

/** {@link secondsText} of an unsigned 64-bit number of ticks. */
export function secondsText64(high: number, low: number): string {
  if (high < 0x20_0000) return secondsText(high * TWO_32 + low);
  const ticks = (BigInt(high) << 32n) | BigInt(low);
  const second = BigInt(TICKS_PER_SECOND);
  return `${ticks / second}.${sevenDigits(Number(ticks % second))}`;
}

/**
 * Hours, minutes and seconds with seven decimals: `00:00:00.0000110`. At least two digits of hours; a time before the
 * first event gets a minus.
 */
export function relativeTimeText(ticks: number): string {
  if (ticks < 0) return `-${relativeTimeText(-ticks)}`;
  const seconds = Math.floor(ticks / TICKS_PER_SECOND);
  const fraction = ticks - seconds * TICKS_PER_SECOND;
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return `${twoDigits(hours)}:${twoDigits(minutes - hours * 60)}:${twoDigits(seconds - minutes * 60)}.${sevenDigits(fraction)}`;
}
