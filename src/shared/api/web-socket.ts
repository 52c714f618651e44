import { packMessage, unpackMessage } from './message-pack.ts';
import type { Transport } from './transport.ts';

/** A page's `WebSocket`, or one of the package `ws`. */
export interface Socket {
  binaryType: string;
  readonly readyState: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: 'open' | 'error' | 'close', listener: () => void): void;
}

const CONNECTING = 0;
const OPEN = 1;

/** WebSocket close codes; source: RFC 6455, section 7.4.1. */
const NORMAL = 1000;
const UNSUPPORTED_DATA = 1003;

/**
 * A transport over a WebSocket, MessagePack in binary messages. Call it in the turn in which the socket was made or
 * handed over: messages that come earlier are lost. The socket may still be connecting; what is sent until then waits.
 */
export function webSocketTransport(socket: Socket): Transport {
  let isClosed = false;
  let unsent: Uint8Array<ArrayBuffer>[] = [];
  const waiting: unknown[] = [];
  let onMessage = (data: unknown): void => void waiting.push(data);
  let onClosed = (): void => undefined;
  let hasEnded = false;

  socket.binaryType = 'arraybuffer';
  socket.addEventListener('open', () => {
    for (const bytes of unsent) socket.send(bytes);
    unsent = [];
    if (isClosed) socket.close(NORMAL);
  });
  socket.addEventListener('message', (event) => onMessage(event.data));
  // An error is followed by a close; without a listener `ws` would throw it.
  socket.addEventListener('error', () => undefined);
  socket.addEventListener('close', () => {
    hasEnded = true;
    onClosed();
  });

  return {
    send(message) {
      if (isClosed) return;
      const bytes = packMessage(message);
      if (socket.readyState === CONNECTING) unsent.push(bytes);
      else if (socket.readyState === OPEN) socket.send(bytes);
    },
    start(receiver) {
      const end = (reason?: string): void => {
        if (isClosed) return;
        isClosed = true;
        receiver.closed(reason);
      };
      onMessage = (data) => {
        if (isClosed) return;
        let message: unknown;
        try {
          message = unpackMessage(messageBytes(data));
        } catch {
          end('A message could not be read.');
          socket.close(UNSUPPORTED_DATA);
          return;
        }
        receiver.message(message);
      };
      onClosed = () => end();
      for (const data of waiting.splice(0)) onMessage(data);
      if (hasEnded) end();
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      // What still waits is sent when the socket opens; it is closed then.
      if (unsent.length === 0) socket.close(NORMAL);
    },
  };
}

function messageBytes(data: unknown): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (data instanceof Uint8Array) return data;
  throw new TypeError('A message is not binary');
}
