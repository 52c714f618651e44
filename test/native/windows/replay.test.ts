import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WireRecords, HeldBatch } from '../../../src/engine/etw/from-wire.ts';
import { Provider, ProviderTable } from '../../../src/engine/etw/providers.ts';
import { RawRecord, RecordKind } from '../../../src/engine/etw/raw-record.ts';
import { EtlFile, mergeRecords } from '../../../src/engine/formats/etl/etl-file.ts';
import { Turns } from '../../../src/engine/formats/etl/turns.ts';
import { WireRawRecord } from '../../../src/engine/wire/raw-records.ts';
import { HelperState } from '../../../src/engine/wire/wire-format.ts';
import { etlSamples, NO_TRACES } from '../../support/etl-samples.ts';
import type { EtlSample } from '../../support/etl-samples.ts';
import { describeWithWine } from './support/describe-wine.ts';
import { smallTrace, TRACE_FREQUENCY, TRACE_START } from './support/small-trace.ts';
import { TestHelper } from './support/test-helper.ts';
import { plainTest, windowsHelper, winePath } from './support/wine.ts';

const SECONDS = 1000;
/** Images in the file lie among the processes' records; Windows delivers them under a class of their own. */
const IMAGE_LOAD = 10;

/** All that a record says, in one line. */
function lineOf(record: RawRecord): string {
  const { provider, id, version, opcode, level, channel, task, keywordHigh, keywordLow } = record;
  const { timeHigh, timeLow, pid, tid, cpu, pointerSize, bytes, start, end, activityAt } = record;
  const isImage = provider === Provider.Process && opcode === IMAGE_LOAD;
  const items = Array.from({ length: record.extendedCount }, (_, i) => {
    const data = bytes.toString('hex', record.extendedStarts[i], record.extendedEnds[i]);
    return `${record.extendedTypes[i]}=${data}`;
  });
  const activity = activityAt < 0 ? '' : bytes.toString('hex', activityAt, activityAt + 16);
  return [
    ...[isImage ? Provider.Image : provider, id, version & 0xff, opcode, level, channel, task],
    ...[keywordHigh, keywordLow, timeHigh, timeLow, pid, tid, cpu, pointerSize],
    ...[items.join(), /^0*$/.test(activity) ? '' : activity, bytes.toString('hex', start, end)],
  ].join(' ');
}

/** What the reader of files makes of a trace, messages of other kinds left out. */
async function readLines(path: string): Promise<string[]> {
  const file = await EtlFile.open(path, new Turns(new AbortController().signal));
  const { merge } = mergeRecords([file], file.clock, new ProviderTable());
  const record = new RawRecord();
  const lines: string[] = [];
  while (merge.next(record)) {
    if (record.kind !== RecordKind.Message) lines.push(lineOf(record));
  }
  await file.close();
  return lines;
}

/** What the helper sends of a trace. */
async function replayLines(path: string): Promise<{ lines: string[]; helper: TestHelper }> {
  const helper = new TestHelper(['--replay', winePath(path), '--start']);
  const records = new WireRecords(new ProviderTable());
  const [wire, record] = [new WireRawRecord(), new RawRecord()];
  const lines: string[] = [];
  helper.onMessage = (message) => {
    if (message.type === 'raw-providers') records.takeProviders(message);
    if (message.type !== 'raw-records') return;
    for (let i = 0, at = message.batch.first; i < message.batch.count; i++, at = wire.next) {
      message.batch.read(at, wire);
      expect(records.fill(message.batch.bytes, wire, record)).toBe(true);
      lines.push(lineOf(record));
    }
  };
  await helper.state(HelperState.Stopped);
  helper.send(helper.controls.shutdown(1));
  expect(await helper.ended()).toBe(0);
  return { lines, helper };
}

function digest(lines: readonly string[]): string {
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}

async function expectSame(sample: EtlSample): Promise<void> {
  const { lines, helper } = await replayLines(sample.path);
  const read = await readLines(sample.path);
  const { totalEvents, recordKinds, header } = sample.expected;
  expect(lines).toHaveLength(totalEvents - (recordKinds['message(0)'] ?? 0));
  expect(lines.slice(0, 30)).toEqual(read.slice(0, 30));
  expect(digest(lines)).toBe(digest(read));
  const session = await helper.until('raw-session');
  expect(String(session.startTime)).toBe(header['startTime']);
  expect(String(session.startRaw)).toBe(header['rawTimeAtStart']);
  expect(session.clockType).toBe(header['clockType']);
  const lost = helper.all('losses').flatMap(({ losses }) => losses.map(({ count }) => count));
  const expected = [header['eventsLost'], header['buffersLost']].filter((count) => count !== 0);
  expect(lost.slice(0, expected.length)).toEqual(expected);
  expect(helper.all('damage')).toEqual([]);
}

