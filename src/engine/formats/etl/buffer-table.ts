/** Where the buffers of a file are, in file order: typed arrays, because a file may have millions. */
export class BufferTable {
  #count = 0;
  #positions = new Float64Array(256);
  #sequences = new Float64Array(256);
  #sizes = new Uint32Array(256);
  #ends = new Uint32Array(256);
  #cpus = new Uint16Array(256);
  #flags = new Uint8Array(256);

  get count(): number {
    return this.#count;
  }

  /** Adds a buffer: its place in the file, bytes that are there, end of its records once unpacked, processor, flags. */
  add(
    position: number,
    size: number,
    recordsEnd: number,
    cpu: number,
    flags: number,
    sequence: number,
  ): void {
    const i = this.#count;
    if (i === this.#positions.length) this.#grow();
    this.#positions[i] = position;
    this.#sizes[i] = size;
    this.#ends[i] = recordsEnd;
    this.#cpus[i] = cpu;
    this.#flags[i] = flags;
    this.#sequences[i] = sequence;
    this.#count = i + 1;
  }

  position(i: number): number {
    return this.#positions[i]!;
  }

  /** Bytes of the buffer that are in the file. */
  size(i: number): number {
    return this.#sizes[i]!;
  }

  recordsEnd(i: number): number {
    return this.#ends[i]!;
  }

  cpu(i: number): number {
    return this.#cpus[i]!;
  }

  flags(i: number): number {
    return this.#flags[i]!;
  }

  /**
   * The buffers from the second on, by processor, each list in the order of the buffers' numbers; buffers of the same number in
   * file order. The first buffer is left out: its records come before all others.
   */
  byProcessor(): ReadonlyMap<number, Uint32Array> {
    const counts = new Map<number, number>();
    for (let i = 1; i < this.#count; i++) {
      const cpu = this.#cpus[i]!;
      counts.set(cpu, (counts.get(cpu) ?? 0) + 1);
    }
    const lists = new Map<number, Uint32Array>();
    for (const cpu of [...counts.keys()].sort((a, b) => a - b))
      lists.set(cpu, new Uint32Array(counts.get(cpu)!));
    const filled = new Map<number, number>();
    for (let i = 1; i < this.#count; i++) {
      const cpu = this.#cpus[i]!;
      const at = filled.get(cpu) ?? 0;
      lists.get(cpu)![at] = i;
      filled.set(cpu, at + 1);
    }
    for (const list of lists.values()) if (!this.#isInOrder(list)) this.#sort(list);
    return lists;
  }

  #isInOrder(list: Uint32Array): boolean {
    for (let k = 1; k < list.length; k++) {
      if (this.#sequences[list[k]!]! < this.#sequences[list[k - 1]!]!) return false;
    }
    return true;
  }

  #sort(list: Uint32Array): void {
    const sequences = this.#sequences;
    list.sort((a, b) => (sequences[a] === sequences[b] ? a - b : sequences[a]! - sequences[b]!));
  }

  #grow(): void {
    const length = this.#positions.length * 2;
    const grown = <A extends Float64Array | Uint32Array | Uint16Array | Uint8Array>(old: A, next: A): A => {
      next.set(old);
      return next;
    };
    this.#positions = grown(this.#positions, new Float64Array(length));
    this.#sequences = grown(this.#sequences, new Float64Array(length));
    this.#sizes = grown(this.#sizes, new Uint32Array(length));
    this.#ends = grown(this.#ends, new Uint32Array(length));
    this.#cpus = grown(this.#cpus, new Uint16Array(length));
    this.#flags = grown(this.#flags, new Uint8Array(length));
  }
}
