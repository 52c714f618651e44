import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { EventFlag, WireCategory, WireClass } from '../../../src/engine/wire/wire-format.ts';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { TestCapture, Workload } from './support/test-capture.ts';
import type { CapturedEvent } from './support/test-capture.ts';

const ECANCELED = -125;

/** Why the kernel lets no program use io_uring; undefined when it does. */
function whyNoUring(): string | undefined {
  try {
    const disabled = readFileSync('/proc/sys/kernel/io_uring_disabled', 'utf8').trim();
    return disabled === '0' ? undefined : `kernel.io_uring_disabled is ${disabled}`;
  } catch {
    return undefined; // before 6.6 it cannot be switched off
  }
}

const reason = whyNoUring();

describeWithCapture('what programs do through io_uring', () => {
  let program = '';
  beforeAll(() => void (program = compileWorkload('uring')), 120_000);

  async function capture(
    name: string,
    args: string[] = [],
  ): Promise<{ events: CapturedEvent[]; folder: string }> {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-uring-')));
    try {
      const workload = new Workload(program, name, folder);
      const run = await TestCapture.start(
        { skipOthers: true, scopes: [{ pid: workload.pid, record: true, tree: true }] },
        args,
      );
      await workload.run();
      await run.finish();
      expect(run.losses).toEqual([]);
      const hello = run.messages.find((message) => message.type === 'hello');
      expect(hello?.type === 'hello' ? hello.facts['io_uring'] : undefined).toBe('yes');
      const events = run
        .eventsOf(workload.pid)
        .filter(({ operation }) => operation.startsWith('io_uring:') || operation.startsWith('TCP'));
      return { events, folder };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  const FILES = [
    'MKDIRAT sub = 0',
    'OPENAT sub/file = fd',
    'WRITE sub/file = 10',
    'READ sub/file = 6',
    'WRITEV sub/file = 5',
    'FSYNC sub/file = 0',
    'STATX sub/file = 0',
    'CLOSE sub/file = 0',
    'RENAMEAT sub/file = 0',
    'LINKAT sub/other = 0',
    'SYMLINKAT sub/soft = 0',
    'OPENAT no/such/file = -2',
    'UNLINKAT sub/hard = 0',
    'UNLINKAT sub/soft = 0',
    'UNLINKAT sub/other = 0',
    'UNLINKAT sub = 0',
  ];

  function short({ operation, path = '', result }: CapturedEvent, folder: string): string {
    const shown = operation.endsWith('OPENAT') && result > 0 ? 'fd' : result;
    return `${operation.replace('io_uring:', '')} ${path.replace(`${folder}/`, '')} = ${shown}`;
  }

  it.skipIf(reason !== undefined).each([
    ['calls submit them', 'files', 'fast'],
    ['calls submit them, in the slowest tier', 'files', 'hash'],
    ["the kernel's own thread takes them", 'polled', 'fast'],
  ])(
    `are events with paths, results and details when %s${reason === undefined ? '' : ` (skipped: ${reason})`}`,
    async (_how, name, tier) => {
      const { events, folder } = await capture(name, tier === 'fast' ? [] : ['--tier', tier]);
      expect(events.map((event) => short(event, folder))).toEqual(FILES);
      const [mkdir, open, write, read, writev, , statx, close, rename, link, symlink] = events;
      expect(mkdir?.details).toMatchObject({ MODE: 0o750n, PATH: 'sub' });
      expect(open?.details).toMatchObject({ FILE_OPENED: 1n, OPEN_FLAGS: 0o102n, MODE: 0o640n });
      expect(open?.category).toBe(WireCategory.Write);
      expect(write?.details).toMatchObject({ LENGTH: 10n, OFFSET: 0n, FD: BigInt(open?.result ?? -1) });
      expect(read?.details).toMatchObject({ LENGTH: 64n, OFFSET: 4n });
      expect(writev?.details).toMatchObject({ VECTORS: 1n, OFFSET: 10n });
      expect(statx?.details).toMatchObject({ FILE_SIZE: 15n, FILE_TYPE: 0o100640n });
      expect(close?.details).toMatchObject({ FD: BigInt(open?.result ?? -1) });
      expect(rename?.details).toMatchObject({ NEW_NAME: `${folder}/sub/other` });
      expect(link?.details).toMatchObject({ NEW_LINK: `${folder}/sub/hard` });
      expect(symlink?.details).toMatchObject({ TARGET: 'target/text' });
      for (const event of events) {
        expect(event.eventClass).toBe(WireClass.FileSystem);
        expect(event.duration).toBeGreaterThan(0);
      }
    },
  );

  it.skipIf(reason !== undefined)(
    'are connections with both ends, also several ends of one request',
    async () => {
      const { events } = await capture('network');
      const named = (name: string) => events.filter(({ operation }) => operation === `io_uring:${name}`);
      const connect = named('CONNECT')[0];
      const [, client, server] = /^(\S+) -> (\S+)$/.exec(connect?.path ?? '') ?? [];
      expect(client).toMatch(/^127\.0\.0\.1:\d+$/);
      expect(named('SEND')).toMatchObject([{ path: `${client} -> ${server}`, result: 21 }]);
      const receives = named('RECV');
      expect(receives[0]).toMatchObject({ path: `${server} <- ${client}`, result: 21 });
      expect(receives[1]).toMatchObject({ result: ECANCELED });
      const accepts = named('ACCEPT');
      expect(accepts.map(({ result }) => result > 0)).toEqual([true, true, true, true, false]);
      expect(accepts[0]?.path).toBe(`${server} <- ${client}`);
      const peers = accepts.slice(0, 4).map(({ path = '' }) => path.split(' <- ')[1]);
      expect(new Set(peers).size).toBe(4);
      expect(events.filter(({ eventClass }) => eventClass !== WireClass.Network)).toEqual([]);
      // The accepting process has the connections from then on.
      expect(events.filter(({ operation }) => operation === 'TCP Accept')).toHaveLength(4);
    },
  );

  it.skipIf(reason !== undefined)(
    'are told when a worker does them, and when nobody is told their end',
    async () => {
      const { events, folder } = await capture('special');
      const path = `${folder}/special`;
      expect(events.find(({ operation }) => operation === 'io_uring:FSYNC')).toMatchObject({
        path,
        result: 0,
      });
      expect(events.find(({ operation }) => operation === 'io_uring:READ')).toMatchObject({
        path,
        result: 3,
      });
      const write = events.find(({ operation }) => operation === 'io_uring:WRITE');
      expect(write).toMatchObject({ path, flags: EventFlag.NoExit, details: { LENGTH: 7n } });
    },
  );
});
