import { connect } from '../../shared/api/client.ts';
import type { Client } from '../../shared/api/client.ts';
import { SHELL_CONTRACT } from '../../shared/api/shell-contract.ts';
import type { Transport } from '../../shared/api/transport.ts';
import { VIEWER_CONTRACT } from '../../shared/api/viewer-contract.ts';
import type { HostNames } from '../../shared/api/viewer-contract.ts';
import { ProcscopeError } from '../../shared/errors.ts';
import type { EventNo } from '../../shared/units.ts';
import { writeClipboard } from '../host/clipboard.ts';
import { hasHighlight } from '../highlight/highlight-actions.ts';
import type { HostConnections } from '../host/connect-host.ts';
import { locale } from '../messages/locale.ts';
import { errorSentence } from '../messages/error-sentence.ts';
import { setBusy } from '../state/idle.ts';
import type { Channel, OwnerState } from './channel-messages.ts';
import { propertiesText } from './copy-text.ts';
import { OwnerLink } from './owner-link.ts';
import type { PropertiesQuery, PropertiesTab } from './properties-query.ts';
import { createPropertiesStore, standstill } from './properties-state.ts';
import type { PropertiesState, PropertiesStore } from './properties-state.ts';

/** Milliseconds that an event waits for its place in the list, with which it is shown. */
const PLACE_PATIENCE = 100;

/** To the event before or after the shown one, or to the highlighted one. */
interface Step {
  readonly direction: 1 | -1;
  readonly isHighlighted: boolean;
}

/** What the window does for its user: shows events of the engine, and goes through the list of the page that opened it. */
export class PropertiesSession {
  readonly store: PropertiesStore;
  readonly #shell: Client<typeof SHELL_CONTRACT>;
  readonly #engine: Client<typeof VIEWER_CONTRACT>;
  readonly #link: OwnerLink;
  #capture: number | undefined;
  /** What the list has told last. */
  #owner: OwnerState | undefined;
  /** The event to show as soon as the one that is on its way has come. */
  #wanted: EventNo | undefined;
  #loading: Promise<void> | undefined;
  /** Steps to other events that are asked for and not yet taken. */
  readonly #steps: Step[] = [];
  #isStepping = false;
  /** Selections of the list that this window has asked for: they are not followed. */
  #selecting = 0;

