import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { beforeAll, expect, it } from 'vitest';
import { LiveSession } from '../../../src/engine/live/live-session.ts';
import { rowsOf } from '../../engine/live/support/etw-rig.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { describeWithWine } from './support/describe-wine.ts';
import { compileWindowsTest, runWindowsTest, wineCommand } from './support/wine.ts';

const SECONDS = 1000;
const { signal } = new AbortController();

async function untilRow(session: LiveSession, accept: (row: string) => boolean): Promise<string> {
  for (;;) {
    const found = rowsOf(session.capture, 'operation', 'path', 'detail').find(accept);
    if (found !== undefined) return found;
    if (!session.isRunning) throw new Error(`The capture ended: ${session.state().error?.sentence}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describeWithWine('ports that are listened at', () => {
  beforeAll(() => void compileWindowsTest('endpoints'), 600 * SECONDS);

  it('are looked up: those that are there, come and go', { timeout: 120 * SECONDS }, () => {
    expect(runWindowsTest('endpoints')).toBe('0 failures\n');
  });

  it('come and go as rows of a live capture', { timeout: 120 * SECONDS }, async () => {
    // Wine lists those of this system, too, but not whose they are.
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const path = `127.0.0.1:${port}`;
    const helper = wineCommand(compileWindowsTest('endpoints'), ['session']);
    const session = await LiveSession.start(
      { folder: temporaryFolder(), source: 'etw', helper },
      { cells: {}, onChanged: () => undefined },
      signal,
    );
    try {
      const isOurs = (operation: string) => (row: string) => row.startsWith(`${operation} | ${path} |`);
      expect(await untilRow(session, isOurs('TCP Listen'))).toBe(
        `TCP Listen | ${path} | Looked up: was there when recording began`,
      );
      // One that the program binds before it records, and one that it listens at now and then.
      await untilRow(session, (row) => /^UDP Bind \| 127\.0\.0\.1:\d+ \| Looked up: was there/.test(row));
      const came = await untilRow(session, (row) =>
        /^TCP Listen \| 127\.0\.0\.1:\d+ \| Looked up: began at most \d+\.\d{3} seconds before$/.test(row),
      );
      const other = came.split(' | ')[1]!;
      expect(await untilRow(session, (row) => row.startsWith(`TCP Listen End | ${other} |`))).toMatch(
        /Looked up: ended at most \d+\.\d{3} seconds before$/,
      );

      server.close();
      await once(server, 'close');
      await untilRow(session, isOurs('TCP Listen End'));
      await session.stop();
      expect(session.state()).toMatchObject({ state: 'stopped', lost: 0, error: undefined });
      const rows = rowsOf(session.capture, 'operation', 'path');
      expect(rows.filter((row) => row.endsWith(` | ${path}`))).toEqual([
        `TCP Listen | ${path}`,
        `TCP Listen End | ${path}`,
      ]);
    } finally {
      server.close();
      await session.close();
    }
  });
});
