import { useMemo } from 'react';
import type { JSX } from 'react';
import type { EventProperties } from '../../shared/api/viewer-contract.ts';
import type { ModuleColumn } from '../messages/areas/properties.ts';
import { locale } from '../messages/locale.ts';
import { MODULE_COLUMNS } from './copy-text.ts';
import { DataList } from './data-list.tsx';
import type { DataColumn } from './data-list.tsx';
import { processValues } from './event-values.ts';
import { moduleRows } from './list-rows.ts';
import { ProcessIcon } from './process-icon.tsx';
import { useProperties } from './properties-context.ts';
import { ValueList } from './value-list.tsx';

/** CSS pixels and look of the columns. */
const LOOKS: Readonly<Record<ModuleColumn, Omit<DataColumn<ModuleColumn>, 'name' | 'title'>>> = {
  module: { width: 138 },
  address: { width: 118, isRight: true, isMono: true },
  size: { width: 84, isRight: true, isMono: true },
  version: { width: 122, isSecondary: true },
  path: { width: 300, isSecondary: true },
  company: { width: 150, isSecondary: true },
  timestamp: { width: 150, isRight: true, isSecondary: true },
};

/** A version without the name of its build, which most of Windows' own modules have in brackets and few readers need. */
function shortVersion(version: string): string {
  return version.replace(/ \(.*\)$/, '');
}

/** Who did it: the process as the capture knows it, and its modules. */
export function ProcessTab({ properties }: { properties: EventProperties }): JSX.Element {
  const { icon } = useProperties();
  const { modules, largeIcon } = properties.process;
  const texts = locale.messages.properties;
  const values = processValues(properties, locale.messages);
  const rows = useMemo(() => moduleRows(modules), [modules]);
  return (
    <>
      <div className="identity">
        <ProcessIcon index={largeIcon} fetchIcon={icon} />
        <div className="identity-text">
          <h2>{values.title}</h2>
          <p>{values.company}</p>
        </div>
      </div>
      <ValueList lines={values.wide} />
      <hr className="value-line" />
      <ValueList lines={values.short} isPaired />
      <h3 className="section">
        {texts.modules} {rows.length === 0 ? null : <span>{locale.number(rows.length)}</span>}
      </h3>
      {rows.length === 0 ? (
        <p className="nothing">{texts.noModules}</p>
      ) : (
        <DataList
          label={texts.modules}
          columns={MODULE_COLUMNS.map((name) => ({
            name,
            title: texts.moduleColumns[name],
            ...LOOKS[name],
          }))}
          rows={rows}
          isSortable
          renderCell={(row, column) => (column === 'version' ? shortVersion(row.cells.version) : undefined)}
        />
      )}
    </>
  );
}
