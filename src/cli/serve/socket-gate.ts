import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import { MAX_MESSAGE_BYTES } from '../../shared/api/message-pack.ts';
import type { RequestGuard } from './request-guard.ts';

/** WebSockets that may be open at the same time: two for each window. */
const MAX_SOCKETS = 128;
/** WebSocket close code; source: RFC 6455, section 7.4.1. */
const GOING_AWAY = 1001;
/** Time that a page gets to answer the closing of its socket, in ms. */
const CLOSE_MS = 500;

/** What a WebSocket carries, by its path. */
const PATHS = { '/api/viewer': 'viewer', '/api/shell': 'shell' } as const;
export type SocketName = (typeof PATHS)[keyof typeof PATHS];

/** Lets the pages of this server open WebSockets, and nobody else. */
export class SocketGate {
  readonly #guard: RequestGuard;
  readonly #onSocket: (name: SocketName, socket: WebSocket) => void;
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: MAX_MESSAGE_BYTES,
    perMessageDeflate: false, // what is sent is read on the same machine, and compressing it costs more than it saves
  });

  constructor(guard: RequestGuard, onSocket: (name: SocketName, socket: WebSocket) => void) {
    this.#guard = guard;
    this.#onSocket = onSocket;
  }

  /** Takes over a connection that asks to become a WebSocket. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const guard = this.#guard;
    if (!guard.isForUs(request) || !guard.isFromOurPage(request) || !guard.hasCookie(request)) {
      return refuse(socket, '403 Forbidden');
    }
    const name = nameOf(request.url ?? '');
    if (name === undefined) return refuse(socket, '404 Not Found');
    if (this.#server.clients.size >= MAX_SOCKETS) return refuse(socket, '503 Service Unavailable');
    this.#server.handleUpgrade(request, socket, head, (webSocket) => this.#onSocket(name, webSocket));
  }

  /** Closes all sockets. */
  close(): void {
    for (const client of this.#server.clients) {
      client.close(GOING_AWAY);
      setTimeout(() => client.terminate(), CLOSE_MS).unref();
    }
    this.#server.close();
  }
}

function nameOf(url: string): SocketName | undefined {
  return Object.entries(PATHS).find(([path]) => path === url)?.[1];
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
