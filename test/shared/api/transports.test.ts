import type { MessagePortMain } from 'electron';
import type { MessagePort as NodePort } from 'node:worker_threads';
import type { WebSocket as WsSocket } from 'ws';
import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import { messagePortTransport } from '../../../src/shared/api/message-port.ts';
import type { EmitterPort, EventPort } from '../../../src/shared/api/message-port.ts';
import type { Transport } from '../../../src/shared/api/transport.ts';
import type { Socket } from '../../../src/shared/api/web-socket.ts';
import { TRANSPORT_PAIRS } from './transport-pairs.ts';
import type { TransportPair } from './transport-pairs.ts';

interface End {
  readonly heard: unknown[];
  /** Resolves when `count` messages were heard. */
  hears(count: number): Promise<unknown[]>;
  readonly closed: Promise<void>;
  timesClosed: number;
}

function listen(transport: Transport): End {
  const heard: unknown[] = [];
  let onHeard = (): void => undefined;
  let onClosed = (): void => undefined;
  const end: End = {
    heard,
    hears: (count) =>
      new Promise((resolve) => {
        onHeard = () => {
          if (heard.length >= count) resolve(heard);
        };
        onHeard();
      }),
    closed: new Promise((resolve) => {
      onClosed = resolve;
    }),
    timesClosed: 0,
  };
  transport.start({
    message: (message) => {
      heard.push(message);
      onHeard();
    },
    closed: () => {
      end.timesClosed++;
      onClosed();
    },
  });
  return end;
}

describe.each(Object.entries(TRANSPORT_PAIRS))('transport: %s', (_name, make) => {
  let pair: TransportPair | undefined;
  afterEach(async () => {
    await pair?.dispose();
    pair = undefined;
  });

  it('carries messages both ways in order, also those sent before the other end listens', async () => {
    pair = await make();
    const { near, far } = pair;
    for (let n = 0; n < 100; n++) near.send({ n });
    for (let n = 0; n < 100; n++) far.send({ n: 1000 - n });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const expected = Array.from({ length: 100 }, (_, n) => n);
    expect(await listen(far).hears(100)).toEqual(expected.map((n) => ({ n })));
    expect(await listen(near).hears(100)).toEqual(expected.map((n) => ({ n: 1000 - n })));
  });

  it('carries every kind of value', async () => {
    pair = await make();
    const message = {
      text: 'C:\\Ünïcode\\한글 \ud83d\ude00',
      numbers: [0, -1, 0.1, 2 ** 53 - 1, Infinity],
      flags: [true, false],
      big: [132_000_000_000_000_000n, 2n ** 64n - 1n, -1n],
      event: Float64Array.of(0, 65_536, 2 ** 53 - 1),
      tone: Uint8Array.of(0, 255),
      icon: Uint32Array.of(0, 2 ** 32 - 1),
      nested: { empty: [], object: {} },
    };
    pair.near.send(message);
    const [heard] = await listen(pair.far).hears(1);
    expect(heard).toEqual(message);
  });

  it('tells the other end once that it was closed, and carries nothing more', async () => {
    pair = await make();
    const near = listen(pair.near);
    const far = listen(pair.far);
    pair.near.send('first');
    await far.hears(1);
    pair.near.close();
    pair.near.close();
    pair.near.send('late');
    await far.closed;
    pair.far.send('late');
    pair.far.close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(far.heard).toEqual(['first']);
    expect(far.timesClosed).toBe(1);
    expect(near.heard).toEqual([]);
    expect(near.timesClosed).toBe(0);
  });

  it('delivers what was sent just before it was closed', async () => {
    pair = await make();
    const far = listen(pair.far);
    listen(pair.near);
    pair.near.send('last words');
    pair.near.close();
    await far.closed;
    expect(far.heard).toEqual(['last words']);
  });
});

describe('the adapters', () => {
  it('fit the ports and sockets of every runtime', () => {
    expectTypeOf<MessagePort>().toExtend<EventPort>();
    expectTypeOf<NodePort>().toExtend<EventPort>();
    expectTypeOf<MessagePortMain>().toExtend<EmitterPort>();
    expectTypeOf<WebSocket>().toExtend<Socket>();
    expectTypeOf<WsSocket>().toExtend<Socket>();
  });

  it('take the data of the events that an Electron port emits', () => {
    const listeners = new Map<string, (event: { data: unknown }) => void>();
    const posted: unknown[] = [];
    let started = false;
    const port: EmitterPort = {
      postMessage: (message) => posted.push(message),
      on: (name: string, listener: (event: { data: unknown }) => void) => listeners.set(name, listener),
      start: () => (started = true),
      close: () => undefined,
    };
    const transport = messagePortTransport(port);
    const end = listen(transport);
    expect(started).toBe(true);
    listeners.get('message')?.({ data: 'hello' });
    transport.send('back');
    listeners.get('close')?.({ data: undefined });
    transport.send('late');
    expect(end.heard).toEqual(['hello']);
    expect(end.timesClosed).toBe(1);
    expect(posted).toEqual(['back']);
  });
});
