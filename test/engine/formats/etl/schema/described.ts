import { EtlFile, mergeRecords } from '../../../../../src/engine/formats/etl/etl-file.ts';
import { TraceSchemas } from '../../../../../src/engine/formats/etl/schema/trace-schemas.ts';
import { Turns } from '../../../../../src/engine/formats/etl/turns.ts';
import type { DescribedEvent } from '../../../../../src/engine/etw/event-schemas.ts';
import { ProviderTable } from '../../../../../src/engine/etw/providers.ts';
import { RawRecord, RecordKind } from '../../../../../src/engine/etw/raw-record.ts';
import { listedFields } from './listed-fields.ts';

/** What is said of an event, in short: `Provider/Event`, and its fields. */
export interface Described {
  readonly name: string;
  readonly fields: Readonly<Record<string, string>>;
  /** How the provider is called after all is learnt. */
  readonly provider: string;
}

/** Reads a trace twice, as opening one does, and describes its events of manifest providers; undefined where nothing is known. */
export async function describeEvents(path: string): Promise<readonly (Described | undefined)[]> {
  const file = await EtlFile.open(path, new Turns(new AbortController().signal));
  try {
    const providers = new ProviderTable();
    const schemas = new TraceSchemas(providers);
    const record = new RawRecord();
    for (const { merge } = mergeRecords([file], file.clock, providers); merge.next(record);)
      schemas.learn(record);
    const events: (Described | undefined)[] = [];
    for (const { merge } = mergeRecords([file], file.clock, providers); merge.next(record);) {
      if (record.kind !== RecordKind.Event || schemas.isSchema(record)) continue;
      const event = schemas.describe(record);
      events.push(event === undefined ? undefined : short(event, providers.nameOf(record.provider)));
    }
    return events;
  } finally {
    await file.close();
  }
}

function short({ provider, event, fields }: DescribedEvent, known: string): Described {
  return {
    name: `${provider}/${event}`,
    fields: Object.fromEntries(listedFields(fields)),
    provider: known,
  };
}
