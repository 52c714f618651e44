/** Opcodes that say nothing beyond the task. */
const PLAIN_OPCODES = new Set(['', 'Info', 'win:Info']);

/** What an event is called: its task, with the opcode where that says more: `GC/Start`. Empty where there is neither. */
export function eventName(task: string, opcode: string): string {
  if (task === '') return opcode.replace(/^win:/, '');
  return PLAIN_OPCODES.has(opcode) ? task : `${task}/${opcode.replace(/^win:/, '')}`;
}
