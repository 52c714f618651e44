import { join } from 'node:path';
import { MessageChannelMain, utilityProcess } from 'electron';
import type { MessagePortMain, UtilityProcess } from 'electron';
import type { EngineClient } from '../host/open-document.ts';
import { connect } from '../shared/api/client.ts';
import { HOST_CONTRACT } from '../shared/api/host-contract.ts';
import { messagePortTransport } from '../shared/api/message-port.ts';
import type { PortRole } from './port-role.ts';

/** Time that the engine gets to close its capture when the app ends. */
const SHUTDOWN_MS = 5000;

/** The engine's process, seen from the main process. */
export class EngineHost {
  readonly client: EngineClient;
  readonly #process: UtilityProcess;
  readonly #exited: Promise<void>;

  /** `helpers`: where the capture helper may be. */
  constructor(folder: string, helpers: readonly string[]) {
    this.#process = utilityProcess.fork(join(folder, 'engine-process.js'), [...helpers], {
      serviceName: 'Procscope engine',
      stdio: 'inherit',
    });
    this.#exited = new Promise((resolve) => this.#process.once('exit', () => resolve()));
    this.client = connect(HOST_CONTRACT, messagePortTransport(this.#port('host')));
  }

  /** A port for a page. It closes when the engine's process ends, which is how the page learns of that. */
  viewerPort(): MessagePortMain {
    return this.#port('viewer');
  }

  /** Closes the capture and ends the process. A live capture that was not closed before is offered at the next start. */
  async shutdown(): Promise<void> {
    const timeout = new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS));
    await Promise.race([
      this.client.call('engine/shutdown', { keep: true }).catch(() => undefined),
      timeout,
      this.#exited,
    ]);
    this.client.close();
    this.#process.kill();
  }

  #port(role: PortRole): MessagePortMain {
    const { port1, port2 } = new MessageChannelMain();
    this.#process.postMessage(role, [port2]);
    return port1;
  }
}
