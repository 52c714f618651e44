/** Every command of the main window. Menus, toolbar, context menu, keys and the system's menu name commands by these. */
export const COMMAND_IDS = [
  'file.open',
  'file.save',
  'file.close',
  'file.exit',
  'edit.copy',
  'edit.copy-cell',
  'edit.select-all',
  'edit.find',
  'edit.find-next',
  'edit.find-previous',
  'edit.go-to',
  'event.properties',
  'event.stack',
  'event.include',
  'event.exclude',
  'event.edit-filter',
  'event.exclude-before',
  'event.exclude-after',
  'filter.filter',
  'filter.reset',
  'filter.undo',
  'filter.defaults',
  'class.registry',
  'class.file-system',
  'class.network',
  'class.process',
  'class.profiling',
  'options.always-on-top',
  'options.theme-system',
  'options.theme-light',
  'options.theme-dark',
  'options.density',
  'options.columns',
  'help.shortcuts',
  'help.command-line',
  'help.about',
] as const;
export type CommandId = (typeof COMMAND_IDS)[number];

/** Whether `id` is the id of a command. */
export function isCommandId(id: string): id is CommandId {
  return (COMMAND_IDS as readonly string[]).includes(id);
}
