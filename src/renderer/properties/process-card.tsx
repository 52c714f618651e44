import { useCallback, useEffect, useState } from 'react';
import type { JSX } from 'react';
import type { EventProperties } from '../../shared/api/viewer-contract.ts';
import type { EventNo } from '../../shared/units.ts';
import { locale } from '../messages/locale.ts';
import { useApp } from '../state/app-context.ts';
import type { App } from '../state/app-context.ts';
import { columnText } from './event-values.ts';
import type { ValueLine } from './event-values.ts';
import { ProcessIcon } from './process-icon.tsx';
import { ValueList } from './value-list.tsx';

/** What the capture knows of an event's process, as a card to be shown beside its cell; nothing until it is known. */
export function ProcessCard({ event }: { event: EventNo }): JSX.Element | null {
  const app = useApp();
  const properties = useEventProperties(app, event);
  const fetchIcon = useCallback((index: number) => app.session.icon(index), [app]);
  if (properties === undefined) return null;
  const { title, about, lines } = cardContent(properties);
  return (
    <section className="process-card" aria-label={title}>
      <div className="identity">
        <ProcessIcon index={properties.process.largeIcon} fetchIcon={fetchIcon} />
        <div className="identity-text">
          <h2>{title}</h2>
          <p>{about}</p>
        </div>
      </div>
      <ValueList lines={lines} />
    </section>
  );
}

/** What a card says: what the process is called, who made it, and what is known of it. Empty values are left out. */
export function cardContent(properties: EventProperties): {
  readonly title: string;
  readonly about: string;
  readonly lines: readonly ValueLine[];
} {
  const { names } = locale.messages.properties;
  const name = columnText(properties, 'processName');
  const description = columnText(properties, 'description');
  const about = [columnText(properties, 'company'), columnText(properties, 'version')];
  const lines: readonly ValueLine[] = [
    { name: names.name, value: description === '' ? '' : name },
    { name: names.path, value: columnText(properties, 'imagePath') },
    { name: names.commandLine, value: columnText(properties, 'commandLine') },
    { name: names.pid, value: columnText(properties, 'pid') },
    { name: names.user, value: columnText(properties, 'user') },
  ];
  return {
    title: description === '' ? name : description,
    about: about.filter((text) => text !== '').join(', '),
    lines: lines.filter(({ value }) => value !== ''),
  };
}

/** Events whose properties are kept: the pointer comes back to the rows in view. */
const MAX_KEPT = 100;

/** Properties by event, the least recently used first; of one capture. */
interface Kept {
  capture: number;
  readonly properties: Map<EventNo, EventProperties>;
}
const keptOf = new WeakMap<App, Kept>();

function keptProperties(app: App): Map<EventNo, EventProperties> {
  const { capture } = app.store.getState().capture;
  let kept = keptOf.get(app);
  if (kept?.capture !== capture) {
    kept = { capture, properties: new Map() };
    keptOf.set(app, kept);
  }
  return kept.properties;
}

/** The properties of an event, from the engine unless they are kept; undefined until they have come. */
function useEventProperties(app: App, event: EventNo): EventProperties | undefined {
  const [loaded, setLoaded] = useState<EventProperties>();
  useEffect(() => {
    const kept = keptProperties(app);
    if (kept.has(event)) return undefined;
    let isWanted = true;
    app.session.properties(event).then(
      (properties) => {
        const oldest = kept.size >= MAX_KEPT ? kept.keys().next() : undefined;
        if (oldest?.done === false) kept.delete(oldest.value);
        kept.set(event, properties);
        if (isWanted) setLoaded(properties);
      },
      // The event may have gone meanwhile: then there is nothing to show.
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [app, event]);
  return keptProperties(app).get(event) ?? (loaded?.event === event ? loaded : undefined);
}
