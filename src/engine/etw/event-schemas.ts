import type { FieldList } from './field-list.ts';
import type { RawRecord } from './raw-record.ts';

/** What a schema says of an event. Names are as the schema has them; empty where it has none. */
export interface DescribedEvent {
  readonly provider: string;
  readonly event: string;
  /** Values as text; `0x...` for what has no better form. Good until the next event is described. */
  readonly fields: FieldList;
}

/** Describes events of manifest providers and TraceLogging events, where a schema of them is at hand. */
export interface EventSchemas {
  /** Undefined when no schema of the event is known. Fields that do not fit the payload are left out. Never throws. */
  readonly describe: (record: RawRecord) => DescribedEvent | undefined;
  /** Whether a record is there for the sake of schemas only, so that it makes no row. Absent: none is. */
  isSchema?(record: RawRecord): boolean;
}
