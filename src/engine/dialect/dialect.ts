import type { DialectName } from '../../shared/capture-info.ts';
import type { EventClass } from '../../shared/event-class.ts';
import type { DetailKey } from './detail-key.ts';
import type { Payload } from './payload.ts';

/** What an operation key stands for; made once per distinct key of an epoch. */
export interface OperationInfo {
  /** The source's own key: see the dialect. */
  readonly key: number;
  readonly eventClass: EventClass;
  /** Text of the Operation column. */
  readonly name: string;
  /** The category when it is the same for every event of the operation; undefined when it depends on the payload. */
  readonly category: string | undefined;
  /** Whether the Detail column is empty for every event of the operation, so that the payload need not be read. */
  readonly hasNoDetail?: boolean;
}

/** One name and value of the Detail column. An empty name stands for a text without name. */
export interface DetailField {
  readonly name: string;
  readonly value: string;
}

/** What a formatter may know of an event besides its payload. Reused from event to event: never keep it. */
export interface FormatContext {
  readonly operation: OperationInfo;
  readonly result: number;
  readonly tid: number;
  /** Whether pointers in the payload have 8 bytes. */
  readonly is64Bit: boolean;
  /** Formats a FILETIME, given as unsigned 32-bit halves, in local time: `7/12/2020 1:17:45 AM`. */
  readonly date: (high: number, low: number) => string;
  /** The account of a security identifier `S-1-...`, where the capture knows it. */
  readonly accountOf: (sid: string) => string | undefined;
}

/**
 * Takes the fields of the Detail column in print order, either as one text or as a list. One class for both: a second one
 * would make every call in the formatters slower.
 */
export class DetailWriter {
  /** The fields so far as the column shows them; stays empty while a list is made. */
  text = '';
  #fields: DetailField[] | undefined;

  /** Begins a text. */
  beginText(): void {
    this.text = '';
    this.#fields = undefined;
  }

  /** Begins a list and returns it; the caller may keep it. */
  beginFields(): readonly DetailField[] {
    this.text = '';
    this.#fields = [];
    return this.#fields;
  }

  /** Adds a field. An empty name stands for a text without name. */
  field(name: string, value: string): void {
    if (this.#fields !== undefined) {
      this.#fields.push({ name, value });
      return;
    }
    const field = name === '' ? value : `${name}: ${value}`;
    this.text = this.text === '' ? field : `${this.text}, ${field}`;
  }
}

/**
 * How the result of an event is marked: `plain` is what was asked for, a `miss` says that something is not there, ended
 * or did not fit, a `failure` is what an analyst looks for. `interrupted` is no failure: not yet, not now, begin again.
 */
export type ResultTone = 'plain' | 'miss' | 'failure' | 'interrupted';

/**
 * How sure the texts of an event are: `proven` by comparing them with the exports of the program that made the log;
 * `unproven` where none was at hand; `newer` where the system wrote a version of the event that this program does not know to
 * its end; `unknown` where nothing is known of the operation.
 */
export type Evidence = 'proven' | 'unproven' | 'newer' | 'unknown';

/** What a record of an event has behind the fields that are known, its version being newer than those that are. */
export interface NewerPart {
  /** Whether the record told the end of the operation. */
  readonly isReturned: boolean;
  readonly version: number;
  /** The newest version that is known. */
  readonly known: number;
  /** Bytes behind the known fields. */
  readonly length: number;
  /** Those that were kept are [start, end) of the payload's bytes. */
  readonly start: number;
  readonly end: number;
}

/**
 * How the events of one system are named and shown. Stateless; one per {@link DialectName}.
 * Errors: none of the functions throws, whatever the payload; what cannot be decoded writes nothing.
 */
export interface Dialect {
  readonly name: DialectName;
  /** Describes an operation key; unknown keys give `<Unknown>`. */
  readonly operation: (key: number) => OperationInfo;
  /** Text of the Result column for a result code. */
  readonly resultText: (code: number) => string;
  /** How a result code is marked. */
  readonly resultTone: (code: number) => ResultTone;
  /** The kernel's own path of an event whose Path column is `shown`; undefined where it is the same or not known. */
  readonly kernelPath?: (payload: Payload, shown: string) => string | undefined;
  /** Records of the event in newer versions than are known; none where {@link evidence} is not `newer`. */
  readonly newerParts?: (payload: Payload) => readonly NewerPart[];
  /** Writes the fields of the Detail column, in print order. */
  readonly writeDetail: (payload: Payload, context: FormatContext, out: DetailWriter) => void;
  /**
   * Writes what {@link writeDetail} would make its text from, for who asks the same of many events; refuses where there is no
   * such key, or none that is worth it. Absent: no event has one.
   */
  readonly writeDetailKey?: (payload: Payload, context: FormatContext, key: DetailKey) => void;
  /** Read, Write, Read Metadata, Write Metadata, or empty. */
  readonly category: (payload: Payload, context: FormatContext) => string;
  /** How sure the name and the details of an event are. */
  readonly evidence: (payload: Payload, context: FormatContext) => Evidence;
}

/** The text of the Detail column for a list of fields. */
export function detailText(fields: readonly DetailField[]): string {
  const out = new DetailWriter();
  out.beginText();
  for (const field of fields) out.field(field.name, field.value);
  return out.text;
}
