import { PORTS_MESSAGE } from '../../shared/api/page-ports.ts';

/** The two ports of a page: to the engine and to the shell. */
export interface PagePorts {
  readonly engine: MessagePort;
  readonly shell: MessagePort;
}

/**
 * Waits for the ports that the preload script hands to the page. A message from anybody else, another frame for instance,
 * is not listened to.
 */
export function receivePorts(): Promise<PagePorts> {
  return new Promise((resolve) => {
    const listener = (event: MessageEvent<unknown>): void => {
      const [engine, shell] = event.ports;
      if (event.source !== window || event.origin !== location.origin) return;
      if (event.data !== PORTS_MESSAGE || engine === undefined || shell === undefined) return;
      window.removeEventListener('message', listener);
      resolve({ engine, shell });
    };
    window.addEventListener('message', listener);
  });
}
