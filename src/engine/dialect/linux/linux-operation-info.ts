import { EventClass, isEventClass } from '../../../shared/event-class.ts';
import { LINUX_OPERATIONS } from '../../wire/linux-operations.ts';
import type { LinuxOperation } from '../../wire/linux-operations.ts';
import type { OperationInfo } from '../dialect.ts';
import { LOSS_OPERATION } from '../loss-fields.ts';
import { linuxKeyParts } from './linux-key.ts';
import { LOSS_KEY } from './loss-payload.ts';

const OPERATIONS: ReadonlyMap<number, LinuxOperation> = new Map(
  LINUX_OPERATIONS.map((operation) => [operation.number, operation]),
);

/** For numbers that no table has: another version wrote the capture. */
const UNKNOWN: Omit<LinuxOperation, 'number'> = {
  name: '<Unknown>',
  eventClass: EventClass.Unknown,
  result: 'VALUE',
  isDefault: false,
  fields: [],
};

/** Rows that stand for lost events. */
const LOSS: LinuxOperation = {
  ...{ number: LOSS_KEY, name: LOSS_OPERATION, eventClass: EventClass.Lost, result: 'NONE' },
  ...{ isDefault: true, fields: [] },
};

/** By `WireCategory`. */
const CATEGORIES: readonly string[] = ['', 'Read', 'Write', 'Read Metadata', 'Write Metadata'];

/** An operation of Linux together with its row of the tables, so that formatting an event looks nothing up. */
export class LinuxOperationInfo implements OperationInfo {
  readonly key: number;
  readonly eventClass: EventClass;
  readonly name: string;
  readonly category: string;
  readonly operation: LinuxOperation;
  /** Whether the tables have the operation. */
  readonly isKnown: boolean;
  /** Whether the machine that was recorded is arm64. */
  readonly isArm: boolean;

  constructor(key: number) {
    const { operation, eventClass, category, isArm } = linuxKeyParts(key);
    const known = key === LOSS_KEY ? LOSS : OPERATIONS.get(operation);
    const hasClass = isEventClass(eventClass) && (eventClass !== EventClass.Lost || key === LOSS_KEY);
    this.key = key;
    this.eventClass = hasClass ? eventClass : EventClass.Unknown;
    this.isKnown = known !== undefined;
    this.operation = known ?? { ...UNKNOWN, number: operation };
    this.name = this.operation.name;
    this.category = CATEGORIES[category] ?? '';
    this.isArm = isArm;
  }
}
