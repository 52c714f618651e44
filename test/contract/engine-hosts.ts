import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { MessageChannel, Worker } from 'node:worker_threads';
import { WebSocket as WsSocket, WebSocketServer } from 'ws';
import { EngineSession } from '../../src/engine/index.ts';
import { connect } from '../../src/shared/api/client.ts';
import type { Client } from '../../src/shared/api/client.ts';
import { HOST_CONTRACT } from '../../src/shared/api/host-contract.ts';
import { inProcessPair } from '../../src/shared/api/in-process.ts';
import { MAX_MESSAGE_BYTES } from '../../src/shared/api/message-pack.ts';
import { messagePortTransport } from '../../src/shared/api/message-port.ts';
import type { Transport } from '../../src/shared/api/transport.ts';
import { VIEWER_CONTRACT } from '../../src/shared/api/viewer-contract.ts';
import { webSocketTransport } from '../../src/shared/api/web-socket.ts';
import type { AttachMessage } from './engine-worker.ts';

export type Viewer = Client<typeof VIEWER_CONTRACT>;
export type Host = Client<typeof HOST_CONTRACT>;

/** A running engine, somewhere. */
interface EngineHost {
  /** A new connection to it. */
  attach(contract: 'viewer' | 'host'): Transport;
  /** Ends it without a word to its clients. */
  stop(): Promise<void>;
}

function inProcess(): EngineHost {
  const session = new EngineSession();
  return {
    attach: (contract) => {
      const [near, far] = inProcessPair();
      if (contract === 'host') session.serveHost(far);
      else session.serveViewer(far);
      return near;
    },
    stop: () => session.close(),
  };
}

function inThread(): EngineHost {
  const worker = new Worker(new URL('./engine-worker.ts', import.meta.url));
  return {
    attach: (contract) => {
      const { port1, port2 } = new MessageChannel();
      const message: AttachMessage = { contract, port: port2 };
      worker.postMessage(message, [port2]);
      return messagePortTransport(port1);
    },
    stop: async () => void (await worker.terminate()),
  };
}

async function behindSocket(connectTo: (url: string) => Transport): Promise<EngineHost> {
  const session = new EngineSession();
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: MAX_MESSAGE_BYTES });
  server.on('connection', (socket, request) => {
    const transport = webSocketTransport(socket);
    if (request.url === '/host') session.serveHost(transport);
    else session.serveViewer(transport);
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    attach: (contract) => connectTo(`ws://127.0.0.1:${port}/${contract}`),
    stop: async () => {
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
      await session.close();
    },
  };
}

/** Every way in which the product reaches its engine. */
const ENGINE_HOSTS: Readonly<Record<string, () => Promise<EngineHost>>> = {
  'in process': async () => inProcess(),
  'over message ports to a thread': async () => inThread(),
  'over a WebSocket': () => behindSocket((url) => webSocketTransport(new WsSocket(url))),
  "over a browser's WebSocket": () => behindSocket((url) => webSocketTransport(new WebSocket(url))),
};

export const ENGINE_HOST_NAMES = Object.keys(ENGINE_HOSTS);

/** An engine with a host connected, and what a test needs of it. */
export class EngineUnderTest {
  readonly host: Host;
  readonly #engine: EngineHost;
  readonly #clients: { close(): void }[] = [];

  private constructor(engine: EngineHost) {
    this.#engine = engine;
    this.host = connect(HOST_CONTRACT, engine.attach('host'));
    this.#clients.push(this.host);
  }

  static async start(name: string): Promise<EngineUnderTest> {
    const make = ENGINE_HOSTS[name];
    if (make === undefined) throw new Error(`There is no engine host "${name}"`);
    return new EngineUnderTest(await make());
  }

  viewer(): Viewer {
    const viewer = connect(VIEWER_CONTRACT, this.#engine.attach('viewer'));
    this.#clients.push(viewer);
    return viewer;
  }

  /** Opens a file, or closes what is open, and waits until a viewer is told that all of it is read. */
  async openWith(viewer: Viewer, path: string | undefined): Promise<void> {
    await this.host.call('capture/close', {});
    if (path === undefined) return;
    await this.host.call('capture/open', { path });
    await this.untilReady(viewer);
  }

  /** Waits for the state that every event of the file was read. */
  async untilReady(viewer: Viewer): Promise<void> {
    const ready = new Promise<void>((resolve) => {
      viewer.on('capture/changed', ({ state }) => {
        if (state === 'ready') resolve();
      });
    });
    const { state } = await viewer.call('capture/info', {});
    if (state !== 'ready') await ready;
  }

  /** A connection on which the test says what it likes. */
  transport(contract: 'viewer' | 'host'): Transport {
    const transport = this.#engine.attach(contract);
    this.#clients.push(transport);
    return transport;
  }

  /** Ends the engine as a crash would. */
  async kill(): Promise<void> {
    await this.#engine.stop();
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#engine.stop();
  }
}
