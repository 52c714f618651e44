import { ENGINE_PORT_MESSAGE } from '../../shared/api/engine-port.ts';

/**
 * Waits for the port to the engine, which the preload script hands to the page. A message from anybody else, another
 * frame for instance, is not listened to.
 */
export function receiveEnginePort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const listener = (event: MessageEvent<unknown>): void => {
      const [port] = event.ports;
      if (event.source !== window || event.origin !== location.origin) return;
      if (event.data !== ENGINE_PORT_MESSAGE || port === undefined) return;
      window.removeEventListener('message', listener);
      resolve(port);
    };
    window.addEventListener('message', listener);
  });
}
