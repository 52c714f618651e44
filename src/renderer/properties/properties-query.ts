import { eventNumber } from '../../shared/api/schemas.ts';
import { z } from '../../shared/api/zod.ts';
import type { EventNo } from '../../shared/units.ts';

const TABS = ['event', 'process', 'stack'] as const;

/** A tab of the Event Properties window. */
export type PropertiesTab = (typeof TABS)[number];
export const PROPERTIES_TABS: readonly PropertiesTab[] = TABS;

/** What an Event Properties window is opened with. */
export interface PropertiesQuery {
  readonly event: EventNo;
  readonly tab: PropertiesTab;
  /** Names the channel of the page that opened the window. */
  readonly owner: string;
}

const propertiesQuery = z.object({
  event: z.string().regex(/^\d+$/).transform(Number).pipe(eventNumber),
  tab: z.enum(TABS),
  owner: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
});

/** Whether a page with this query (`?...`) is an Event Properties window; else it is the main window. */
export function isPropertiesPage(search: string): boolean {
  return new URLSearchParams(search).get('window') === 'properties';
}

/** Reads the query of an Event Properties window; undefined when it does not say what to show. */
export function readPropertiesQuery(search: string): PropertiesQuery | undefined {
  const parameters = new URLSearchParams(search);
  const { data } = propertiesQuery.safeParse({
    event: parameters.get('event'),
    tab: parameters.get('tab'),
    owner: parameters.get('owner'),
  });
  return data;
}

/** The address of an Event Properties window of the page with the address `page`. */
export function propertiesAddress(page: string, { event, tab, owner }: PropertiesQuery): string {
  const url = new URL(page);
  url.hash = '';
  url.searchParams.set('window', 'properties');
  url.searchParams.set('event', String(event));
  url.searchParams.set('tab', tab);
  url.searchParams.set('owner', owner);
  return url.href;
}
