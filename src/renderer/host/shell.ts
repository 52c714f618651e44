import { connect } from '../../shared/api/client.ts';
import type { Client } from '../../shared/api/client.ts';
import type { CallInput, CallOutput, EventData } from '../../shared/api/contract.ts';
import { SHELL_CONTRACT } from '../../shared/api/shell-contract.ts';
import type { Transport } from '../../shared/api/transport.ts';
import type { SettingsChange } from '../../shared/settings.ts';
import type { AppStore } from '../state/app-store.ts';

type ShellContract = typeof SHELL_CONTRACT;
type ShellCall = keyof ShellContract['calls'];
type ShellEvent = keyof ShellContract['events'];

/** The page's connection to the host that shows it; settings and the document's state go to the store. */
export class Shell {
  readonly #client: Client<ShellContract>;
  readonly #store: AppStore;

  constructor(transport: Transport, store: AppStore) {
    this.#store = store;
    this.#client = connect(SHELL_CONTRACT, transport);
    this.#client.onClosed(() => store.getState().connectionLost());
    this.#client.on('settings/changed', (settings) => store.getState().settingsChanged(settings));
    this.#client.on('document/changed', (document) => store.getState().documentChanged(document));
    this.#client.on('file/opening', (asked) => store.getState().fileAsked(asked));
  }

  /** Asks who the host is and what the user's settings are. Must have answered before anything is shown. */
  async start(): Promise<void> {
    this.#store.getState().shellStarted(await this.call('shell/info', {}));
  }

  /** Errors: as the contract's calls. */
  call<K extends ShellCall>(
    name: K,
    input: CallInput<ShellContract, K>,
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<CallOutput<ShellContract, K>> {
    return this.#client.call(name, input, options);
  }

  /** Calls `listener` with every event of the name until the returned function is called. */
  on<K extends ShellEvent>(name: K, listener: (data: EventData<ShellContract, K>) => void): () => void {
    return this.#client.on(name, listener);
  }

  /** Changes settings, here at once and on disk soon. */
  changeSettings(change: SettingsChange): void {
    const state = this.#store.getState();
    state.settingsChanged(Object.assign({ ...state.settings }, change));
    this.call('settings/change', { change }).catch((error: unknown) => console.error(error));
  }
}
