import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventFlag, WireClass } from '../../../src/engine/wire/wire-format.ts';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { operationNumbers, TestCapture, Workload } from './support/test-capture.ts';
import type { CapturedEvent } from './support/test-capture.ts';

const ECONNREFUSED = -111;
const ECONNRESET = -104;
/** Of include/net/tcp_states.h. */
const [ESTABLISHED, SYN_SENT, SYN_RECV, CLOSE] = [1n, 2n, 3n, 7n];

describeWithCapture('messages and connections', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-messages-')));
  let program = '';
  beforeAll(() => void (program = compileWorkload('messages')), 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function capture(name: string, operations?: string[]) {
    const workload = new Workload(program, name, folder);
    const run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: workload.pid, record: true, tree: true }],
      ...(operations === undefined ? {} : { operations: operationNumbers(...operations) }),
    });
    const printed = await workload.run();
    await run.finish();
    expect(run.losses).toEqual([]);
    return { run, printed, events: run.eventsOf(workload.pid) };
  }

  it('have their addresses and bytes when several are sent and received at once', async () => {
    const { events, printed } = await capture('several');
    const [first = 0, second = 0, sender = 0] = printed;
    const [a, b, from] = [first, second, sender].map((port) => `127.0.0.1:${port}`);
    const send = events.find(({ operation }) => operation === 'sendmmsg');
    const told = [10, 11, 12, 13, 14, 15, 16, 17].map(
      (bytes, i) => `${bytes} bytes to ${i % 2 === 0 ? a : b}`,
    );
    expect(send).toMatchObject({
      path: `${from} -> ${a}`,
      result: 12,
      details: { BYTES: 186n, COUNT: 12n, MESSAGES: `${told.join('; ')}; 4 more` },
    });
    const receives = events.filter(({ operation }) => operation === 'recvmmsg');
    expect(receives).toMatchObject([
      {
        path: `${a} <- ${from}`,
        result: 6,
        details: {
          BYTES: 90n,
          MESSAGES: [10, 12, 14, 16, 18, 20].map((bytes) => `${bytes} bytes from ${from}`).join('; '),
        },
      },
      { result: 2, details: { BYTES: 24n, MESSAGES: `11 bytes from ${from}; 13 bytes from ${from}` } },
    ]);
  });

  it('tell the descriptors that they pass, on both sides', async () => {
    const { run, events, printed } = await capture('passed');
    const [file = 0, pipe = 0, child = 0] = printed;
    const sent = events.find(({ operation }) => operation === 'sendmsg')?.details['PASSED'];
    const pipeName = /pipe:\[\d+\]/.exec(String(sent))?.[0];
    expect(sent).toBe(`${file} (${folder}/passed), ${pipe} (${pipeName})`);
    const received = run.eventsOf(child).find(({ operation }) => operation === 'recvmsg')?.details['PASSED'];
    expect(received).toMatch(/^\d+ \(.*\), \d+ \(.*\)$/);
    expect(String(received).replace(/\d+ \(/g, '(')).toBe(`(${folder}/passed), (${pipeName})`);
  });

  it('are told to be made, accepted, refused, cut and ended, with bytes', async () => {
    const { events, printed } = await capture('connections');
    const server = `127.0.0.1:${printed[0]}`;
    const tcp = events.filter(({ operation }) => operation.startsWith('TCP'));
    const clients = tcp
      .filter(({ operation }) => operation === 'TCP Connect')
      .map(({ path = '' }) => path.split(' -> ')[0]);
    const short = ({ operation, path, result }: CapturedEvent) => `${operation} ${path} = ${result}`;
    expect(tcp.map(short).sort()).toEqual(
      [
        `TCP Connect ${clients[0]} -> ${server} = 0`,
        `TCP Accept ${server} <- ${clients[0]} = 0`,
        `TCP Disconnect ${clients[0]} -> ${server} = 0`,
        `TCP Disconnect ${server} -> ${clients[0]} = 0`,
        `TCP Connect ${clients[1]} -> ${server} = 0`,
        `TCP Accept ${server} <- ${clients[1]} = 0`,
        `TCP Disconnect ${server} -> ${clients[1]} = 0`,
        `TCP Disconnect ${clients[1]} -> ${server} = ${ECONNRESET}`,
        `TCP Connect ${clients[2]} -> ${server} = ${ECONNREFUSED}`,
      ].sort(),
    );
    const ended = (path: string) =>
      tcp.find((event) => event.operation === 'TCP Disconnect' && event.path === path);
    expect(ended(`${clients[0]} -> ${server}`)?.details).toMatchObject({
      SENT: 100n,
      RECEIVED: 30n,
      RETRANSMITS: 0n,
    });
    expect(ended(`${server} -> ${clients[0]}`)?.details).toMatchObject({ SENT: 30n, RECEIVED: 100n });
    expect(ended(`${clients[1]} -> ${server}`)?.flags).toBe(EventFlag.Failed);
    for (const event of tcp) expect(event.eventClass).toBe(WireClass.Network);
    for (const event of tcp.filter(({ operation }) => operation === 'TCP Connect'))
      expect(event.duration).toBeGreaterThan(0);
    const refused = events.filter(
      ({ operation, result }) => operation === 'connect' && result === ECONNREFUSED,
    );
    expect(refused[0]?.path).toMatch(new RegExp(` -> ${server}$`));
  });

  it('are told state by state when the filter names that', async () => {
    const { events } = await capture('connections', ['TCP State']);
    const steps = events.map(({ details }) => [details['OLD_STATE'], details['NEW_STATE']]);
    expect(steps).toContainEqual([CLOSE, SYN_SENT]);
    expect(steps).toContainEqual([SYN_SENT, ESTABLISHED]);
    expect(steps).toContainEqual([SYN_RECV, ESTABLISHED]);
    expect(
      events.filter(({ operation }) => operation.startsWith('TCP') && operation !== 'TCP State'),
    ).toEqual([]);
  });

  it('are told to send again what gets no answer', async () => {
    const { events, printed } = await capture('unanswered');
    const again = events.filter(({ operation }) => operation === 'TCP Retransmit');
    expect(again.length).toBeGreaterThan(0);
    expect(again[0]?.path).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+ -> 127\\.0\\.0\\.1:${printed[0]}$`));
    expect(again[0]?.details).toMatchObject({ NEW_STATE: SYN_SENT });
  });

  it('belong to a process also when they were made before capture', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = connect(port, '127.0.0.1');
    const [accepted] = (await once(server, 'connection')) as [ReturnType<typeof connect>];
    const run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: process.pid, record: true, tree: false }],
    });
    const path = `127.0.0.1:${client.localPort} -> 127.0.0.1:${port}`;
    const closed = once(client, 'close');
    accepted.destroy();
    client.destroy();
    await closed;
    server.close();
    await run.until(() =>
      run.events.some((event) => event.operation === 'TCP Disconnect' && event.path === path),
    );
    await run.finish();
    const ended = run.eventsOf(process.pid).filter(({ operation }) => operation === 'TCP Disconnect');
    expect(ended.map((event) => event.path)).toContain(path);
  });
});