  private constructor(
    store: PropertiesStore,
    shell: Client<typeof SHELL_CONTRACT>,
    engine: Transport,
    channel: Channel,
  ) {
    this.store = store;
    this.#shell = shell;
    this.#engine = connect(VIEWER_CONTRACT, engine);
    this.#engine.onClosed(() => this.#set({ isEngineLost: true }));
    this.#engine.on('capture/changed', ({ capture }) => this.#captureIs(capture));
    shell.on('settings/changed', (settings) => this.#set({ settings }));
    this.#link = new OwnerLink(channel, crypto.randomUUID(), {
      changed: (state) => this.#ownerChanged(state),
      present: (isPresent) => this.#ownerPresent(isPresent),
    });
  }

  /** Connects and shows the event. Settled when it is there. */
  static async start(
    connections: HostConnections,
    channel: Channel,
    { event, tab }: PropertiesQuery,
  ): Promise<PropertiesSession> {
    const shell = connect(SHELL_CONTRACT, connections.shell);
    const store = createPropertiesStore(await shell.call('shell/info', {}), tab);
    const session = new PropertiesSession(store, shell, connections.engine, channel);
    try {
      session.#captureIs((await session.#engine.call('capture/info', {})).capture);
      await session.#show(event);
    } catch (error) {
      session.#fail(error);
    }
    return session;
  }

  chooseTab(tab: PropertiesTab): void {
    if (this.#state.tab === tab) return;
    this.#set({ tab });
    this.#shell
      .call('settings/change', { change: { propertiesTab: tab } })
      .catch((error: unknown) => console.error(error));
  }

  setFollows(follows: boolean): void {
    this.#set({ follows });
    this.#follow();
  }

  setHighlightedOnly(highlightedOnly: boolean): void {
    this.#set({ highlightedOnly });
  }

  /**
   * Goes to the event before or after the shown one in the list, and selects it there; to the highlighted one when only
   * these are wanted. `isRepeat`: of a held key.
   */
  step(direction: 1 | -1, isRepeat = false): void {
    const { highlightedOnly, settings } = this.#state;
    this.#addStep({ direction, isHighlighted: highlightedOnly && hasHighlight({ settings }) }, isRepeat);
  }

  /** Goes to the highlighted event before or after the shown one in the list, and selects it there. */
  stepHighlighted(direction: 1 | -1, isRepeat = false): void {
    this.#addStep({ direction, isHighlighted: true }, isRepeat);
  }

  /** Puts all that the tabs show on the clipboard. Call it while a key or a click is being handled. */
  copyAll(): void {
    const { shown } = this.#state;
    if (shown !== undefined) this.copy(propertiesText(shown, locale.messages));
  }

  copy(text: string): void {
    this.#set({ said: undefined });
    writeClipboard({ store: this.store, shell: this.#shell }, text).then(
      () => this.#set({ said: 'copied' }),
      (error: unknown) => {
        console.error(error);
        this.#set({ said: 'copy-failed' });
      },
    );
  }

  close(): void {
    if (this.#state.shell.host === 'desktop') {
      this.#shell.call('window/close', {}).catch((error: unknown) => console.error(error));
    } else {
      window.close();
    }
  }

  /** What the addresses of an event are called; none when the engine cannot say. */
  async hostNames(event: EventNo): Promise<HostNames> {
    try {
      return await this.#engine.call('event/host-names', { event });
    } catch (error) {
      this.#fail(error);
      return { ends: [] };
    }
  }

  /** An icon as an `ICONIMAGE` resource. Errors: as the contract's call `icon`. */
  readonly icon = (index: number): Promise<{ edge: number; image: Uint8Array }> =>
    this.#engine.call('icon', { index });

  get #state(): PropertiesState {
    return this.store.getState();
  }

  #set(change: Partial<PropertiesState>): void {
    this.store.setState(change);
  }

  #captureIs(capture: number): void {
    this.#capture ??= capture;
    if (capture !== this.#capture) this.#set({ isOtherCapture: true });
  }

  #ownerPresent(isPresent: boolean): void {
    if (this.#state.isOwnerAway === isPresent) this.#set({ isOwnerAway: !isPresent });
  }

  #ownerChanged(state: OwnerState): void {
    const before = this.#owner;
    this.#owner = state;
    if (state.generation !== before?.generation) void this.#findPlace();
    if (state.selection !== before?.selection) this.#follow();
  }

  #follow(): void {
    const selection = this.#owner?.selection;
    if (!this.#state.follows || this.#selecting > 0 || selection === undefined) return;
    if (selection !== this.#state.shown?.event) void this.#show(selection);
  }

  #addStep(step: Step, isRepeat: boolean): void {
    if (standstill(this.#state) !== undefined || (isRepeat && this.#isStepping)) return;
    this.#steps.push(step);
    if (!this.#isStepping) void this.#takeSteps();
  }

  async #takeSteps(): Promise<void> {
    this.#isStepping = true;
    setBusy(this.#steps, true);
    for (let step = this.#steps.shift(); step !== undefined; step = this.#steps.shift()) {
      await this.#takeStep(step);
    }
    this.#isStepping = false;
    setBusy(this.#steps, false);
  }

  async #takeStep({ direction, isHighlighted }: Step): Promise<void> {
    const { shown } = this.#state;
    if (shown === undefined || standstill(this.#state) !== undefined) return;
    const event = isHighlighted
      ? await this.#highlighted(shown.event, direction)
      : await this.#neighbour(shown.event, direction);
    if (event === undefined) return;
    this.#selecting++;
    await Promise.all([this.#show(event), this.#link.select(event)]);
    this.#selecting--;
  }

  /** Asked anew: the list may have changed since. */
  async #neighbour(event: EventNo, direction: 1 | -1): Promise<EventNo | undefined> {
    const place = await this.#link.ask(event);
    return direction === 1 ? place?.next : place?.previous;
  }

  async #highlighted(event: EventNo, direction: 1 | -1): Promise<EventNo | undefined> {
    this.#set({ said: undefined });
    const slow = setTimeout(() => this.#set({ said: 'searching' }), PLACE_PATIENCE);
    const found = await this.#link.highlighted(event, direction);
    clearTimeout(slow);
    if (found === undefined) this.#set({ said: direction === 1 ? 'no-next' : 'no-previous' });
    return found;
  }

  /** Shows an event; of those asked for while one is on its way, only the last. Settled when it is shown. */
  #show(event: EventNo): Promise<void> {
    this.#wanted = event;
    this.#loading ??= this.#loadWanted();
    return this.#loading;
  }

  async #loadWanted(): Promise<void> {
    setBusy(this, true);
    for (let event = this.#wanted; event !== undefined; event = this.#wanted) {
      this.#wanted = undefined;
      await this.#load(event);
    }
    this.#loading = undefined;
    setBusy(this, false);
  }

  async #load(event: EventNo): Promise<void> {
    try {
      const asked = this.#state.isOwnerAway ? undefined : this.#link.ask(event);
      const shown = await this.#engine.call('event/properties', { event });
      // Title and content change in one go, unless the list takes its time.
      const place = await Promise.race([asked, delay(PLACE_PATIENCE)]);
      // An event of another capture may have the same number.
      if (this.#state.isOtherCapture) return;
      this.#set({ shown, failure: undefined, said: undefined, place: place ?? {} });
      if (place === undefined && asked !== undefined) void this.#findPlace();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #findPlace(): Promise<void> {
    const event = this.#state.shown?.event;
    if (event === undefined || standstill(this.#state) !== undefined) return;
    const place = await this.#link.ask(event);
    if (place !== undefined && this.#state.shown?.event === event) this.#set({ place });
  }

  #fail(error: unknown): void {
    if (!(error instanceof ProcscopeError)) {
      console.error(error);
      return;
    }
    if (error.code !== 'api/closed') this.#set({ failure: errorSentence(error) });
  }
}

function delay(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), milliseconds));
}
