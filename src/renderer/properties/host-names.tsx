import { useState } from 'react';
import type { JSX } from 'react';
import type { EventProperties, HostNames } from '../../shared/api/viewer-contract.ts';
import { EventClass, eventClassName } from '../../shared/event-class.ts';
import { unnamedEnds } from '../../shared/network-ends.ts';
import { Button } from '../controls/button.tsx';
import { locale } from '../messages/locale.ts';
import { columnText } from './event-values.ts';
import { useProperties } from './properties-context.ts';
import { ValueList } from './value-list.tsx';

/** What the addresses of a network event are called: asked for when the user wants to know, since name servers hear of it. */
export function HostNamesPart({ properties }: { properties: EventProperties }): JSX.Element | null {
  const session = useProperties();
  const [answer, setAnswer] = useState<'asking' | HostNames>();
  const texts = locale.messages.properties;
  const isNetwork = columnText(properties, 'eventClass') === eventClassName(EventClass.Network);
  if (!isNetwork || unnamedEnds(columnText(properties, 'path')).length === 0) return null;
  if (answer !== undefined && answer !== 'asking') return <ValueList lines={lines(answer)} />;
  const ask = async (): Promise<void> => {
    setAnswer('asking');
    setAnswer(await session.hostNames(properties.event));
  };
  return (
    <p className="host-names">
      <Button disabled={answer === 'asking'} onClick={() => void ask()}>
        {answer === 'asking' ? texts.askingNames : texts.askNames}
      </Button>
    </p>
  );
}

function lines({ ends }: HostNames): Parameters<typeof ValueList>[0]['lines'] {
  const texts = locale.messages.properties;
  return ends.map(({ address, port, host, service }) => ({
    name: texts.names.hostName,
    value: host === undefined ? '' : `${host}:${service ?? port}`,
    note: host === undefined ? texts.noName(`${address}:${service ?? port}`) : `(${address}:${port})`,
  }));
}
