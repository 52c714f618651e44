import { groupDigits } from '../../../shared/format/number.ts';
import { secondsText64 } from '../../../shared/format/duration.ts';
import type { DetailWriter } from '../dialect.ts';
import type { PmlEvent } from './pml-event.ts';

/** Process Profiling: user and kernel time, working set and private bytes, 64 bits each. */
export function processProfiling({ detail }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, 32)) return;
  out.field('User Time', `${detail.seconds(0)} seconds`);
  out.field('Kernel Time', `${detail.seconds(8)} seconds`);
  out.field('Private Bytes', detail.groupU64(24));
  out.field('Working Set', detail.groupU64(16));
}

/** Thread Profiling: user and kernel time in 100 ns and the switches of the thread, 32 bits each. */
export function threadProfiling({ detail }: PmlEvent, out: DetailWriter): void {
  if (!detail.holds(0, 12)) return;
  out.field('User Time', `${secondsText64(0, detail.u32(0))} seconds`);
  out.field('Kernel Time', `${secondsText64(0, detail.u32(4))} seconds`);
  out.field('Context Switches', groupDigits(detail.u32(8)));
}

/** Debug Output Profiling: the text alone. */
export function debugOutput({ detail }: PmlEvent, out: DetailWriter): void {
  if (detail.holds(0, 2)) out.field('', detail.utf16UpToNul(2, detail.u16(0) * 2));
}
