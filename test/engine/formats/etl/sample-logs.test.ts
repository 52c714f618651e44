import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { RawRecord } from '../../../../src/engine/etw/raw-record.ts';
import { ProviderTable } from '../../../../src/engine/etw/providers.ts';
import { EtlFile, mergeRecords } from '../../../../src/engine/formats/etl/etl-file.ts';
import { RecordCounter } from '../../../../src/engine/formats/etl/record-counter.ts';
import { headerFacts } from '../../../../src/engine/formats/etl/trace-facts.ts';
import { Turns } from '../../../../src/engine/formats/etl/turns.ts';
import { describeWithTraces } from '../../../support/etl-samples.ts';
import type { ExpectedRecord } from '../../../support/etl-samples.ts';

/** Samples whose payloads are wider than their headers say, on purpose: pointer sizes are not compared. */
const LYING = /^sawbuck-.*-64-/;

describeWithTraces('event traces against what is known of them', (samples) => {
  it.each(samples)('$name', async ({ name, path, expected }) => {
    const file = await EtlFile.open(path, new Turns(new AbortController().signal));
    const providers = new ProviderTable();
    const counter = new RecordCounter(providers);
    const { merge, damages } = mergeRecords([file], file.clock, providers);
    const record = new RawRecord();
    const order = createHash('sha256');
    const seen = new Map<string, number>();
    const wrong: string[] = [];
    while (merge.next(record)) {
      const { stream } = merge;
      const at = stream!.buffer.offsets[stream!.next]!;
      counter.add(record, at);
      const key = counter.nameOf(record, at);
      const raw = (BigInt(record.timeHigh) << 32n) | BigInt(record.timeLow);
      order.update(`${raw} ${record.cpu} ${key}\n`);
      const no = seen.get(key) ?? 0;
      seen.set(key, no + 1);
      const known = expected.first[key]?.[no];
      if (known === undefined) continue;
      const found: Omit<ExpectedRecord, 'fields' | 'relMs'> = {
        offset: stream!.positionOf(stream!.next),
        headerType: record.view.getUint8(at + 2),
        cpu: record.cpu,
        rawTime: String(raw),
        fileTime: String(file.header.startTime + BigInt(file.clock.ticks(record.timeHigh, record.timeLow))),
        pid: record.pid,
        tid: record.tid,
        pointerSize: LYING.test(name) ? 8 : record.pointerSize,
        payloadLength: record.end - record.start,
      };
      const { fields: _, relMs: __, ...facts } = known;
      if (JSON.stringify(found) !== JSON.stringify(facts))
        wrong.push(`${key} ${no}: ${JSON.stringify(found)}, not ${JSON.stringify(facts)}`);
    }
    await file.close();
    expect(headerFacts(file.header)).toEqual(expected.header);
    expect(file.index.table.count).toBe(expected.buffers.count);
    expect(file.index.compressed).toBe(expected.buffers.compressed);
    expect(counter.total).toBe(expected.totalEvents);
    expect(counter.kinds()).toEqual(expected.recordKinds);
    expect(counter.events()).toEqual(expected.counts);
    expect(wrong).toEqual([]);
    expect(order.digest('hex')).toBe(expected.mergedOrderSha256);
    const cut = name.endsWith('-truncated') ? 1 : 0;
    expect(damages).toEqual([{ buffers: cut, records: 0, failed: 0, missing: 0 }]);
  });
});
