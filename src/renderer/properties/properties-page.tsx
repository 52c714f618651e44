import { CSPProvider } from '@base-ui/react/csp-provider';
import { StrictMode } from 'react';
import type { Root } from 'react-dom/client';
import { followAppearance } from '../commands/appearance.ts';
import type { HostConnections } from '../host/connect-host.ts';
import { locale } from '../messages/locale.ts';
import { channelName } from './channel-messages.ts';
import { keepPopUpSize, LEAST_SIZE } from './pop-up-size.ts';
import { PropertiesContext } from './properties-context.ts';
import { readPropertiesQuery } from './properties-query.ts';
import { PropertiesSession } from './properties-session.ts';
import { PropertiesView } from './properties-view.tsx';

/** Shows an Event Properties window. Settled when the event is there. */
export async function start(root: Root, connections: HostConnections): Promise<void> {
  const { properties } = locale.messages;
  document.title = properties.loading;
  const query = readPropertiesQuery(location.search);
  if (query === undefined) {
    root.render(<p className="properties-failure">{properties.badAddress}</p>);
    return;
  }
  const channel = new BroadcastChannel(channelName(query.owner));
  const session = await PropertiesSession.start(connections, channel, query);
  followAppearance(session.store);
  if (session.store.getState().shell.host === 'browser') window.addEventListener('resize', keepSize);
  root.render(
    <StrictMode>
      {/* The page's policy lets no part bring a style element of its own. */}
      <CSPProvider disableStyleElements>
        <PropertiesContext value={session}>
          <PropertiesView />
        </PropertiesContext>
      </CSPProvider>
    </StrictMode>,
  );
}

function keepSize(): void {
  keepPopUpSize({
    width: Math.max(LEAST_SIZE.width, window.innerWidth),
    height: Math.max(LEAST_SIZE.height, window.innerHeight),
  });
}
