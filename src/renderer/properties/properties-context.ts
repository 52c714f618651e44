import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { PropertiesSession } from './properties-session.ts';
import type { PropertiesState } from './properties-state.ts';

export const PropertiesContext = createContext<PropertiesSession | undefined>(undefined);

export function useProperties(): PropertiesSession {
  const session = useContext(PropertiesContext);
  if (session === undefined) throw new Error('A component stands outside the Event Properties window.');
  return session;
}

/** One derived value of the window's state; the component is drawn again only when it changes. */
export function usePropertiesState<T>(select: (state: PropertiesState) => T): T {
  return useStore(useProperties().store, select);
}
