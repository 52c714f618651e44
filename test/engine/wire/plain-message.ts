import { detailValues } from '../../../src/engine/wire/event-details.ts';
import { tickOrigin, WireEvent } from '../../../src/engine/wire/event-batch.ts';
import type { EventBatch } from '../../../src/engine/wire/event-batch.ts';
import type { WireMessage } from '../../../src/engine/wire/wire-messages.ts';

/** A message as JSON can hold it: bigints as decimal text, bytes as hex digits, maps as pairs, batches as events. */
export function plainMessage(message: WireMessage): unknown {
  if (message.type === 'events') return { type: 'events', events: plainEvents(message.batch) };
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
