import { ContextMenu } from '@base-ui/react/context-menu';
import type { JSX } from 'react';
import type { ColumnName } from '../../shared/columns.ts';
import { runCommand } from '../commands/run-command.ts';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';
import { defaultColumns, without } from './column-changes.ts';
import type { ColumnState } from './column-state.ts';
import { columnTitle } from './column-title.ts';
import type { TableTools } from './header-drag.ts';

/** The menu of a column's header; stands inside a `ContextMenu.Root`. */
export function HeaderMenu({
  column,
  state,
  tools,
}: {
  column: ColumnName;
  state: ColumnState;
  tools: () => TableTools | null;
}): JSX.Element {
  const app = useApp();
  const texts = locale.messages.columnTexts;
  const title = columnTitle(column);
  const item = (text: string, run: () => void, isDisabled = false): JSX.Element => (
    <ContextMenu.Item className="menu-item" disabled={isDisabled} onClick={run}>
      {text}
    </ContextMenu.Item>
  );
  return (
    <ContextMenu.Portal container={document.querySelector<HTMLElement>('.bands')}>
      <ContextMenu.Positioner className="popup-layer">
        <ContextMenu.Popup className="menu" aria-label={texts.columnMenu(title)}>
          {item(texts.hide(title), () => state.keep(without(state.columns, column)), state.names.length <= 1)}
          {item(texts.fit(title), () => tools()?.fit([column]))}
          {item(texts.fitAll, () => tools()?.fit(state.names))}
          <ContextMenu.Separator className="menu-separator" />
          {item(texts.select, () => runCommand(app, 'options.columns'))}
          {item(texts.reset, () => state.keep(defaultColumns()))}
        </ContextMenu.Popup>
      </ContextMenu.Positioner>
    </ContextMenu.Portal>
  );
}
