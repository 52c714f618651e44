import type { JSX } from 'react';
import { parseMenuText } from './menu-text.ts';

/** The text of a menu or an item; its mnemonic is underlined while the menus are used by keyboard. */
export function MenuLabel({ marked }: { marked: string }): JSX.Element {
  const { text, at } = parseMenuText(marked);
  if (at === undefined) return <span className="menu-text">{text}</span>;
  return (
    <span className="menu-text">
      {text.slice(0, at)}
      <span className="mnemonic">{text.charAt(at)}</span>
      {text.slice(at + 1)}
    </span>
  );
}
