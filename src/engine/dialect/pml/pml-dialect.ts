import { EventClass, isEventClass } from '../../../shared/event-class.ts';
import type { Dialect, DetailWriter, Evidence, FormatContext, OperationInfo } from '../dialect.ts';
import type { DetailKey } from '../detail-key.ts';
import type { Payload } from '../payload.ts';
import { PLAIN_FORMAT } from './format-options.ts';
import type { PmlFormatOptions } from './format-options.ts';
import { pmlKeyClass } from './operation-key.ts';
import { UNKNOWN_OPERATION, pmlOperation } from './operations.ts';
import { PmlEvent } from './pml-event.ts';
import type { PmlOperation } from './pml-operation.ts';
import { pmlTexts } from './texts/pml-texts.ts';
import { resultText, resultTone } from './results.ts';

/** An operation together with its row of the tables, so that formatting an event looks nothing up. */
class PmlOperationInfo implements OperationInfo {
  readonly key: number;
  readonly eventClass: EventClass;
  readonly name: string;
  readonly category: string | undefined;
  readonly hasNoDetail: boolean;
  readonly operation: PmlOperation;

  constructor(key: number, operation: PmlOperation) {
    const eventClass = pmlKeyClass(key);
    const { category = '' } = operation;
    this.key = key;
    this.eventClass = isEventClass(eventClass) ? eventClass : EventClass.Unknown;
    this.name = operation.name;
    this.category = typeof category === 'string' ? category : undefined;
    this.hasNoDetail = operation.detail === undefined;
    this.operation = operation;
  }
}

/** The events of Process Monitor's logs: with the right values, or named and shown as one of its versions does. */
export function createPmlDialect(options: PmlFormatOptions = PLAIN_FORMAT): Dialect {
  const event = new PmlEvent(pmlTexts(options.as));
  const operationOf = (info: OperationInfo): PmlOperation =>
    info instanceof PmlOperationInfo ? info.operation : pmlOperation(info.key, options);
  return {
    name: 'pml',
    operation(key: number): OperationInfo {
      return new PmlOperationInfo(key, pmlOperation(key, options));
    },
    resultText,
    resultTone,
    writeDetail(payload: Payload, context: FormatContext, out: DetailWriter): void {
      const { detail } = operationOf(context.operation);
      if (detail === undefined) return;
      event.point(payload, context);
      detail(event, out);
    },
    writeDetailKey(payload: Payload, context: FormatContext, key: DetailKey): void {
      const { detailKey } = operationOf(context.operation);
      if (detailKey === undefined) {
        key.refuse();
        return;
      }
      event.point(payload, context);
      detailKey(event, key);
    },
    category(payload: Payload, context: FormatContext): string {
      const { category = '' } = operationOf(context.operation);
      if (typeof category === 'string') return category;
      event.point(payload, context);
      return category(event);
    },
    evidence(payload: Payload, context: FormatContext): Evidence {
      const operation = operationOf(context.operation);
      if (operation.name === UNKNOWN_OPERATION.name) return 'unknown';
      const { unproven } = operation;
      if (unproven === undefined) return 'proven';
      if (unproven.when === undefined) return 'unproven';
      event.point(payload, context);
      return unproven.when(event) ? 'unproven' : 'proven';
    },
  };
}

/** The dialect of Process Monitor's logs with the right values: what the window shows. */
export const pmlDialect: Dialect = createPmlDialect();
