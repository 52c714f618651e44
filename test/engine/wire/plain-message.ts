import { detailValues } from '../../../src/engine/wire/event-details.ts';
import { tickOrigin, WireEvent } from '../../../src/engine/wire/event-batch.ts';
import type { EventBatch } from '../../../src/engine/wire/event-batch.ts';
import { WireRawRecord } from '../../../src/engine/wire/raw-records.ts';
import type { RawBatch } from '../../../src/engine/wire/raw-records.ts';
import type { WireMessage } from '../../../src/engine/wire/wire-messages.ts';

/** A message as JSON can hold it: bigints as decimal text, bytes as hex digits, maps as pairs, batches as events. */
export function plainMessage(message: WireMessage): unknown {
  if (message.type === 'events') return { type: 'events', events: plainEvents(message.batch) };
  if (message.type === 'raw-records') {
    return { type: 'raw-records', source: message.source, records: plainRecords(message.batch) };
  }
  return JSON.parse(
    JSON.stringify(message, (_key, value: unknown) => {
      if (typeof value === 'bigint') return String(value);
      if (value instanceof Map) return [...value.entries()];
      return isBufferJson(value) ? Buffer.from(value.data).toString('hex') : value;
    }),
  );
}

function isBufferJson(value: unknown): value is { type: 'Buffer'; data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer';
}

function plainEvents(batch: EventBatch): unknown[] {
  const events: unknown[] = [];
  for (let i = 0; i < batch.count; i++) {
    const event = new WireEvent();
    batch.read(i, event, tickOrigin(0n));
    const { detailStart, detailEnd, resultHigh: _high, resultLow: _low, ...columns } = event;
    const details = [...detailValues(batch.bytes, detailStart, detailEnd)].map(({ field, start, end }) => [
      field,
      batch.bytes.toString('hex', start, end),
    ]);
    events.push({ ...columns, details });
  }
  return events;
}

function plainRecords(batch: RawBatch): unknown[] {
  const records: unknown[] = [];
  const record = new WireRawRecord();
  for (let i = 0, at = batch.first; i < batch.count; i++, at = record.next) {
    batch.read(at, record);
    const { provider, eventId, version, opcode, level, channel, task, flags, pid, tid, cpu } = record;
    const wide = (high: number, low: number) => String((BigInt(high) << 32n) | BigInt(low));
    const extended = Array.from({ length: record.itemCount }, (_, item) => ({
      type: record.itemTypes[item],
      bytes: batch.bytes.toString('hex', record.itemStarts[item], record.itemEnds[item]),
    }));
    records.push({
      ...{ provider, eventId, version, opcode, level, channel, task, flags },
      keyword: wide(record.keywordHigh, record.keywordLow),
      time: wide(record.timeHigh, record.timeLow),
      ...{ pid, tid, cpu, extended },
      userData: batch.bytes.toString('hex', record.userStart, record.userEnd),
    });
  }
  return records;
}
