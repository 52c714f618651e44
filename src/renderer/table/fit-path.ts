import type { TextFitter } from './text-fitter.ts';

/** Most of a cell that the last part of a path may take. */
const LAST_SHARE = 0.78;
/**
 * Fits a path into `room` CSS pixels: the folder gives way, the last part stays whole as far as 78 % go. What is longer is cut
 * in its middle, for the ends of names tell them apart as well: their kind, a number, the last digits of an identifier.
 */
export function fitPath(
  path: string,
  lastStart: number,
  room: number,
  fitter: TextFitter,
): { folder: string; last: string } {
  if (lastStart === 0) return { folder: '', last: fitter.fitMiddle(path, room) };
  const folder = path.slice(0, lastStart);
  // A folder that is short takes no more than it needs.
  const lastRoom = Math.max(room * LAST_SHARE, room - fitter.width(folder));
  const last = fitter.fitMiddle(path.slice(lastStart), lastRoom);
  return { folder: fitter.fit(folder, room - fitter.width(last)), last };
}
