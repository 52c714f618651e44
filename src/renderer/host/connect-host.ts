import { messagePortTransport } from '../../shared/api/message-port.ts';
import type { Transport } from '../../shared/api/transport.ts';
import { webSocketTransport } from '../../shared/api/web-socket.ts';
import { receivePorts } from './desktop-ports.ts';

/** The page's connections: to the engine (viewer contract) and to the host that shows it (shell contract). */
export interface HostConnections {
  readonly engine: Transport;
  readonly shell: Transport;
}

/** Connects to the host that serves the page: over ports in the desktop window, over WebSockets in a browser. */
export async function connectHost(): Promise<HostConnections> {
  if (servesOverSockets()) {
    return { engine: socketTo('api/viewer'), shell: socketTo('api/shell') };
  }
  const ports = await receivePorts();
  return { engine: messagePortTransport(ports.engine), shell: messagePortTransport(ports.shell) };
}

/** Whether a web server has brought the page: its host is then reached over sockets. */
export function servesOverSockets(): boolean {
  return location.protocol === 'http:' || location.protocol === 'https:';
}

function socketTo(path: string): Transport {
  const url = new URL(path, location.href);
  url.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = '';
  url.hash = '';
  return webSocketTransport(new WebSocket(url));
}
