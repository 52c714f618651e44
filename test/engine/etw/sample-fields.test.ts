import { expect, it } from 'vitest';
import { isNewer } from '../../../src/engine/etw/newer-records.ts';
import { fieldsEnd, payloadFields } from '../../../src/engine/etw/payload-fields.ts';
import { findLayout } from '../../../src/engine/etw/layouts/find-layout.ts';
import { Provider, ProviderTable } from '../../../src/engine/etw/providers.ts';
import { RawRecord } from '../../../src/engine/etw/raw-record.ts';
import { EtlFile, mergeRecords } from '../../../src/engine/formats/etl/etl-file.ts';
import { RecordCounter } from '../../../src/engine/formats/etl/record-counter.ts';
import { Turns } from '../../../src/engine/formats/etl/turns.ts';
import { describeWithTraces } from '../../support/etl-samples.ts';

/** Their headers say 32 bits, their payloads have 64: as their own description says. */
const WIDE = /^sawbuck-.*-64-/;
/** The logfile header is the reader's own. */
const OF_READER = new Set<number>([Provider.EventTrace]);

describeWithTraces('payloads in event traces against their known fields', (samples) => {
  it.each(samples)('$name', async ({ name, path, expected }) => {
    const file = await EtlFile.open(path, new Turns(new AbortController().signal));
    const providers = new ProviderTable();
    const counter = new RecordCounter(providers);
    const { merge } = mergeRecords([file], file.clock, providers);
    const record = new RawRecord();
    const seen = new Map<string, number>();
    const wrong: string[] = [];
    let compared = 0;
    while (merge.next(record)) {
      const { stream } = merge;
      const at = stream!.buffer.offsets[stream!.next]!;
      const key = counter.nameOf(record, at);
      if (isNewer(record)) wrong.push(`${key} is in a newer version than is known`);
      const no = seen.get(key) ?? 0;
      seen.set(key, no + 1);
      const known = expected.first[key]?.[no];
      if (known === undefined || OF_READER.has(record.provider)) continue;
      if (WIDE.test(name)) record.pointerSize = 8;
      const decoded = payloadFields(record);
      const layout = findLayout(record);
      const leftOver = layout === undefined ? undefined : record.end - fieldsEnd(record, layout);
      if (leftOver !== decoded?.leftOver) wrong.push(`${key} ${no}: the fields end ${leftOver} bytes before`);
      const found = Object.fromEntries(decoded?.fields.map((field) => [field.name, field.value]) ?? []);
      compared++;
      if (JSON.stringify(found) !== JSON.stringify(known.fields))
        wrong.push(`${key} ${no}: ${JSON.stringify(found)}, not ${JSON.stringify(known.fields)}`);
      else if (decoded?.leftOver !== 0) wrong.push(`${key} ${no}: ${decoded?.leftOver} bytes are left over`);
    }
    await file.close();
    expect(wrong.slice(0, 20)).toEqual([]);
    const inExpected = Object.entries(expected.first).reduce(
      (sum, [key, records]) => sum + (key.startsWith('Header/') ? 0 : records.length),
      0,
    );
    const cut = name.endsWith('-truncated') ? expected.totalEvents : Infinity;
    expect(compared).toBe(Math.min(inExpected, cut));
  });
});