describeWithWine('recorded traces through the Windows helper', () => {
  beforeAll(() => void windowsHelper(), 600 * SECONDS);

  const samples = etlSamples();
  if (samples === undefined) it.skip(`skipped: ${NO_TRACES}`, () => undefined);
  else {
    it.each(samples)(
      'are what the reader of files makes of $name',
      async (sample) => expectSame(sample),
      120 * SECONDS,
    );
  }
});

describeWithWine('a made trace through the Windows helper', () => {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-replay-'));
  const path = join(folder, 'made.etl');
  beforeAll(() => {
    windowsHelper();
    writeFileSync(path, smallTrace(50_000));
  }, 600 * SECONDS);
  afterAll(() => rmSync(folder, { recursive: true }));

  it('comes whole, in order, in frames of bounded size', { timeout: 120 * SECONDS }, async () => {
    const helper = new TestHelper(['--replay', winePath(path)]);
    const times: number[] = [];
    let largest = 0;
    helper.onMessage = (message) => {
      if (message.type !== 'raw-records') return;
      largest = Math.max(largest, message.batch.bytes.length);
      const held = new HeldBatch(message.batch, (high, low) => high * 2 ** 32 + low - Number(TRACE_START));
      times.push(...held.times);
    };
    await helper.state(HelperState.Ready);
    helper.send(helper.controls.start(5));
    await helper.state(HelperState.Running, 5);
    await helper.state(HelperState.SnapshotDone);
    await helper.state(HelperState.Stopped);
    expect(times).toEqual(Array.from({ length: 50_002 }, (_, i) => i));
    expect(largest).toBeLessThanOrEqual(1 << 20);
    expect(await helper.until('raw-session')).toMatchObject({
      frequency: TRACE_FREQUENCY,
      startRaw: TRACE_START,
      pointerSize: 8,
      name: 'Small',
      build: 19_045,
    });

    // Once more, and this time without some of it.
    times.length = 0;
    helper.messages.length = 0;
    helper.filter(6, { scopes: [{ pid: 103, record: false, tree: false }] });
    helper.send(helper.controls.start(7));
    await helper.state(HelperState.Stopped);
    expect(times).toHaveLength(45_002);
    helper.filter(8, { classMask: 1 << 1 });
    times.length = 0;
    helper.messages.length = 0;
    helper.send(helper.controls.start(9));
    await helper.state(HelperState.Stopped);
    // The header, and the thread that ends.
    expect(times).toEqual([0, 50_001]);
    helper.send(helper.controls.shutdown(10));
    expect(await helper.ended()).toBe(0);
    expect((await helper.until('bye')).events).toBe(50_002 + 45_002 + 2);
  });

  it('that comes too fast is told as lost', { timeout: 120 * SECONDS }, async () => {
    const helper = new TestHelper(['--replay', winePath(path)]);
    await helper.state(HelperState.Ready);
    helper.send(helper.controls.rate(1, { eventsPerSecond: 1000 }));
    let received = 0;
    helper.onMessage = (message) =>
      void (received += message.type === 'raw-records' ? message.batch.count : 0);
    helper.send(helper.controls.start(2));
    await helper.state(HelperState.Stopped);
    helper.send(helper.controls.shutdown(3));
    await helper.ended();
    // The trace lasts five thousandths of a second.
    expect(received).toBe(100);
    const lost = helper.all('losses').flatMap(({ losses }) => losses);
    expect(lost.reduce((sum, { count }) => sum + count, 0)).toBe(50_002 - 100);
  });
});

describe.skipIf(process.platform === 'win32')('damaged traces in the reader of the Windows helper', () => {
  it('do no harm', { timeout: 600 * SECONDS }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'procscope-damage-'));
    try {
      const run = plainTest('damage');
      const path = join(folder, 'small.etl');
      writeFileSync(path, smallTrace(500));
      expect(run([path, '1', '300'])).toBe('502 records\n0 failures\n');
      const small = (etlSamples() ?? []).filter(({ expected }) => expected.size < 200_000);
      for (const { path: sample, expected } of small) {
        const count = expected.totalEvents - (expected.recordKinds['message(0)'] ?? 0);
        expect(run([sample, '2', '200'])).toBe(`${count} records\n0 failures\n`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
