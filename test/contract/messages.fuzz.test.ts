import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { WebSocket, WebSocketServer } from 'ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineSession } from '../../src/engine/index.ts';
import { connect } from '../../src/shared/api/client.ts';
import { PROTOCOL_VERSION } from '../../src/shared/api/contract.ts';
import { HOST_CONTRACT } from '../../src/shared/api/host-contract.ts';
import { inProcessPair } from '../../src/shared/api/in-process.ts';
import { packMessage } from '../../src/shared/api/message-pack.ts';
import { VIEWER_CONTRACT } from '../../src/shared/api/viewer-contract.ts';
import { webSocketTransport } from '../../src/shared/api/web-socket.ts';
import { COLUMN_NAMES } from '../../src/shared/columns.ts';
import { ProcscopeError } from '../../src/shared/errors.ts';
import { RELATIONS, RULE_ACTIONS } from '../../src/shared/filter/filter-rule.ts';
import { makeSamples } from './samples.ts';
import type { Samples } from './samples.ts';

/** The same runs every time; another start gives others. */
const SEED = Number(process.env['PROCSCOPE_FUZZ_SEED'] ?? 20_200_712);

let samples: Samples;
let session: EngineSession;
/** Exceptions that no call should end with, however it was made. */
const mistakes: unknown[] = [];

beforeAll(async () => {
  samples = makeSamples();
  session = new EngineSession({
    log: (what, error) => {
      if (!(error instanceof ProcscopeError)) mistakes.push(what, error);
    },
  });
  const [near, far] = inProcessPair();
  session.serveHost(far);
  await connect(HOST_CONTRACT, near).call('capture/open', { path: samples.small });
});

afterAll(async () => {
  await session.close();
  samples.dispose();
});

async function expectHealthy(): Promise<void> {
  const [near, far] = inProcessPair();
  session.serveViewer(far);
  const viewer = connect(VIEWER_CONTRACT, near);
  expect(await viewer.call('capture/info', {})).toMatchObject({ state: 'ready' });
  viewer.close();
  expect(mistakes).toEqual([]);
}

const junk = fc.anything({
  withBigInt: true,
  withTypedArray: true,
  withNullPrototype: true,
  withObjectString: true,
});
const number = fc.oneof(
  { weight: 4, arbitrary: fc.nat(400) },
  fc.constantFrom(-1, 0.5, NaN, Infinity, 2 ** 31, 2 ** 32, 2 ** 53 - 1, 2 ** 53),
);
const text = fc.oneof(
  fc.string(),
  fc.constantFrom('app.exe', '12', '0x10', '1:17:45', '\ud800', 'a'.repeat(70_000)),
);
const rules = fc.array(
  fc.record({
    enabled: fc.boolean(),
    column: fc.constantFrom(...COLUMN_NAMES),
    relation: fc.constantFrom(...RELATIONS),
    value: text,
    action: fc.constantFrom(...RULE_ACTIONS),
  }),
  { maxLength: 5 },
);
/** Any field of any call, right often enough to get through. */
const input = fc.record(
  {
    view: fc.oneof({ weight: 4, arbitrary: fc.nat(2) }, number),
    rules: fc.oneof({ weight: 4, arbitrary: rules }, junk),
    classes: fc.oneof({ weight: 4, arbitrary: fc.nat(255) }, number),
    first: number,
    count: number,
    columns: fc.oneof({ weight: 4, arbitrary: fc.subarray([...COLUMN_NAMES]) }, junk),
    row: number,
    event: number,
    from: number,
    direction: fc.constantFrom(1, 1, -1, -1, 0),
    what: fc.oneof(fc.record({ rules }), fc.record({ text, columns: fc.subarray([...COLUMN_NAMES]) }), {
      weight: 1,
      arbitrary: junk,
    }),
    column: fc.constantFrom(...COLUMN_NAMES, 'none'),
    text,
    limit: number,
    index: number,
  },
  { requiredKeys: [], noNullPrototype: true },
);
const callName = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...Object.keys(VIEWER_CONTRACT.calls)) },
  fc.constantFrom('__proto__', 'constructor', 'capture/open', ''),
);
type Message = { readonly body: unknown; readonly isCounted: boolean };
const call = fc.record({ call: callName, input: fc.oneof({ weight: 8, arbitrary: input }, junk) });
const message: fc.Arbitrary<Message | { call: string; input: unknown } | { cancel: number }> = fc.oneof(
  { weight: 20, arbitrary: call },
  { weight: 3, arbitrary: fc.record({ cancel: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ body: junk, isCounted: fc.boolean() }) },
);

