import { open, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { SystemInfo } from '../../../../shared/capture-info.ts';
import type { WindowsEdition } from '../../../capture/capture.ts';
import type { OutputPlace } from '../../../export/output-file.ts';
import { fileError } from '../../../file-error.ts';
import { HEADER_BYTES, OFFSET_ENTRY_BYTES } from '../layout.ts';
import { Chunk } from './chunk.ts';
import { headerBytes } from './header-bytes.ts';
import type { PartScope } from './part-scope.ts';

/** A chunk is handed to the file when it has this many bytes. */
const CHUNK_BYTES = 1024 * 1024;
/** Room for a record behind a nearly full chunk; longer ones make it grow. */
const CHUNK_ROOM = CHUNK_BYTES + 128 * 1024;
/** Entries of the list of offsets that are kept together. */
const LIST_ENTRIES = 64 * 1024;

/** Two chunks by turns: one is filled while the file takes the other. */
export type PartChunks = readonly [Chunk, Chunk];

/** Chunks for the parts of a log, one after another. */
export function partChunks(): PartChunks {
  return [new Chunk(CHUNK_ROOM), new Chunk(CHUNK_ROOM)];
}

/** The tables that all parts of a log share, and its system. */
export interface SharedTables {
  readonly strings: Buffer;
  readonly icons: Buffer;
  readonly system: SystemInfo;
  readonly edition: WindowsEdition | undefined;
}

/**
 * One file of a log while it is written, under its temporary name: event records first, then the list of their offsets,
 * the tables, and at last the header.
 * Bounds: two chunks of 1 MiB, and five bytes for each event.
 */
export class PartFile {
  readonly scope: PartScope;
  /** Where the file is and what it is to become. */
  readonly place: OutputPlace;
  events = 0;
  readonly #handle: FileHandle;
  readonly #target: string;
  readonly #pointerBytes: 4 | 8;
  readonly #chunks: PartChunks;
  #turn: 0 | 1 = 0;
  /** Where the bytes of the chunk go that is being filled. */
  #position = HEADER_BYTES;
  #running: Promise<void> = Promise.resolve();
  #list: Buffer[] = [];
  #listEnd = LIST_ENTRIES * OFFSET_ENTRY_BYTES;
  #offsetArray = 0;
  #isOpen = true;

  private constructor(
    handle: FileHandle,
    place: OutputPlace,
    target: string,
    scope: PartScope,
    pointerBytes: 4 | 8,
    chunks: PartChunks,
  ) {
    this.#chunks = chunks;
    this.#handle = handle;
    this.place = place;
    this.#target = target;
    this.scope = scope;
    this.#pointerBytes = pointerBytes;
  }

  /** Begins the file for `target` at its place; `chunks` are free again after {@link endEvents}. Errors: 'file/...'. */
  static async open(
    place: OutputPlace,
    target: string,
    scope: PartScope,
    pointerBytes: 4 | 8,
    chunks: PartChunks,
  ): Promise<PartFile> {
    try {
      const handle = await open(place.path, 'wx', place.mode ?? 0o666);
      if (place.mode !== undefined) await handle.chmod(place.mode).catch(() => undefined);
      for (const chunk of chunks) chunk.length = 0;
      return new PartFile(handle, place, target, scope, pointerBytes, chunks);
    } catch (error) {
      throw fileError(error, target);
    }
  }

  /** The chunk to fill with records: say {@link added} for each. */
  get chunk(): Chunk {
    return this.#chunks[this.#turn];
  }

  /** Whether the chunk is to be {@link send | sent}. */
  get isChunkFull(): boolean {
    return this.chunk.length >= CHUNK_BYTES;
  }

  /** Position in the file of what comes next into the chunk. */
  get position(): number {
    return this.#position + this.chunk.length;
  }

  /** Says that a record begins at `position`. */
  added(position: number): void {
    if (this.#listEnd === LIST_ENTRIES * OFFSET_ENTRY_BYTES) {
      this.#list.push(Buffer.alloc(LIST_ENTRIES * OFFSET_ENTRY_BYTES));
      this.#listEnd = 0;
    }
    this.#list[this.#list.length - 1]!.writeUInt32LE(position, this.#listEnd);
    this.#listEnd += OFFSET_ENTRY_BYTES;
    this.events++;
  }

  /** Hands the chunk to the file; settles when the one before is written. Errors: 'file/...' of the one before. */
  async send(): Promise<void> {
    const full = this.chunk;
    const position = this.#position;
    this.#turn = this.#turn === 0 ? 1 : 0;
    await this.#running;
    this.#position += full.length;
    this.#running = this.#write(full.bytes, full.length, position);
    // The error is met by the next await; until then it is not unhandled.
    this.#running.catch(() => undefined);
    this.chunk.length = 0;
  }

  /** Ends the events: writes the list of their offsets. Errors: 'file/...'. */
  async endEvents(): Promise<void> {
    const padding = (4 - (this.position % 4)) % 4;
    const { chunk } = this;
    chunk.need(padding);
    chunk.bytes.fill(0, chunk.length, chunk.length + padding);
    chunk.length += padding;
    await this.send();
    await this.#running;
    this.#offsetArray = this.#position;
    const last = this.#list.pop();
    for (const piece of this.#list) await this.#append(piece);
    if (last !== undefined) await this.#append(last.subarray(0, this.#listEnd));
    this.#list = [];
  }

  /** Writes tables and header; the file is then complete, and closed. Errors: 'file/...'. */
  async finish({ strings, icons, system, edition }: SharedTables): Promise<void> {
    const processTable = this.#position;
    await this.#append(this.scope.processTable(this.#pointerBytes));
    const stringTable = this.#position;
    await this.#append(strings);
    const iconTable = this.#position;
    await this.#append(icons);
    const hostTable = this.#position;
    await this.#append(this.scope.names.tables());
    const { events } = this;
    const places = {
      events,
      offsetArray: this.#offsetArray,
      processTable,
      stringTable,
      iconTable,
      hostTable,
    };
    await this.#write(headerBytes(system, edition, this.#pointerBytes, places), HEADER_BYTES, 0);
    try {
      // Some file systems say only now that there was no room.
      await this.#handle.sync();
      await this.#close();
    } catch (error) {
      throw fileError(error, this.#target);
    }
  }

  /** Takes the temporary file away, if it is still there. */
  async discard(): Promise<void> {
    await this.#running.catch(() => undefined);
    await this.#close().catch(() => undefined);
    await unlink(this.place.path).catch(() => undefined);
  }

  async #append(bytes: Buffer): Promise<void> {
    await this.#write(bytes, bytes.length, this.#position);
    this.#position += bytes.length;
  }

  async #write(bytes: Buffer, length: number, position: number): Promise<void> {
    try {
      // A disk that is nearly full takes a part first and refuses the rest.
      for (let at = 0; at < length;) {
        at += (await this.#handle.write(bytes, at, length - at, position + at)).bytesWritten;
      }
    } catch (error) {
      throw fileError(error, this.#target);
    }
  }

  async #close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    await this.#handle.close();
  }
}
