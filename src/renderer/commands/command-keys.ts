import type { App } from '../state/app-context.ts';
import { COMMAND_IDS } from './command-ids.ts';
import type { CommandId } from './command-ids.ts';
import { COMMANDS } from './command-table.ts';
import { isChord, isMacKeyboard } from './keys.ts';
import type { KeyPress } from './keys.ts';
import { isInMenus } from './menu-bar-keys.ts';
import { runCommand } from './run-command.ts';

/** Commands whose keys mean the text, not the list, in a text field. */
const TEXT_COMMANDS: ReadonlySet<CommandId> = new Set([
  'edit.copy',
  'edit.auto-scroll',
  'edit.clear',
  'filter.undo',
]);

/** The command of a key press; undefined when there is none. */
export function commandOfKeys(press: KeyPress, isMac: boolean): CommandId | undefined {
  return COMMAND_IDS.find((id) => COMMANDS[id].keys.some((chord) => isChord(chord, press, isMac)));
}

/**
 * Runs commands by their keys. Keys of commands never reach the browser, which would print, save or reload the page;
 * while a dialog or a menu is open they do nothing.
 */
export function installCommandKeys(app: App): () => void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.isComposing) return;
    const id = commandOfKeys(event, isMacKeyboard);
    if (id === undefined || isForText(event, id)) return;
    event.preventDefault();
    if (app.store.getState().dialog !== undefined || isInMenus(document.activeElement)) return;
    runCommand(app, id);
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}

function isForText(event: KeyboardEvent, id: CommandId): boolean {
  const { target } = event;
  if (id === 'edit.copy' && hasSelectedText()) return true;
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return false;
  return TEXT_COMMANDS.has(id) || (event.key.length === 1 && !event.ctrlKey && !event.metaKey);
}

/** Whether the user has selected text of the page, such as a sentence of a notice. */
function hasSelectedText(): boolean {
  const selection = document.getSelection();
  return selection !== null && !selection.isCollapsed;
}
