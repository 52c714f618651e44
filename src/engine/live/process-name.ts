import { basename } from 'node:path';
import type { WireProcess } from '../wire/wire-messages.ts';

/** Characters that the kernel keeps of a name. Source: TASK_COMM_LEN of linux/sched.h, less its end. */
const KEPT_BY_KERNEL = 15;

/** What the helper writes behind the path of a file that has no name any more: a memfd's, a program that was replaced. */
const DELETED = / \(deleted\)$/;

/**
 * The name of a process: that of its program's file, or of the script that its interpreter was told to run. The kernel's own
 * name is cut to 15 characters, and many programs give it to their first thread.
 */
export function processName({ name, image, arguments: args }: WireProcess): string {
  if (image === '') return name;
  const program = basename(image).replace(DELETED, '');
  if (isCutOf(name, program)) return program;
  if (args.length === 0) return name;
  // The kernel names a script's process by the script, whose path is among the first arguments of its interpreter.
  const script = args.slice(0, 3).map((each) => basename(each));
  return script.find((each) => isCutOf(name, each)) ?? program;
}

/** Whether the kernel calls a file of this name so. */
function isCutOf(name: string, file: string): boolean {
  if (name === '') return false;
  return name === file || (Buffer.byteLength(name) >= KEPT_BY_KERNEL && file.startsWith(name));
}
