/** Accounts of one capture that are remembered; a machine has some dozens. */
const MAX_ACCOUNTS = 4096;

/** Names of accounts by security identifier, learnt from the events that announce processes. */
export class Accounts {
  readonly #names = new Map<string, string>();

  /** Whether another account would be remembered. */
  get hasRoom(): boolean {
    return this.#names.size < MAX_ACCOUNTS;
  }

  /** Remembers an account; the first name stays. */
  add(sid: string, name: string): void {
    if (this.hasRoom && name !== '' && !this.#names.has(sid)) this.#names.set(sid, name);
  }

  /** All of them, also those that are learnt later. */
  get entries(): ReadonlyMap<string, string> {
    return this.#names;
  }

  nameOf(sid: string): string | undefined {
    return this.#names.get(sid);
  }
}

/**
 * The text of a security identifier in the bytes [start, end), such as `S-1-5-18`; undefined when they are none.
 * Source: Microsoft, [MS-DTYP] 2.4.2.
 */
export function sidText(bytes: Buffer, start: number, end: number): string | undefined {
  const length = end - start;
  if (length < 8 || bytes[start] !== 1) return undefined;
  const parts = bytes[start + 1] ?? 0;
  if (length !== 8 + 4 * parts) return undefined;
  let text = `S-1-${bytes.readUIntBE(start + 2, 6)}`;
  for (let i = 0; i < parts; i++) text += `-${bytes.readUInt32LE(start + 8 + i * 4)}`;
  return text;
}
