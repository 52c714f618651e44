import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WireClass } from '../../../src/engine/wire/wire-format.ts';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { TestCapture, Workload } from './support/test-capture.ts';
import type { CapturedEvent } from './support/test-capture.ts';

const KIND_TCP = BigInt((2 << 24) | (1 << 16) | 6);
const KIND_UDP = BigInt((2 << 24) | (2 << 16) | 17);

describeWithCapture('captured network operations', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-capture-')));
  let events: CapturedEvent[] = [];
  let ports: number[] = [];
  beforeAll(async () => {
    const workload = new Workload(compileWorkload(), 'network', folder);
    const run = await TestCapture.start({
      skipOthers: true,
      classMask: 1 << WireClass.Network,
      scopes: [{ pid: workload.pid, record: true, tree: true }],
    });
    ports = await workload.run();
    await run.finish();
    expect(run.losses).toEqual([]);
    events = run.eventsOf(workload.pid);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function lines(from: (event: CapturedEvent) => boolean): string[] {
    return events.filter(from).map(({ operation, path, result }) => `${operation} ${path} = ${result}`);
  }

  it('have both ends of TCP connections, and bytes', () => {
    const [server = 0] = ports;
    const isTcp = (event: CapturedEvent) =>
      event.details['SOCKET_KIND'] === KIND_TCP && !event.operation.startsWith('TCP ');
    const connect = events.find(({ operation }) => operation === 'connect');
    const client = Number(/^127\.0\.0\.1:(\d+) -> /.exec(connect?.path ?? '')?.[1]);
    expect(client).toBeGreaterThan(0);
    const [a, b] = [`127.0.0.1:${client}`, `127.0.0.1:${server}`];
    const fd = (name: string) => events.find(({ operation }) => operation === name)?.result;
    expect(
      lines((event) => isTcp(event) && !/^(close|socket|(newf|f)stat(at)?)$/.test(event.operation)),
    ).toEqual([
      `bind ${b} = 0`,
      `listen ${b} = 0`,
      `getsockname ${b} = 0`,
      `connect ${a} -> ${b} = 0`,
      `accept ${b} <- ${a} = ${fd('accept')}`,
      `sendto ${a} -> ${b} = 11`,
      `recvfrom ${b} <- ${a} = 11`,
      `write ${b} -> ${a} = 7`,
      `read ${a} <- ${b} = 7`,
    ]);
    // Newer libraries make an fstat of it with an empty path.
    const facts = events.find((event) => isTcp(event) && /^(newf|f)stat/.test(event.operation));
    expect(facts).toMatchObject({ path: `${a} -> ${b}`, eventClass: WireClass.Network });
  });

  it('have the peers of UDP without a connection', () => {
    const [, bound = 0, from = 0] = ports;
    const udp = events.filter((event) => event.details['SOCKET_KIND'] === KIND_UDP);
    expect(udp.find(({ operation }) => operation === 'sendto')).toMatchObject({
      path: `0.0.0.0:${from} -> 127.0.0.1:${bound}`,
      result: 9,
    });
    expect(udp.find(({ operation }) => operation === 'recvfrom')).toMatchObject({
      path: `127.0.0.1:${bound} <- 127.0.0.1:${from}`,
      result: 9,
      details: { PEER_ADDRESS: `127.0.0.1:${from}` },
    });
  });

  it('have the names of UNIX sockets', () => {
    expect(
      lines(
        (event) => event.path?.includes('socket') === true && / (->|<-) socket$|^socket/.test(event.path),
      ),
    ).toEqual(
      expect.arrayContaining([
        'bind socket = 0',
        expect.stringMatching(/^connect socket:\[\d+\] -> socket = 0$/),
        expect.stringMatching(/^write socket:\[\d+\] -> socket = 5$/),
        expect.stringMatching(/^read socket = 5$/),
      ]),
    );
    const abstract = events.find(({ details }) => details['SOCKET_ADDRESS'] === '@procscope-test');
    expect(abstract).toMatchObject({ operation: 'connect', result: -111 });
    expect(abstract?.path).toMatch(/^socket:\[\d+\] -> @procscope-test$/);
  });

  it('are of class Network alone when only that was asked for', () => {
    expect(events.length).toBeGreaterThan(20);
    expect(events.filter(({ eventClass }) => eventClass !== WireClass.Network)).toEqual([]);
  });
});
