import { describe, expect, it, vi } from 'vitest';
import { connect } from '../../../src/shared/api/client.ts';
import type { Client } from '../../../src/shared/api/client.ts';
import { PROTOCOL_VERSION } from '../../../src/shared/api/contract.ts';
import type { Handlers } from '../../../src/shared/api/contract.ts';
import { inProcessPair } from '../../../src/shared/api/in-process.ts';
import { MAX_CALLS_IN_FLIGHT, serve } from '../../../src/shared/api/server.ts';
import type { ServerConnection } from '../../../src/shared/api/server.ts';
import type { Transport } from '../../../src/shared/api/transport.ts';
import { ProcscopeError } from '../../../src/shared/errors.ts';
import { ECHO } from './echo-contract.ts';

type EchoHandlers = Handlers<typeof ECHO, AbortSignal>;

function handlers(waiting: AbortSignal[] = []): EchoHandlers {
  return {
    double: async ({ value }) => ({ value: value * 2 }),
    wait: (_input, signal) =>
      new Promise((resolve) => {
        waiting.push(signal);
        signal.addEventListener('abort', () => resolve({}));
      }),
    fail: async ({ how }) => {
      if (how === 'expected')
        throw new ProcscopeError('file/not-found', 'There is no file "x".', { path: 'x', tries: 2 });
      if (how === 'mistake') throw new Error('/home/someone/secret');
      const output: unknown = how === 'bad-output' ? { text: 7 } : { text: () => 7 };
      return output as { text: string };
    },
  };
}

interface Pair {
  readonly client: Client<typeof ECHO>;
  readonly server: ServerConnection<typeof ECHO>;
  readonly waiting: AbortSignal[];
  readonly log: ReturnType<typeof vi.fn<(what: string, error: unknown) => void>>;
  readonly onClosed: ReturnType<typeof vi.fn<() => void>>;
}

function pair(): Pair {
  const [near, far] = inProcessPair();
  const waiting: AbortSignal[] = [];
  const log = vi.fn<(what: string, error: unknown) => void>();
  const onClosed = vi.fn<() => void>();
  const server = serve(ECHO, handlers(waiting), far, {
    cancelSource: () => new AbortController(),
    log,
    onClosed,
  });
  return { client: connect(ECHO, near), server, waiting, log, onClosed };
}

/** A server with a peer that says whatever the test says. */
function rawPeer(): {
  say: (message: unknown) => void;
  heard: unknown[];
  peer: Transport;
  isClosed: () => boolean;
} {
  const [peer, far] = inProcessPair();
  const heard: unknown[] = [];
  let closed = false;
  serve(ECHO, handlers(), far, { cancelSource: () => new AbortController() });
  peer.start({ message: (message) => void heard.push(message), closed: () => (closed = true) });
  return { say: (message) => peer.send(message), heard, peer, isClosed: () => closed };
}

