import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Channel, OwnerState } from '../../../src/renderer/properties/channel-messages.ts';
import { OwnerChannel } from '../../../src/renderer/properties/owner-channel.ts';
import type { OwnerList } from '../../../src/renderer/properties/owner-channel.ts';
import { OWNER_PATIENCE, OwnerLink } from '../../../src/renderer/properties/owner-link.ts';
import { eventNo, viewRow } from '../../../src/shared/units.ts';
import type { EventNo } from '../../../src/shared/units.ts';

/** Channels that reach each other, at once, with what survives being sent. */
class Bus {
  readonly #ends = new Set<Channel>();
  readonly sent: unknown[] = [];

  open(): Channel {
    const end: Channel = {
      onmessage: null,
      postMessage: (message) => this.send(message, end),
      close: () => void this.#ends.delete(end),
    };
    this.#ends.add(end);
    return end;
  }

  /** Hands a message to all ends but the one that it comes from. */
  send(message: unknown, from?: Channel): void {
    this.sent.push(message);
    const data: unknown = structuredClone(message);
    for (const end of this.#ends) if (end !== from) end.onmessage?.(new MessageEvent('message', { data }));
  }
}

/** A list that shows every second event of twenty. */
class SomeList implements OwnerList {
  readonly selected: EventNo[] = [];
  capture = 1;
  selection: EventNo | undefined;

  row = async (event: EventNo): ReturnType<OwnerList['row']> =>
    event % 2 === 0 ? viewRow(event / 2) : undefined;
  neighbour = async (event: EventNo, direction: 1 | -1): ReturnType<OwnerList['neighbour']> => {
    const to = event + 2 * direction;
    return to < 0 || to >= 20 ? undefined : eventNo(to);
  };
  highlighted: OwnerList['highlighted'] = async (event, direction) => {
    const to = event + 6 * direction;
    return to < 0 || to >= 20 ? undefined : eventNo(to);
  };
  select = async (event: EventNo): Promise<void> => {
    this.selected.push(event);
    this.selection = event;
  };
  state = (): ReturnType<OwnerList['state']> => ({
    capture: this.capture,
    generation: 4,
    selection: this.selection,
  });
}

function newWindow(bus: Bus): { link: OwnerLink; states: OwnerState[]; presence: boolean[] } {
  const states: OwnerState[] = [];
  const presence: boolean[] = [];
  const link = new OwnerLink(bus.open(), `window ${Math.random()}`, {
    changed: (state) => states.push(state),
    present: (isPresent) => presence.push(isPresent),
  });
  return { link, states, presence };
}

describe('the channel between a list and its properties windows', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test('tells a new window the state, and all windows what changes', () => {
    const bus = new Bus();
    const list = new SomeList();
    const owner = new OwnerChannel(bus.open(), list);
    const first = newWindow(bus);
    const second = newWindow(bus);
    expect(first.states[0]).toEqual({ kind: 'state', capture: 1, generation: 4, selection: undefined });
    const told = first.states.length;
    list.selection = eventNo(0);
    owner.update();
    owner.update();
    expect(first.states.slice(told).map(({ selection }) => selection)).toEqual([0]);
    expect(second.states.at(-1)?.selection).toBe(0);
  });

  test('says nothing while there is no window', () => {
    const bus = new Bus();
    const list = new SomeList();
    const owner = new OwnerChannel(bus.open(), list);
    list.capture = 2;
    owner.update();
    expect(bus.sent).toEqual([]);
  });

  test('says where an event stands, to the window that asks', async () => {
    const bus = new Bus();
    const list = new SomeList();
    new OwnerChannel(bus.open(), list);
    const first = newWindow(bus);
    const second = newWindow(bus);
    const answers = [first.link.ask(eventNo(0)), second.link.ask(eventNo(18)), first.link.ask(eventNo(7))];
    await vi.advanceTimersByTimeAsync(1);
    expect(await Promise.all(answers)).toEqual([
      { row: 0, previous: undefined, next: 2 },
      { row: 9, previous: 16, next: undefined },
      { row: undefined, previous: 5, next: 9 },
    ]);
  });

  test('selects an event in the list, and tells so before the wish is answered', async () => {
    const bus = new Bus();
    const list = new SomeList();
    new OwnerChannel(bus.open(), list);
    const { link, states } = newWindow(bus);
    const selecting = link.select(eventNo(6)).then(() => states.at(-1)?.selection);
    await vi.advanceTimersByTimeAsync(1);
    expect(await selecting).toBe(6);
    expect(list.selected).toEqual([6]);
  });

  test('finds highlighted events, however long the owner takes', async () => {
    const bus = new Bus();
    const list = new SomeList();
    new OwnerChannel(bus.open(), list);
    const { link, presence } = newWindow(bus);
    const answers = [link.highlighted(eventNo(4), 1), link.highlighted(eventNo(4), -1)];
    await vi.advanceTimersByTimeAsync(1);
    expect(await Promise.all(answers)).toEqual([10, undefined]);

    const slow = Promise.withResolvers<EventNo | undefined>();
    list.highlighted = () => slow.promise;
    const answer = link.highlighted(eventNo(4), 1);
    await vi.advanceTimersByTimeAsync(10 * OWNER_PATIENCE);
    slow.resolve(eventNo(16));
    expect(await answer).toBe(16);
    expect(presence).not.toContain(false);
  });

  test('takes an owner that does not answer for gone', async () => {
    const { link, presence } = newWindow(new Bus());
    const answer = link.ask(eventNo(1));
    await vi.advanceTimersByTimeAsync(OWNER_PATIENCE);
    expect(await answer).toBeUndefined();
    expect(presence).toContain(false);
    expect(presence).not.toContain(true);
  });

  test('takes an owner that says farewell for gone, and answers who waits', async () => {
    const bus = new Bus();
    const list = new SomeList();
    list.neighbour = () => new Promise(() => undefined);
    const owner = new OwnerChannel(bus.open(), list);
    const { link, presence } = newWindow(bus);
    const answer = link.ask(eventNo(0));
    owner.close();
    expect(await answer).toBeUndefined();
    expect(presence.at(-1)).toBe(false);
  });

  test('pays no heed to messages that do not fit', async () => {
    const bus = new Bus();
    const list = new SomeList();
    new OwnerChannel(bus.open(), list);
    const { states, presence } = newWindow(bus);
    const before = [states.length, presence.length];
    bus.send({ kind: 'state', capture: -1, generation: 0 });
    bus.send({ kind: 'select', window: 'w', request: 0, event: 'first' });
    bus.send({ kind: 'select', window: 'w', request: 0, event: 0.5 });
    bus.send({ kind: 'anything' });
    bus.send('hello');
    await vi.advanceTimersByTimeAsync(1);
    expect([states.length, presence.length]).toEqual(before);
    expect(list.selected).toEqual([]);
  });
});
