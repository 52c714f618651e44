import { locale } from '../messages/locale.ts';
import type { CommandId } from './command-ids.ts';
import { cutMiddle } from './cut-middle.ts';
import { escapeMenuText } from './menu-text.ts';

/** Longest value that an item shows, in characters. */
const VALUE_LENGTH = 44;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** The text of a command that names the value of a cell; undefined for those that do not. */
export function cellLabel(id: CommandId, value: string): string | undefined {
  const { commands } = locale.messages;
  const shown = escapeMenuText(quoted(value));
  switch (id) {
    case 'event.include':
      return commands.include(shown);
    case 'event.exclude':
      return commands.exclude(shown);
    case 'event.highlight':
      return commands.highlight(shown);
    case 'event.edit-filter':
      return commands.editFilter(shown);
    case 'edit.copy-cell':
      return commands.copyValue(shown);
    default:
      return undefined;
  }
}

function quoted(value: string): string {
  if (value === '') return locale.messages.commands.emptyValue;
  const text = cutMiddle(value, VALUE_LENGTH);
  // A value that is read from the right must not turn the words around it.
  return RIGHT_TO_LEFT.test(text) ? `\u2018\u2068${text}\u2069\u2019` : `\u2018${text}\u2019`;
}
