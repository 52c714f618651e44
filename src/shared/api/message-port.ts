import type { Transport } from './transport.ts';

/** A `MessagePort` of a page or of Node's worker threads. */
export interface EventPort {
  postMessage(message: unknown): void;
  addEventListener(type: 'message' | 'messageerror' | 'close', listener: (event: object) => void): void;
  start(): void;
  close(): void;
}

/** Electron's `MessagePortMain`. */
export interface EmitterPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

/** A transport over one end of a message channel; the port is its own from then on. */
export function messagePortTransport(port: EventPort | EmitterPort): Transport {
  let isClosed = false;
  return {
    send(message) {
      if (!isClosed) port.postMessage(message);
    },
    start(receiver) {
      const onMessage = (event: object): void => {
        if (!isClosed) receiver.message('data' in event ? event.data : undefined);
      };
      const onClose = (reason?: string): void => {
        if (isClosed) return;
        isClosed = true;
        receiver.closed(reason);
      };
      // Node's ports have `on` as well, but it hands over the message itself.
      if ('addEventListener' in port) {
        port.addEventListener('message', onMessage);
        port.addEventListener('messageerror', () => {
          onClose('A message could not be read.');
          port.close();
        });
        port.addEventListener('close', () => onClose());
      } else {
        port.on('message', onMessage);
        port.on('close', () => onClose());
      }
      port.start();
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      port.close();
    },
  };
}
