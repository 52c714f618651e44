/**
 * Points in time as two doubles: whole seconds since 1601-01-01 00:00 UTC and ticks of 100 ns within the second. Ticks
 * since 1601 alone do not fit a double, and a bigint for every cell would be garbage.
 */

import { TICKS_PER_SECOND } from '../units.ts';
import type { FileTime } from '../units.ts';

/** Seconds from 1601-01-01 to 1970-01-01, both 00:00 UTC. */
export const UNIX_EPOCH_SECONDS = 11_644_473_600;

/** The last second of the year 9999: later times are shown as this one. */
export const MAX_SECONDS = 265_046_774_399;

/** 2^32 ticks are 429 seconds and this many ticks. */
const REST_TICKS = 4_967_296;
/** High halves from here on lie behind {@link MAX_SECONDS}, and would make products that are not exact. */
const MAX_HIGH = 0x2500_0000;

/** Whole seconds since 1601 of a FILETIME given as unsigned 32-bit halves, at most {@link MAX_SECONDS}. */
export function fileTimeSeconds(high: number, low: number): number {
  if (high >= MAX_HIGH) return MAX_SECONDS;
  return Math.min(high * 429 + Math.floor((high * REST_TICKS + low) / TICKS_PER_SECOND), MAX_SECONDS);
}

/** Ticks within the second of a FILETIME given as unsigned 32-bit halves; 0 behind the year 9999. */
export function fileTimeFraction(high: number, low: number): number {
  return high >= MAX_HIGH ? 0 : (high * REST_TICKS + low) % TICKS_PER_SECOND;
}

/** The halves of a FILETIME; times before 1601 give 0. */
export function fileTimeHalves(time: FileTime): { readonly high: number; readonly low: number } {
  const ticks = time < 0n ? 0n : BigInt.asUintN(64, time);
  return { high: Number(ticks >> 32n), low: Number(ticks & 0xffff_ffffn) };
}
