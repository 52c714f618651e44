import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Session } from '../engine/session.ts';
import type { Shell } from '../host/shell.ts';
import type { TableHandle } from '../table/table-handle.ts';
import type { AppState, AppStore } from './app-store.ts';

/** What every component may use. */
export interface App {
  readonly store: AppStore;
  readonly session: Session;
  readonly shell: Shell;
  /** The event list, while it is on the page. */
  readonly table: { current: TableHandle | null };
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('A component stands outside the app.');
  return app;
}

/** One derived value of the app's state; the component is drawn again only when it changes. */
export function useAppState<T>(select: (state: AppState) => T): T {
  return useStore(useApp().store, select);
}
