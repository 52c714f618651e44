import { BytePool } from '../../store/byte-pool.ts';
import { ShownPath } from './shown-path.ts';
import type { Volumes } from './volumes.ts';

/** Texts that are kept; beyond it all are forgotten and come again as they are met. */
const MAX_PATHS = 1_000_000;
const MAX_BYTES = 128 * 1024 * 1024;

/** Paths by the bytes that an event has, so that a path that many events have is made and shown once. */
export class PathCache {
  readonly #volumes: Volumes;
  #pool = new BytePool();
  #paths: ShownPath[] = [];
  #version = 0;

  constructor(volumes: Volumes) {
    this.#volumes = volumes;
  }

  /** The path in the UTF-16 bytes [start, end). */
  pathOf(bytes: Buffer, start: number, end: number): ShownPath {
    if (this.#version !== this.#volumes.version || this.#isFull()) this.#forget();
    const id = this.#pool.intern(bytes, start, end);
    return (this.#paths[id] ??= new ShownPath(bytes.toString('utf16le', start, end), this.#volumes.shown));
  }

  #isFull(): boolean {
    return this.#pool.size > MAX_PATHS || this.#pool.byteSize > MAX_BYTES;
  }

  #forget(): void {
    this.#pool = new BytePool();
    this.#paths = [];
    this.#version = this.#volumes.version;
  }
}
