import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel as NodeChannel } from 'node:worker_threads';
import { WebSocket as WsSocket, WebSocketServer } from 'ws';
import { inProcessPair } from '../../../src/shared/api/in-process.ts';
import { MAX_MESSAGE_BYTES } from '../../../src/shared/api/message-pack.ts';
import { messagePortTransport } from '../../../src/shared/api/message-port.ts';
import type { Transport } from '../../../src/shared/api/transport.ts';
import { webSocketTransport } from '../../../src/shared/api/web-socket.ts';

/** Two ends, and what ends everything behind them. */
export interface TransportPair {
  readonly near: Transport;
  readonly far: Transport;
  readonly dispose: () => Promise<void>;
}

function ports(): TransportPair {
  const { port1, port2 } = new NodeChannel();
  const near = messagePortTransport(port1);
  const far = messagePortTransport(port2);
  return {
    near,
    far,
    dispose: async () => {
      near.close();
      far.close();
    },
  };
}

function inProcess(): TransportPair {
  const [near, far] = inProcessPair();
  return { near, far, dispose: async () => near.close() };
}

/** The near end is the socket that `connectTo` makes for an address. */
async function sockets(connectTo: (url: string) => Transport): Promise<TransportPair> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: MAX_MESSAGE_BYTES });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const connected = new Promise<Transport>((resolve) => {
    server.on('connection', (socket) => resolve(webSocketTransport(socket)));
  });
  const near = connectTo(`ws://127.0.0.1:${port}`);
  const far = await connected;
  return {
    near,
    far,
    dispose: async () => {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Every transport that ships, by name. Node's `WebSocket` is the one of browsers. */
export const TRANSPORT_PAIRS: Readonly<Record<string, () => Promise<TransportPair>>> = {
  'in process': async () => inProcess(),
  'message port': async () => ports(),
  'WebSocket of ws': () => sockets((url) => webSocketTransport(new WsSocket(url))),
  'WebSocket of browsers': () => sockets((url) => webSocketTransport(new WebSocket(url))),
};
