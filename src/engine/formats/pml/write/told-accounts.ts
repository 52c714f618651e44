import { EventClass } from '../../../../shared/event-class.ts';
import type { Payload } from '../../../dialect/payload.ts';
import { pmlKeyClass, pmlKeyOperation } from '../../../dialect/pml/operation-key.ts';
import { sidText } from '../accounts.ts';
import { PROCESS_CREATE, PROCESS_CREATE_BYTES, USER_SID_LENGTH_AT } from '../path-location.ts';

/** Accounts that are remembered; a machine has some dozens. */
const MAX_ACCOUNTS = 4096;

/** Which accounts the events of a log tell to whoever reads it: those that announce a process name its user's identifier. */
export class ToldAccounts {
  /** Process indexes by security identifier. */
  readonly #processes = new Map<string, number>();

  /** Looks at an event that is written. */
  add(operationKey: number, { bytes, detailStart, detailEnd }: Payload): void {
    if (pmlKeyClass(operationKey) !== EventClass.Process || pmlKeyOperation(operationKey) > PROCESS_CREATE)
      return;
    const start = detailStart + PROCESS_CREATE_BYTES;
    if (start > detailEnd || this.#processes.size >= MAX_ACCOUNTS) return;
    const end = start + bytes[detailStart + USER_SID_LENGTH_AT]!;
    const sid = end > detailEnd ? undefined : sidText(bytes, start, end);
    if (sid !== undefined && !this.#processes.has(sid))
      this.#processes.set(sid, bytes.readUInt32LE(detailStart));
  }

  /** The process index whose user an account is by the first event that names it; undefined when none does. */
  processOf(sid: string): number | undefined {
    return this.#processes.get(sid);
  }
}
