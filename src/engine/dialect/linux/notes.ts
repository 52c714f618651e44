import type { DetailWriter } from '../dialect.ts';
import { EventFlag } from '../../wire/wire-format.ts';
import type { LinuxEvent } from './linux-event.ts';

/** What is odd about an event, in words. The path itself says when its file is deleted or not reachable. */
const NOTES: readonly (readonly [bit: number, text: string])[] = [
  // Seccomp refuses calls without the hook at their entry; calls under way when capture began have none either.
  [EventFlag.NoEntry, 'no entry seen'],
  [EventFlag.NoExit, 'not ended while captured'],
  [EventFlag.Compat, '32-bit call'],
  [EventFlag.Unreadable, 'an argument could not be read'],
  [EventFlag.PathCut, 'path cut'],
  [EventFlag.DetailCut, 'details cut'],
  [EventFlag.Chroot, 'within a changed root'],
];

/** Writes what an event's flags say. */
export function writeNotes({ fields }: LinuxEvent, field: number, out: DetailWriter): void {
  const flags = fields.low(field);
  let text = '';
  for (const [bit, note] of NOTES) {
    if ((flags & bit) !== 0) text = text === '' ? note : `${text}; ${note}`;
  }
  if (text !== '') out.field('Notes', text);
}
