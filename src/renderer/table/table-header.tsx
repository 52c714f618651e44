import type { JSX } from 'react';
import { EVENT_COLUMNS } from '../../shared/columns.ts';
import { locale } from '../messages/locale.ts';
import { TABLE_COLUMNS } from './columns.ts';

/** Names of the columns, aligned as their cells are. */
export function TableHeader(): JSX.Element {
  return (
    <div className="header" role="rowgroup">
      <div role="row" aria-rowindex={1}>
        {TABLE_COLUMNS.map((column, index) => (
          <div
            key={column.name}
            className={`column-name ${column.style} column-${index}`}
            role="columnheader"
            aria-colindex={index + 1}
          >
            {locale.messages.columns[column.name] ?? EVENT_COLUMNS[column.name].title}
          </div>
        ))}
      </div>
    </div>
  );
}
