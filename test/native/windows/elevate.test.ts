import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ByeReason, HelperState } from '../../../src/engine/wire/wire-format.ts';
import { describeWithWine } from './support/describe-wine.ts';
import { smallTrace } from './support/small-trace.ts';
import { TestHelper } from './support/test-helper.ts';
import { startUnderWine, windowsHelper, winePath } from './support/wine.ts';

const SECONDS = 1000;
const READS = 100_000;

describeWithWine('a helper behind pipes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-elevate-'));
  const path = join(folder, 'made.etl');
  beforeAll(() => {
    windowsHelper();
    writeFileSync(path, smallTrace(READS));
  }, 600 * SECONDS);
  afterAll(() => rmSync(folder, { recursive: true }));

  const behindPipes = () => new TestHelper(['elevate', '--as-user', '--replay', winePath(path)]);

  it('says the same through them, both ways', { timeout: 120 * SECONDS }, async () => {
    const helper = behindPipes();
    let records = 0;
    helper.onMessage = (message) =>
      void (records += message.type === 'raw-records' ? message.batch.count : 0);
    await helper.state(HelperState.Ready);
    helper.filter(1, {});
    await helper.state(HelperState.FilterSet, 1);
    helper.send(helper.controls.start(2));
    await helper.state(HelperState.Stopped);
    expect(records).toBe(READS + 2);
    helper.send(helper.controls.shutdown(3));
    expect((await helper.until('bye')).reason).toBe(ByeReason.Asked);
    expect(await helper.ended()).toBe(0);
    expect(helper.all('damage')).toEqual([]);
  });

  it('ends with its commands, after it has said so', { timeout: 60 * SECONDS }, async () => {
    const helper = behindPipes();
    await helper.state(HelperState.Ready);
    helper.process.stdin.end();
    expect((await helper.until('bye')).reason).toBe(ByeReason.ParentGone);
    expect(await helper.ended()).toBe(0);
  });

  it('serves nobody but a client that is there', { timeout: 60 * SECONDS }, async () => {
    const serve = (...args: string[]) => {
      const child = startUnderWine(windowsHelper(), ['serve', ...args]);
      let said = '';
      child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString('utf8').replaceAll('\r', '')));
      return new Promise<readonly [number | null, string]>((resolve) =>
        child.on('exit', (code) => setTimeout(() => resolve([code, said] as const), 100)),
      );
    };
    const name = `\\\\.\\pipe\\procscope-${'0'.repeat(32)}`;
    const refusal = "serve is for the helper's own use: its names are not as they are made.\n";
    expect(await serve('--pipe', '\\\\.\\pipe\\other', '--user', 'S-1-5-18', '--client', '4')).toEqual([
      2,
      refusal,
    ]);
    expect(await serve('--pipe', name, '--user', 'S-1-5-18)(A;;GA;;;WD', '--client', '4')).toEqual([
      2,
      refusal,
    ]);
    expect(await serve('--pipe', name, '--user', 'S-1-5-18', '--client', '4294967288')).toEqual([
      2,
      'Procscope, which wanted this capture, has ended meanwhile.\n',
    ]);
  });
});
