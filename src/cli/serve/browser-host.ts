import { EngineSession, ownMachine } from '../../engine/index.ts';
import { CaptureHelper, builtHelpers } from '../../host/capture-helper.ts';
import type { Desk } from '../../host/desk.ts';
import type { CaptureHost } from '../../host/live-calls.ts';
import { serveShell } from '../../host/serve-shell.ts';
import { ShellService } from '../../host/shell-service.ts';
import { connect } from '../../shared/api/client.ts';
import { HOST_CONTRACT } from '../../shared/api/host-contract.ts';
import { inProcessPair } from '../../shared/api/in-process.ts';
import { webSocketTransport } from '../../shared/api/web-socket.ts';
import { version } from '../version.ts';
import { PageServer } from './page-server.ts';
import type { ListenOptions } from './serve-options.ts';
import type { ServedFolder } from './served-folder.ts';

export interface BrowserHostOptions {
  readonly listen: ListenOptions;
  /** Folder of the built page. */
  readonly page: string;
  /** Folder of the user's settings and sessions. */
  readonly settings: string;
  /** Whose files can be opened and written. */
  readonly files: ServedFolder;
  /** Whether pages may record what happens on this machine, and launch programs of the folder. */
  readonly mayCapture: boolean;
  /** The sample capture. */
  readonly sample: string;
  /** Is given what pages are not told. */
  readonly log: (what: string, error: unknown) => void;
}

/** The app in browsers: an engine, what its pages share, and the server that brings them the page. */
export class BrowserHost {
  readonly #session: EngineSession;
  readonly #service: ShellService;
  readonly #server: PageServer;

  private constructor(session: EngineSession, service: ShellService, server: PageServer) {
    this.#session = session;
    this.#service = service;
    this.#server = server;
  }

  /** Errors: as {@link PageServer.start}. */
  static async start(options: BrowserHostOptions): Promise<BrowserHost> {
    const { listen, page, settings, files, mayCapture, sample, log } = options;
    const session = new EngineSession({ log, ownMachine: ownMachine(builtHelpers()) });
    const [near, far] = inProcessPair();
    session.serveHost(far);
    const service = new ShellService({
      folder: settings,
      engine: connect(HOST_CONTRACT, near),
      log,
      capture: mayCapture ? captureOf(files) : undefined,
      sample,
    });
    const desk = browserDesk(files);
    try {
      const server = await PageServer.start({
        ...listen,
        folder: page,
        onSocket: (name, socket) => {
          const transport = webSocketTransport(socket);
          if (name === 'viewer') session.serveViewer(transport);
          else serveShell(service, transport, desk);
        },
      });
      return new BrowserHost(session, service, server);
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** With the token. */
  get address(): string {
    return this.#server.address;
  }

  /** Opens a file for all pages. Errors: as the engine's; pages are told of them as well. */
  async open(path: string): Promise<void> {
    await this.#service.document.open(path);
  }

  /** Ends all connections and closes the capture. A live one that nobody has saved is offered at the next start. */
  async close(): Promise<void> {
    await this.#server.close();
    const { document, engine } = this.#service;
    if (document.state.isUnsaved) await engine.call('engine/shutdown', { keep: true });
    await this.#session.close();
    await this.#service.flush();
  }
}

function captureOf(files: ServedFolder): CaptureHost {
  const helper = new CaptureHelper({ places: builtHelpers(), elevation: 'server' });
  return { helper, directory: files.path };
}

/** What this host does for its pages beyond what all hosts do: files, below its folder. */
function browserDesk(files: ServedFolder): Desk {
  return {
    info: {
      host: 'browser',
      platform: platform(),
      version: version(),
      runtime: [`Node ${process.versions.node}`],
      folder: files.name,
    },
    mayUseFiles: true,
    mayOffer: (path) => files.has(path),
    listFolder: (folder) => files.list(folder),
    targetIn: (folder, name, replace) => files.target(folder, name, replace),
  };
}

function platform(): Desk['info']['platform'] {
  if (process.platform === 'win32') return 'windows';
  if (process.platform === 'darwin') return 'mac';
  return process.platform === 'linux' ? 'linux' : 'other';
}
