import { parentPort } from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { EngineSession } from '../../src/engine/index.ts';
import { messagePortTransport } from '../../src/shared/api/message-port.ts';

/** What the test sends to its engine thread: a port, and what is to be served on it. */
export interface AttachMessage {
  readonly contract: 'viewer' | 'host';
  readonly port: MessagePort;
}

// In the thread that a test starts; when a test imports the type alone, there is nothing to serve.
const session = new EngineSession();
parentPort?.on('message', ({ contract, port }: AttachMessage) => {
  const transport = messagePortTransport(port);
  if (contract === 'host') session.serveHost(transport);
  else session.serveViewer(transport);
});