const hello = { seq: 0, kind: 'hello', protocol: PROTOCOL_VERSION, contract: 'echo' };
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('calls', () => {
  it('are answered, each with its own answer', async () => {
    const { client } = pair();
    const answers = await Promise.all([1, 2, 3].map((value) => client.call('double', { value })));
    expect(answers).toEqual([{ value: 2 }, { value: 4 }, { value: 6 }]);
  });

  it('fail with the code, sentence and facts of the server', async () => {
    const { client, log } = pair();
    await expect(client.call('fail', { how: 'expected' })).rejects.toMatchObject({
      code: 'file/not-found',
      message: 'There is no file "x".',
      facts: { path: 'x', tries: 2 },
    });
    expect(log).not.toHaveBeenCalled();
  });

  it('tell nothing of a mistake but that it happened; the log has the rest', async () => {
    const { client, log } = pair();
    const error: unknown = await client.call('fail', { how: 'mistake' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'internal', facts: {} });
    expect(String(error)).not.toContain('secret');
    expect(log).toHaveBeenCalledWith(
      expect.stringContaining('fail'),
      expect.objectContaining({ message: '/home/someone/secret' }),
    );
  });

  it('refuse input that does not fit, naming the place', async () => {
    const { client } = pair();
    const input: unknown = { value: 'three' };
    await expect(client.call('double', input as { value: number })).rejects.toMatchObject({
      code: 'api/bad-request',
      message: expect.stringContaining('value') as string,
    });
    await expect(client.call('double', { value: 4 })).resolves.toEqual({ value: 8 });
  });

  it('refuse an answer that does not fit', async () => {
    const { client } = pair();
    await expect(client.call('fail', { how: 'bad-output' })).rejects.toMatchObject({ code: 'api/protocol' });
  });

  it('do not compile with a wrong name, input or output', async () => {
    const { client } = pair();
    // @ts-expect-error -- there is no such call
    expect(() => client.call('treble', { value: 1 })).toThrow('treble');
    // @ts-expect-error -- there is no such event
    expect(() => client.on('tock', () => undefined)).toThrow('tock');
    // @ts-expect-error -- the value is a number
    await expect(client.call('double', { value: '1' })).rejects.toMatchObject({ code: 'api/bad-request' });
    const { value } = await client.call('double', { value: 1 });
    // @ts-expect-error -- the answer is a number
    const text: string = value;
    expect(text).toBe(2);
    // @ts-expect-error -- a call without a handler
    const missing: EchoHandlers = { double: handlers().double, wait: handlers().wait };
    expect(missing.fail).toBeUndefined();
  });

  it('of names that every object has are unknown', async () => {
    const { say, heard } = rawPeer();
    say(hello);
    for (const [index, call] of ['constructor', '__proto__', 'toString', 'hasOwnProperty'].entries()) {
      say({ seq: index + 1, kind: 'call', id: index, call, input: {} });
    }
    await settled();
    const codes = heard.slice(1).map((message) => (message as { error: { code: string } }).error.code);
    expect(codes).toEqual(new Array(4).fill('api/unknown-call'));
  });

  it('beyond the bound are refused, and accepted again when others have ended', async () => {
    const { client, waiting } = pair();
    const stop = new AbortController();
    const calls = Array.from({ length: MAX_CALLS_IN_FLIGHT }, () =>
      client.call('wait', {}, { signal: stop.signal }),
    );
    const outcomes = Promise.allSettled(calls);
    await expect(client.call('double', { value: 1 })).rejects.toMatchObject({ code: 'api/busy' });
    expect(waiting).toHaveLength(MAX_CALLS_IN_FLIGHT);
    stop.abort();
    await outcomes;
    await settled();
    await expect(client.call('double', { value: 1 })).resolves.toEqual({ value: 2 });
  });
});

