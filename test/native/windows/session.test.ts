import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WireStream } from '../../../src/engine/wire/wire-stream.ts';
import { encodeFrame } from '../../../src/engine/wire/control-frames.ts';
import {
  ByeReason,
  FrameKind,
  HelperErrorCode,
  HelperState,
  Severity,
} from '../../../src/engine/wire/wire-format.ts';
import { smallTrace } from './support/small-trace.ts';
import { TestHelper } from './support/test-helper.ts';
import { describeWithWine } from './support/describe-wine.ts';
import { runUnderWine, windowsHelper, winePath } from './support/wine.ts';

const SECONDS = 1000;

describeWithWine('a session with the Windows helper', () => {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-session-'));
  const trace = join(folder, 'small.etl');
  beforeAll(() => {
    windowsHelper();
    writeFileSync(trace, smallTrace(100));
  }, 600 * SECONDS);
  afterAll(() => rmSync(folder, { recursive: true }));

  it(
    'answers each command with its token, and says what it cannot read',
    { timeout: 60 * SECONDS },
    async () => {
      const helper = new TestHelper(['--replay', winePath(trace)]);
      await helper.state(HelperState.Ready);
      helper.filter(7, { scopes: [{ pid: 4, record: false, tree: true }] });
      await helper.state(HelperState.FilterSet, 7);
      helper.send(helper.controls.rate(8, { flushMilliseconds: 10 }));
      await helper.state(HelperState.RateSet, 8);
      helper.filter(9, { failuresOnly: true });
      await helper.state(HelperState.FilterSet, 9);
      expect((await helper.until('log')).text).toContain('left to the app');

      helper.send(Buffer.from('this is longer than a head, and no frame'));
      await helper.until(
        'error',
        ({ sentence }) => sentence === 'The capture helper was sent a damaged command.',
      );
      helper.send(encodeFrame(0x99, 0, Buffer.alloc(4)));
      await helper.until('error', ({ sentence }) => sentence.includes('a command that it does not know'));
      helper.send(encodeFrame(FrameKind.Filter, 0, Buffer.alloc(4)));
      const unread = await helper.until('error', ({ sentence }) => sentence.includes('could not read'));
      expect(unread).toMatchObject({ code: HelperErrorCode.Control, severity: Severity.Warning });
      helper.send(helper.controls.stop(10));
      await helper.state(HelperState.Stopped, 10);
      helper.send(helper.controls.shutdown(11));
      expect(await helper.ended()).toBe(0);
    },
  );

  it('refuses an app of another protocol', { timeout: 60 * SECONDS }, async () => {
    const helper = new TestHelper(['--replay', winePath(trace)]);
    await helper.state(HelperState.Ready);
    const start = Buffer.alloc(16);
    start.writeUInt16LE(2, 0);
    helper.send(encodeFrame(FrameKind.Start, 0, start));
    const error = await helper.until('error');
    expect(error).toMatchObject({ code: HelperErrorCode.Version, severity: Severity.Fatal });
    expect(error.sentence).toBe(
      'The capture helper and the app are of different versions. Install both from one release.',
    );
    expect((await helper.until('bye')).reason).toBe(ByeReason.Fatal);
    expect(await helper.ended()).toBe(1);
  });

  it.each([['missing.etl'], ['text.etl'], ['cut.etl']])(
    'says why %s cannot be replayed',
    async (name) => {
      writeFileSync(join(folder, 'text.etl'), 'this is no trace. '.repeat(50));
      writeFileSync(join(folder, 'cut.etl'), smallTrace(1).subarray(0, 200));
      const path = winePath(join(folder, name));
      const helper = new TestHelper(['--replay', path]);
      const error = await helper.until('error');
      expect(error).toMatchObject({ code: HelperErrorCode.Replay, severity: Severity.Fatal });
      expect(error.sentence).toBe(
        {
          'missing.etl': `The recorded trace "${path}" cannot be opened. Is it there, and may this user read it?`,
          'text.etl': `The recorded trace "${path}" cannot be sent. The file is no event trace: it does not begin with a buffer of one.`,
          'cut.etl': `The recorded trace "${path}" cannot be sent. The file is no event trace: its first record does not describe one.`,
        }[name],
      );
      expect(await helper.ended()).toBe(1);
    },
    60 * SECONDS,
  );

  it('ends when its commands do, and says so', { timeout: 60 * SECONDS }, async () => {
    const helper = new TestHelper(['--replay', winePath(trace), '--start']);
    await helper.state(HelperState.Stopped);
    helper.process.stdin.end();
    expect((await helper.until('bye')).reason).toBe(ByeReason.ParentGone);
    expect(await helper.ended()).toBe(0);
  });

  it('writes to a file what it writes to a pipe', { timeout: 60 * SECONDS }, () => {
    writeFileSync(trace, smallTrace(20_000));
    const file = join(folder, 'frames');
    const output = openSync(file, 'w');
    const { status, signal } = runUnderWine(
      windowsHelper(),
      ['--replay', winePath(trace), '--start'],
      output,
    );
    closeSync(output);
    expect([status, signal]).toEqual([0, null]);
    const stream = new WireStream();
    const types = new Set<string>();
    let records = 0;
    for (const message of stream.push(readFileSync(file))) {
      types.add(message.type);
      if (message.type === 'raw-records') records += message.batch.count;
    }
    // Its commands end at once, and what is there by then is sent.
    expect(stream.end()).toBeUndefined();
    expect([types.has('damage'), types.has('hello'), types.has('bye')]).toEqual([false, true, true]);
    expect(records).toBeLessThanOrEqual(20_002);
  });

  it('ends when nobody reads its frames any more', { timeout: 60 * SECONDS }, async () => {
    const helper = new TestHelper(['--replay', winePath(trace)]);
    await helper.state(HelperState.Ready);
    helper.process.stdout.destroy();
    // Answers go nowhere, which is how it notices.
    for (let token = 1; helper.process.exitCode === null; token++) {
      helper.send(helper.controls.stop(token));
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(await helper.ended()).toBe(0);
  });
});
