/**
 * Operation keys of Process Monitor's logs: event class, operation code and sub-operation in one whole number. It is what
 * an epoch's operation dictionary and capture files hold, so the layout never changes.
 *
 * `sub` is the first byte of the detail block for File System and IPC events, 1 for TCP and 0 for UDP for Network events, else 0.
 * `operation` has 16 bits and `sub` 8. Products, not shifts: the key has more than 32 bits when the class is damaged.
 */
export function pmlOperationKey(eventClass: number, operation: number, sub: number): number {
  return eventClass * 0x100_0000 + operation * 0x100 + sub;
}

/** The number of the event class in a key. */
export function pmlKeyClass(key: number): number {
  return Math.floor(key / 0x100_0000);
}

/** The operation code in a key. */
export function pmlKeyOperation(key: number): number {
  return Math.floor(key / 0x100) % 0x1_0000;
}

/** The sub-operation in a key. */
export function pmlKeySub(key: number): number {
  return key % 0x100;
}