describe('cancelling', () => {
  it('rejects at once and aborts the handler', async () => {
    const { client, waiting } = pair();
    const stop = new AbortController();
    const call = client.call('wait', {}, { signal: stop.signal });
    await settled();
    stop.abort();
    await expect(call).rejects.toMatchObject({ code: 'job/cancelled' });
    await settled();
    expect(waiting.map((signal) => signal.aborted)).toEqual([true]);
  });

  it('before the call sends nothing', async () => {
    const { client, waiting } = pair();
    await expect(client.call('wait', {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'job/cancelled',
    });
    await settled();
    expect(waiting).toEqual([]);
  });

  it('after the answer does nothing', async () => {
    const { client } = pair();
    const stop = new AbortController();
    await client.call('double', { value: 1 }, { signal: stop.signal });
    stop.abort();
    await expect(client.call('double', { value: 2 })).resolves.toEqual({ value: 4 });
  });
});

describe('events', () => {
  it('reach every listener until it is taken away', async () => {
    const { client, server } = pair();
    const heard: number[] = [];
    const stop = client.on('tick', ({ count }) => heard.push(count));
    client.on('tick', ({ count }) => heard.push(count * 10));
    server.emit('tick', { count: 1 });
    await settled();
    stop();
    server.emit('tick', { count: 2 });
    await settled();
    expect(heard).toEqual([1, 10, 20]);
  });

  it('that do not fit close the connection', async () => {
    const { client, server } = pair();
    client.on('tick', () => undefined);
    const ended = new Promise((resolve) => client.onClosed(resolve));
    const data: unknown = { count: 'one' };
    server.emit('tick', data as { count: number });
    await expect(ended).resolves.toMatchObject({ code: 'api/protocol' });
  });
});

describe('the end of a connection', () => {
  it('by the client rejects what waits, aborts handlers and is told to the server once', async () => {
    const { client, waiting, onClosed } = pair();
    const call = client.call('wait', {});
    await settled();
    client.close();
    client.close();
    await expect(call).rejects.toMatchObject({ code: 'api/closed' });
    await expect(client.call('double', { value: 1 })).rejects.toMatchObject({ code: 'api/closed' });
    await settled();
    expect(waiting[0]?.aborted).toBe(true);
    expect(onClosed).toHaveBeenCalledTimes(1);
  });

  it('by the server rejects what waits', async () => {
    const { client, server, onClosed } = pair();
    const ended = new Promise((resolve) => client.onClosed(resolve));
    const call = client.call('wait', {});
    await settled();
    server.close();
    await expect(call).rejects.toMatchObject({ code: 'api/closed' });
    await expect(ended).resolves.toMatchObject({ code: 'api/closed' });
    expect(onClosed).toHaveBeenCalledTimes(1);
    server.emit('tick', { count: 1 });
  });
});

describe('a peer that breaks the rules', () => {
  const call = { kind: 'call', id: 0, call: 'double', input: { value: 1 } };

  it.each([
    ['a gap', [hello, { ...call, seq: 2 }]],
    ['a repeated number', [hello, { ...call, seq: 1 }, { ...call, id: 1, seq: 1 }]],
    ['no hello', [{ ...call, seq: 0 }]],
    ['a second hello', [hello, { ...hello, seq: 1 }]],
    ['another protocol version', [{ ...hello, protocol: PROTOCOL_VERSION + 1 }]],
    ['another contract', [{ ...hello, contract: 'other' }]],
    ['an id that was used', [hello, { ...call, seq: 1 }, { ...call, seq: 2 }]],
    ['a message of the other side', [hello, { seq: 1, kind: 'event', event: 'tick', data: { count: 1 } }]],
    ['an unknown kind', [hello, { seq: 1, kind: 'sing' }]],
    ['no object', ['hello']],
    ['null', [null]],
    ['an empty message', [{}]],
    ['an id that is no whole number', [hello, { ...call, id: 0.5, seq: 1 }]],
  ])('by %s is told why and disconnected', async (_name, messages) => {
    const { say, heard, isClosed } = rawPeer();
    for (const message of messages) say(message);
    await settled();
    expect(isClosed()).toBe(true);
    expect(heard.at(-1)).toMatchObject({ kind: 'close', error: { code: 'api/protocol' } });
  });

  it('as a server: answers to calls that were not made close the connection', async () => {
    const [near, far] = inProcessPair();
    const client = connect(ECHO, near);
    far.start({ message: () => undefined, closed: () => undefined });
    far.send(hello);
    far.send({ seq: 1, kind: 'reply', id: 0, ok: true, output: {} });
    const ended = new Promise((resolve) => client.onClosed(resolve));
    await expect(ended).resolves.toMatchObject({ code: 'api/protocol' });
  });

  it('as a server with a code of a later version: the code becomes internal, the sentence stays', async () => {
    const [near, far] = inProcessPair();
    const client = connect(ECHO, near);
    far.start({ message: () => undefined, closed: () => undefined });
    const answer = client.call('double', { value: 1 });
    far.send(hello);
    const error = { code: 'later/unheard-of', sentence: 'Something new.', facts: {} };
    far.send({ seq: 1, kind: 'reply', id: 0, ok: false, error });
    await expect(answer).rejects.toMatchObject({ code: 'internal', message: 'Something new.' });
  });
});
