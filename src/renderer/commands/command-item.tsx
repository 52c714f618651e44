import { Menu } from '@base-ui/react/menu';
import type { JSX } from 'react';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { COMMANDS } from './command-table.ts';
import { chordText, isMacKeyboard } from './keys.ts';
import { MenuLabel } from './menu-label.tsx';
import { mnemonicOf } from './menu-text.ts';
import { runCommand } from './run-command.ts';
import type { CommandId } from './run-command.ts';

export interface CommandItemProps {
  readonly id: CommandId;
  /** What it says instead of the command's own text, such as one with a cell's value. */
  readonly label?: string | undefined;
}

/** A command in a menu. */
export function CommandItem({ id, label }: CommandItemProps): JSX.Element {
  const app = useApp();
  const { icon, choice, keys, isEnabled, isChecked } = COMMANDS[id];
  const isPossible = useAppState(isEnabled);
  const isOn = useAppState(isChecked);
  const marked = label ?? locale.messages.commands.commands[id];
  const shared = {
    className: 'menu-item',
    disabled: !isPossible,
    'data-mnemonic': mnemonicOf(marked),
    onClick: () => runCommand(app, id),
  };
  const [keyChord] = keys;
  const content = (
    <>
      <MenuLabel marked={marked} />
      {keyChord === undefined ? null : <span className="menu-key">{chordText(keyChord, isMacKeyboard)}</span>}
    </>
  );
  switch (choice) {
    case undefined:
      return (
        <Menu.Item {...shared}>
          <span className="menu-icon">{icon === undefined ? null : <Icon id={icon} edge={16} />}</span>
          {content}
        </Menu.Item>
      );
    case 'check':
      return (
        <Menu.CheckboxItem {...shared} checked={isOn} closeOnClick>
          <span className="menu-icon">{isOn ? <Icon id="checkmark-16-regular" edge={16} /> : null}</span>
          {content}
        </Menu.CheckboxItem>
      );
    case 'radio':
      return (
        <Menu.RadioItem {...shared} value={id} closeOnClick>
          <span className="menu-icon">{isOn ? <span className="menu-dot" /> : null}</span>
          {content}
        </Menu.RadioItem>
      );
  }
}
