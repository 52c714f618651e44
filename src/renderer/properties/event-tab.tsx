import type { JSX } from 'react';
import type { EventProperties } from '../../shared/api/viewer-contract.ts';
import { EventClass, eventClassName } from '../../shared/event-class.ts';
import { classIconId, classToggleIconId, hasToggleIcon } from '../icons/class-icons.ts';
import { Icon } from '../icons/icon.tsx';
import { locale } from '../messages/locale.ts';
import { classText, columnText, eventValues } from './event-values.ts';
import { HostNamesPart } from './host-names.tsx';
import { RawData } from './raw-data.tsx';
import { ValueList } from './value-list.tsx';

/** What happened: the operation, when, on what, how it ended, and its details. */
export function EventTab({ properties }: { properties: EventProperties }): JSX.Element {
  const { messages } = locale;
  return (
    <>
      <div className="identity">
        <ClassIcon name={columnText(properties, 'eventClass')} />
        <div className="identity-text">
          <h2>{columnText(properties, 'operation')}</h2>
          <p>{classText(properties)}</p>
        </div>
      </div>
      <ValueList lines={eventValues(properties, messages)} />
      <HostNamesPart key={properties.event} properties={properties} />
      {properties.detail.length === 0 ? null : (
        <>
          <h3 className="section">{messages.properties.detail}</h3>
          <ValueList lines={properties.detail} />
        </>
      )}
      <RawData properties={properties} />
    </>
  );
}

function ClassIcon({ name }: { name: string }): JSX.Element {
  const eventClass =
    Object.values(EventClass).find((value) => eventClassName(value) === name) ?? EventClass.Unknown;
  const className = `class-${eventClass}`;
  return hasToggleIcon(eventClass) ? (
    <Icon id={classToggleIconId(eventClass, true)} edge={20} className={className} />
  ) : (
    <Icon id={classIconId(eventClass)} edge={16} className={className} />
  );
}
