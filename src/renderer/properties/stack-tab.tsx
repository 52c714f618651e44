import { useMemo } from 'react';
import type { JSX } from 'react';
import type { EventProperties } from '../../shared/api/viewer-contract.ts';
import type { StackColumn } from '../messages/areas/properties.ts';
import { locale } from '../messages/locale.ts';
import { STACK_COLUMNS } from './copy-text.ts';
import { DataList } from './data-list.tsx';
import type { DataColumn } from './data-list.tsx';
import { isFirstOfUser, stackRows } from './list-rows.ts';
import type { StackRow } from './list-rows.ts';

/** CSS pixels and look of the columns. */
const LOOKS: Readonly<Record<StackColumn, Omit<DataColumn<StackColumn>, 'name' | 'title'>>> = {
  frame: { width: 40, isRight: true, isSecondary: true },
  mode: { width: 60 },
  module: { width: 132 },
  location: { width: 204, isMono: true },
  address: { width: 140, isRight: true, isMono: true },
  path: { width: 300, isSecondary: true },
};

/** How the program came there: the return addresses, innermost first. */
export function StackTab({ properties: { stack } }: { properties: EventProperties }): JSX.Element {
  const texts = locale.messages.properties;
  const rows = useMemo(() => stackRows(stack, texts), [stack, texts]);
  if (rows.length === 0) return <p className="nothing">{texts.noStack}</p>;
  return (
    <>
      <p className="frames">{texts.frames(locale.number(rows.length), rows.length)}</p>
      <DataList
        label={texts.stack}
        columns={STACK_COLUMNS.map((name) => ({ name, title: texts.stackColumns[name], ...LOOKS[name] }))}
        rows={rows}
        rowClass={(index) => (isFirstOfUser(rows, index) ? 'first-of-user' : undefined)}
        renderCell={(row, column) => (column === 'location' ? <Location row={row} /> : undefined)}
      />
    </>
  );
}

/** The module is said twice, so that the eye reads the offsets. */
function Location({ row: { cells, locationStart } }: { row: StackRow }): JSX.Element {
  return (
    <span className="location">
      <span className="location-module">{locationStart}</span>
      <span className="location-offset">{cells.location.slice(locationStart.length)}</span>
    </span>
  );
}
