import type { EventClass } from '../../../shared/event-class.ts';
import type { OperationInfo } from '../dialect.ts';
import { EtwOperation, etwKeyParts } from './etw-key.ts';
import { etwOperationRow, otherRow } from './etw-operations.ts';

/** By EtwCategory. */
const CATEGORIES: readonly string[] = ['', 'Read', 'Write', 'Read Metadata', 'Write Metadata'];

/** An operation of a trace together with its row of the tables, so that formatting an event looks nothing up. */
export class EtwOperationInfo implements OperationInfo {
  readonly key: number;
  readonly eventClass: EventClass;
  readonly name: string;
  readonly category: string;
  readonly hasNoDetail: boolean;
  readonly operation: number;
  /** Whether this program knows what the event tells. */
  readonly isKnown: boolean;

  constructor(key: number) {
    const { operation, category, isOther } = etwKeyParts(key);
    const row = isOther ? otherRow(operation) : etwOperationRow(operation);
    this.key = key;
    this.operation = operation;
    this.eventClass = row.eventClass;
    this.name = row.name;
    this.category = CATEGORIES[category] ?? '';
    this.hasNoDetail = row.hasNoDetail ?? false;
    this.isKnown = !isOther && operation !== EtwOperation.TraceEvent && !row.name.startsWith('<');
  }
}
