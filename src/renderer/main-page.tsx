import { CSPProvider } from '@base-ui/react/csp-provider';
import { StrictMode } from 'react';
import type { Root } from 'react-dom/client';
import { Session } from './engine/session.ts';
import { installBoot } from './boot/boot-flows.ts';
import { followAppearance } from './commands/appearance.ts';
import { installCommands } from './commands/install-commands.ts';
import { installHighlight } from './highlight/highlight-actions.ts';
import { installFileFlows } from './files/file-flows.ts';
import { installFilter } from './filter/filter-actions.ts';
import { installLive } from './live/install-live.ts';
import type { HostConnections } from './host/connect-host.ts';
import { Shell } from './host/shell.ts';
import { installOwnerChannel } from './properties/owner-channel.ts';
import { AppView } from './shell/app-view.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { AppContext } from './state/app-context.ts';
import type { App } from './state/app-context.ts';
import { createAppStore } from './state/app-store.ts';

/** Shows the main window. Settled when it can be used. */
export async function start(root: Root, connections: HostConnections): Promise<void> {
  const store = createAppStore();
  const shell = new Shell(connections.shell, store);
  await shell.start();
  followAppearance(store);
  const session = new Session(connections.engine, store);
  const app: App = { store, session, shell, table: { current: null } };
  installFilter(app);
  installHighlight(app);
  installFileFlows(app);
  installLive(app);
  installBoot(app);
  installCommands(app);
  installOwnerChannel(app);
  root.render(
    <StrictMode>
      {/* The page's policy lets no part bring a style element of its own. */}
      <CSPProvider disableStyleElements>
        <AppContext value={app}>
          <ErrorBoundary>
            <AppView />
          </ErrorBoundary>
        </AppContext>
      </CSPProvider>
    </StrictMode>,
  );
  await session.opened;
}
