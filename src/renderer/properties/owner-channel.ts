import type { EventNo, ViewRow } from '../../shared/units.ts';
import { isCancelled } from '../../shared/errors.ts';
import { highlightedBeside } from '../highlight/find-highlighted.ts';
import type { App } from '../state/app-context.ts';
import type { AppState } from '../state/app-store.ts';
import { channelName, toOwner } from './channel-messages.ts';
import type { Channel, OwnerState, Place, ToWindow } from './channel-messages.ts';

/** What the owner's end of the channel asks of the page. */
export interface OwnerList {
  /** The row of an event; undefined while the filter hides it. */
  row(event: EventNo): Promise<ViewRow | undefined>;
  /** The event before or after another one; undefined at the ends of the list. */
  neighbour(event: EventNo, direction: 1 | -1): Promise<EventNo | undefined>;
  /** The highlighted event before or after another one; undefined when there is none. */
  highlighted(event: EventNo, direction: 1 | -1): Promise<EventNo | undefined>;
  /** Makes an event the selected one and brings it into view. */
  select(event: EventNo): Promise<void>;
  state(): Omit<OwnerState, 'kind'>;
}

/** The end of the page with the list: answers what properties windows ask, and tells them what changes. */
export class OwnerChannel {
  readonly #channel: Channel;
  readonly #list: OwnerList;
  /** Without a window, nobody needs to be told anything. */
  #hasWindows = false;
  #told: Omit<OwnerState, 'kind'> | undefined;

  constructor(channel: Channel, list: OwnerList) {
    this.#channel = channel;
    this.#list = list;
    channel.onmessage = ({ data }) => this.#receive(data);
  }

  /** Tells the windows what has changed, if anything has. */
  update(): void {
    if (!this.#hasWindows) return;
    const state = this.#list.state();
    const told = this.#told;
    if (
      told?.capture === state.capture &&
      told.generation === state.generation &&
      told.selection === state.selection
    )
      return;
    this.#tell(state);
  }

  close(): void {
    this.#send({ kind: 'bye' });
    this.#channel.close();
  }

  #receive(data: unknown): void {
    // Only pages of this program can reach the channel; one of another version may still say what is not understood.
    const parsed = toOwner.safeParse(data);
    if (!parsed.success) return;
    const message = parsed.data;
    switch (message.kind) {
      case 'hello':
        this.#hasWindows = true;
        this.#tell(this.#list.state());
        return;
      case 'ask': {
        const { window, request, event } = message;
        void this.#place(event).then((place) => this.#send({ kind: 'place', window, request, place }));
        return;
      }
      case 'find-highlighted': {
        const { window, request, event, direction } = message;
        this.#send({ kind: 'searching', window, request });
        void this.#highlighted(event, direction).then((found) =>
          this.#send({ kind: 'highlighted', window, request, event: found }),
        );
        return;
      }
      case 'select': {
        const { window, request, event } = message;
        void this.#list
          .select(event)
          .catch(report)
          .then(() => {
            this.update(); // before the answer, so that the window knows this change for its own
            this.#send({ kind: 'selected', window, request });
          });
        return;
      }
    }
  }

  async #place(event: EventNo): Promise<Place> {
    try {
      const [row, previous, next] = await Promise.all([
        this.#list.row(event),
        this.#list.neighbour(event, -1),
        this.#list.neighbour(event, 1),
      ]);
      return { row, previous, next };
    } catch (error) {
      report(error);
      return {};
    }
  }

  async #highlighted(event: EventNo, direction: 1 | -1): Promise<EventNo | undefined> {
    try {
      return await this.#list.highlighted(event, direction);
    } catch (error) {
      report(error);
      return undefined;
    }
  }

  #tell(state: Omit<OwnerState, 'kind'>): void {
    this.#told = state;
    this.#send({ kind: 'state', ...state });
  }

  #send(message: ToWindow): void {
    this.#channel.postMessage(message);
  }
}

function report(error: unknown): void {
  if (!isCancelled(error)) console.error(error);
}

const OWNER_BYTES = 12;
let ownerName: string | undefined;

/** The name of this page on its channel: hard to guess, new with every load. */
export function ownerOfPage(): string {
  ownerName ??= [...crypto.getRandomValues(new Uint8Array(OWNER_BYTES))]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('');
  return ownerName;
}

/** Serves the Event Properties windows that this page opens, until the returned function is called or the page goes. */
export function installOwnerChannel(app: App): () => void {
  const channel = new OwnerChannel(new BroadcastChannel(channelName(ownerOfPage())), {
    row: async (event) => {
      const { row, exact } = await app.session.rowOfEvent(event);
      return exact ? row : undefined;
    },
    neighbour: async (event, direction) => app.table.current?.neighbour(event, direction),
    highlighted: (event, direction) => highlightedBeside(app, event, direction),
    select: async (event) => app.table.current?.goToEvent(event),
    state: () => ownerState(app.store.getState()),
  });
  const unsubscribe = app.store.subscribe(() => channel.update());
  const close = (): void => {
    unsubscribe();
    channel.close();
    window.removeEventListener('pagehide', close);
  };
  window.addEventListener('pagehide', close);
  return close;
}

function ownerState({ capture, view, selection }: AppState): Omit<OwnerState, 'kind'> {
  return {
    capture: capture.capture,
    generation: view?.generation ?? 0,
    selection: selection?.current,
  };
}
