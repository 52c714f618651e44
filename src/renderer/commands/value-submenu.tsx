import { Menu } from '@base-ui/react/menu';
import { useEffect, useState } from 'react';
import type { JSX } from 'react';
import type { ColumnName } from '../../shared/columns.ts';
import { isCancelled } from '../../shared/errors.ts';
import type { EventNo } from '../../shared/units.ts';
import { columnTitle } from '../columns/column-title.ts';
import { addRule } from '../filter/filter-actions.ts';
import { addHighlight } from '../highlight/highlight-actions.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { useApp, useAppState } from '../state/app-context.ts';
import { eventValues, valueRule } from './cell-filter.ts';
import { cutMiddle } from './cut-middle.ts';
import { MenuLabel } from './menu-label.tsx';
import { MenuPopup } from './menu-popup.tsx';
import { mnemonicOf } from './menu-text.ts';

/** Longest value that an item shows, in characters. */
const VALUE_LENGTH = 56;

interface Value {
  readonly column: ColumnName;
  readonly text: string;
}

export interface ValueSubmenuProps {
  readonly submenu: 'include' | 'exclude' | 'highlight';
  /** The event whose values are offered. */
  readonly event: EventNo | undefined;
}

/** A rule for each value of the event: those of the columns shown first, in their order. */
export function ValueSubmenu({ submenu, event }: ValueSubmenuProps): JSX.Element {
  const app = useApp();
  const values = useEventValues(event);
  const shown = useAppState((state) => state.settings.columns);
  const marked = locale.messages.commands.submenus[submenu];
  const choose = ({ column, text }: Value): void => {
    if (submenu === 'highlight') addHighlight(app, valueRule(column, text, 'Include'));
    else addRule(app, valueRule(column, text, submenu === 'include' ? 'Include' : 'Exclude'));
  };
  const [inList, others] = inOrder(
    values === 'failed' ? [] : (values ?? []),
    shown.map(({ name }) => name),
  );
  const items = (some: readonly Value[]): readonly JSX.Element[] =>
    some.map((value) => (
      <Menu.Item key={value.column} className="menu-item" onClick={() => choose(value)}>
        <span className="menu-column">{columnTitle(value.column)}</span>
        <bdi className="menu-text">{cutMiddle(value.text, VALUE_LENGTH)}</bdi>
      </Menu.Item>
    ));
  return (
    <Menu.SubmenuRoot>
      <Menu.SubmenuTrigger
        className="menu-item"
        disabled={event === undefined}
        data-mnemonic={mnemonicOf(marked)}
      >
        <span className="menu-icon" />
        <MenuLabel marked={marked} />
        <Icon id="chevron-right-12-regular" edge={12} className="menu-arrow" />
      </Menu.SubmenuTrigger>
      <MenuPopup sideOffset={-2} alignOffset={-4}>
        {values === 'failed' ? (
          <Menu.Item className="menu-item" disabled>
            <span className="menu-text">{locale.messages.commands.noValues}</span>
          </Menu.Item>
        ) : null}
        {items(inList)}
        {others.length === 0 ? null : <Menu.Separator className="menu-separator" />}
        {items(others)}
      </MenuPopup>
    </Menu.SubmenuRoot>
  );
}

/** All that a filter can tell of an event; undefined until it is known. */
function useEventValues(event: EventNo | undefined): readonly Value[] | 'failed' | undefined {
  const app = useApp();
  const [known, setKnown] = useState<{ event: EventNo; values: readonly Value[] | 'failed' }>();
  useEffect(() => {
    let isLeft = false;
    if (event !== undefined) {
      eventValues(app, event).then(
        (values) => {
          if (!isLeft) setKnown({ event, values: values.filter(({ text }) => text !== '') });
        },
        (error: unknown) => {
          if (!isCancelled(error)) console.error(error);
          if (!isLeft) setKnown({ event, values: 'failed' });
        },
      );
    }
    return () => {
      isLeft = true;
    };
  }, [app, event]);
  return known !== undefined && known.event === event ? known.values : undefined;
}

/** The values of the columns of the list, in its order, and the rest. */
function inOrder(
  values: readonly Value[],
  shown: readonly ColumnName[],
): readonly [inList: readonly Value[], others: readonly Value[]] {
  const inList = shown.flatMap((name) => values.filter(({ column }) => column === name));
  return [inList, values.filter(({ column }) => !shown.includes(column))];
}
