interface Identity {
  readonly pid: number;
  readonly start: bigint;
  readonly uid: number;
}

/**
 * Gives the processes of a log in several parts numbers that hold over all parts. Each part has a table of its own, in
 * which an index may stand for another process; a process is the same where index, PID and start time agree.
 */
export class ProcessIdentities {
  readonly #byIndex = new Map<number, Identity[]>();
  readonly #taken = new Set<number>();
  /** Indexes are small; numbers for what collides begin far above them, and fit 32 bits. */
  #next = 0xc000_0000;

  /** The number of a process: its index wherever that is not another process's. */
  uid(index: number, pid: number, start: bigint): number {
    const known = this.#byIndex.get(index);
    const same = known?.find((identity) => identity.pid === pid && identity.start === start);
    if (same !== undefined) return same.uid;
    const uid = this.#taken.has(index) ? this.#free() : index;
    this.#taken.add(uid);
    const identity = { pid, start, uid };
    if (known === undefined) this.#byIndex.set(index, [identity]);
    else known.push(identity);
    return uid;
  }

  #free(): number {
    while (this.#taken.has(this.#next)) this.#next++;
    return this.#next;
  }
}
