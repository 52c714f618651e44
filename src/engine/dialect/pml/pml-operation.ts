import type { DetailKey } from '../detail-key.ts';
import type { DetailWriter } from '../dialect.ts';
import type { PmlEvent } from './pml-event.ts';
import type { ProcmonVersion } from './format-options.ts';

/** Writes the fields of the Detail column; writes nothing when the payload is too short for what it should hold. */
export type DetailFormatter = (event: PmlEvent, out: DetailWriter) => void;

/**
 * Adds to a key whatever the operation's {@link DetailFormatter} looks at: where two events have the same key, it must write
 * the same. Each stands beside its formatter, step by step as that one; the lengths of blocks count as well, because a
 * formatter asks whether they hold something.
 */
export type DetailKeyWriter = (event: PmlEvent, key: DetailKey) => void;

/** What is known of one operation: a row of the tables in operations.ts. */
export interface PmlOperation {
  /** Text of the Operation column. */
  readonly name: string;
  /** Absent: the Detail column is always empty, or nothing is known of it. */
  readonly detail?: DetailFormatter;
  /** Absent: the texts of the operation differ too often, or the operation is too rare. */
  readonly detailKey?: DetailKeyWriter;
  /** Text of the Category column, or what finds it; empty when absent. */
  readonly category?: string | ((event: PmlEvent) => string);
  /** The first version of Process Monitor that knows the operation; older ones show `<Unknown>`. */
  readonly since?: ProcmonVersion;
  /** Sub-operations; what they leave out is as in the main operation. */
  readonly subs?: Readonly<Record<number, PmlOperation>>;
}
