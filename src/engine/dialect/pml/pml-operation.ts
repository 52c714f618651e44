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

/**
 * What Process Monitor's own exports have instead of the right value. Whatever is absent is as in the operation itself; a
 * quirk with `detail` has only the `detailKey` that it names.
 */
export interface Quirk {
  /** What Process Monitor does, as docs/procmon-fidelity.md says it. */
  readonly says: string;
  /** The first version of which it is known. */
  readonly from?: ProcmonVersion;
  /** The first version of which it is not known any more. */
  readonly before?: ProcmonVersion;
  readonly name?: string;
  /** `none`: the column is empty. */
  readonly detail?: DetailFormatter | 'none';
  readonly detailKey?: DetailKeyWriter;
}

/** A formatter, or a part of what it writes, that no export was at hand to check. Its raw bytes are shown as well. */
export interface Unproven {
  /** Where it is from, or why it is thought so. */
  readonly source: string;
  /** Which events are meant; absent: all. */
  readonly when?: (event: PmlEvent) => boolean;
}

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
  /** The first version of Process Monitor that knows the operation; older ones show `<Unknown>`. `never`: none does. */
  readonly since?: ProcmonVersion | 'never';
  /** What exports as Process Monitor's have instead; the first that holds for the version counts. */
  readonly quirks?: readonly Quirk[];
  /** Absent: what is written was compared with Process Monitor's own exports. */
  readonly unproven?: Unproven;
  /** Sub-operations; what they leave out is as in the main operation. */
  readonly subs?: Readonly<Record<number, PmlOperation>>;
}
