import type { FormatContext } from '../dialect.ts';
import type { LinuxOperation } from '../../wire/linux-operations.ts';
import { FieldSet } from './field-set.ts';
import type { LinuxOperationInfo } from './linux-operation-info.ts';

/** What the formatters of one event's fields may know. One object is reused from event to event. */
export class LinuxEvent {
  readonly fields = new FieldSet();
  #context: FormatContext | undefined;
  #info: LinuxOperationInfo | undefined;

  use(info: LinuxOperationInfo, context: FormatContext): void {
    this.#info = info;
    this.#context = context;
  }

  get info(): LinuxOperationInfo {
    if (this.#info === undefined) throw new Error('No event was chosen');
    return this.#info;
  }

  get operation(): LinuxOperation {
    return this.info.operation;
  }

  get context(): FormatContext {
    if (this.#context === undefined) throw new Error('No event was chosen');
    return this.#context;
  }
}
