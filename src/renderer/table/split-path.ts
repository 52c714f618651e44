import { EventClass } from '../../shared/event-class.ts';

/** Between the two ends of a connection, as Process Monitor writes it. */
const ARROW = ' -> ';

/**
 * Where the last part of a path begins, its separator included: that part is never cut, the folder before it gives way.
 * For connections the last part is the remote end. 0 when there is no folder.
 */
export function lastPartStart(path: string, eventClass: number): number {
  if (eventClass === EventClass.Network) {
    const arrow = path.indexOf(ARROW);
    return arrow < 0 ? 0 : arrow + ARROW.length;
  }
  const last = path.length - 1;
  // A separator at the very end belongs to the last part, and one at the very beginning separates nothing.
  const back = path.lastIndexOf('\\', last - 1);
  const slash = path.lastIndexOf('/', last - 1);
  return Math.max(0, back, slash);
}