/** The messages as they are sent: calls with ascending ids, numbered; junk as it is. */
function spell(
  messages: readonly (Message | { call: string; input: unknown } | { cancel: number })[],
): unknown[] {
  const sent: unknown[] = [
    { seq: 0, kind: 'hello', protocol: PROTOCOL_VERSION, contract: 'viewer' },
    { seq: 1, kind: 'call', id: 0, call: 'view/open', input: {} },
  ];
  let seq = 2;
  let id = 1;
  for (const each of messages) {
    if ('call' in each) sent.push({ seq: seq++, kind: 'call', id: id++, ...each });
    else if ('cancel' in each) sent.push({ seq: seq++, kind: 'cancel', id: each.cancel });
    else sent.push(each.isCounted ? { seq: seq++, kind: 'call', id: id++, ...Object(each.body) } : each.body);
  }
  return sent;
}

describe('the engine survives', () => {
  it('any messages in process', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 1, maxLength: 40 }), async (messages) => {
        const [near, far] = inProcessPair();
        session.serveViewer(far);
        near.start({ message: () => undefined, closed: () => undefined });
        for (const each of spell(messages)) near.send(each);
        for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
        near.close();
        await expectHealthy();
      }),
      { numRuns: 1500, seed: SEED },
    );
  });

  it('any bytes over a WebSocket, and whole messages with bytes changed', async () => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: 1 << 20 });
    server.on('connection', (socket) => session.serveViewer(webSocketTransport(socket)));
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const frames = fc.oneof(
      fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 5 }),
      fc
        .tuple(
          fc.array(call, { maxLength: 10 }),
          fc.array(fc.tuple(fc.nat(5000), fc.nat(255)), { maxLength: 4 }),
        )
        .map(([calls, changes]) => changed(spell(calls).map(packOrEmpty), changes)),
    );
    await fc.assert(
      fc.asyncProperty(frames, fc.boolean(), async (sent, endsWithText) => {
        const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
        await once(socket, 'open');
        for (const bytes of sent) socket.send(bytes);
        if (endsWithText) socket.send('a text');
        socket.ping();
        await Promise.race([once(socket, 'pong'), once(socket, 'close')]);
        socket.terminate();
        await expectHealthy();
      }),
      { numRuns: 400, seed: SEED },
    );
    await new Promise((resolve) => server.close(resolve));
  });
});

/** The bytes of a message; none for values that MessagePack does not have, such as symbols. */
function packOrEmpty(value: unknown): Uint8Array {
  try {
    return packMessage(value);
  } catch {
    return new Uint8Array(0);
  }
}

/** Changes bytes here and there in a row of frames. */
function changed(
  frames: readonly Uint8Array[],
  changes: readonly (readonly [number, number])[],
): Uint8Array[] {
  const copies = frames.map((frame) => Uint8Array.from(frame));
  const total = copies.reduce((sum, frame) => sum + frame.length, 0);
  for (const [place, value] of changes) {
    let at = total === 0 ? 0 : place % total;
    for (const frame of copies) {
      if (at < frame.length) {
        frame[at] = value;
        break;
      }
      at -= frame.length;
    }
  }
  return copies;
}
