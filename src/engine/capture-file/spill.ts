import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ProcscopeError } from '../../shared/errors.ts';
import { captureFileError } from './file-errors.ts';
import { FileBacking } from './file-backing.ts';
import type { EventStore } from '../store/event-store.ts';
import { columnsByteSize } from '../store/segment.ts';
import type { Segment } from '../store/segment.ts';
import { WriterClient } from './writer-client.ts';
import { segmentJob } from './writer-protocol.ts';

const PREFIX = 'procscope-spill-';
const SUFFIXES = ['', '-wal', '-shm'];

/** Bytes of segments that are written at a time once memory is short. */
const STEP_BYTES = 32 * 1024 * 1024;

/** A temporary file for what does not fit in memory. */
export interface Spill {
  /** Undefined while the file keeps up with what is added; else a promise to await before more is. Never rejects. */
  ready(): Promise<void> | undefined;
  /** Why nothing more can be let go of; memory then grows. */
  readonly failure: ProcscopeError | undefined;
  /** Deletes the file; cold segments can no longer be read. Never rejects. */
  close(): Promise<void>;
}

/**
 * Lets a store whose events come from another file keep within its memory budget: once it is exceeded, sealed segments are
 * written to a temporary file of `folder` and let go from memory. Nothing is made on the disk before that.
 */
export function attachSpill(store: EventStore, folder: string): Spill {
  return new StoreSpill(store, folder);
}

/**
 * Deletes the spill files of processes that are gone. Errors: 'file/...' when the folder cannot be read.
 */
export async function removeStaleSpills(folder: string): Promise<void> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw captureFileError(error, folder);
  }
  for (const name of names) {
    if (!name.startsWith(PREFIX)) continue;
    const pid = Number.parseInt(name.slice(PREFIX.length), 10);
    const isOurs = [...OPEN_SPILLS].some((path) => name.startsWith(path));
    if (isOurs || (pid !== process.pid && isAlive(pid))) continue;
    // Somebody else may delete it at the same time, and a file that cannot be deleted harms nobody.
    await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

/** File names of this process's spills: its own number may have been another's before. */
const OPEN_SPILLS = new Set<string>();

class StoreSpill implements Spill {
  readonly #store: EventStore;
  readonly #name = `${PREFIX}${process.pid}-${randomUUID()}`;
  readonly #folder: string;
  readonly #path: string;
  readonly #backing: FileBacking;
  readonly #stopListening: () => void;
  readonly #written = new Set<Segment>();
  #client: WriterClient | undefined;
  #work: Promise<void> | undefined;
  #failure: ProcscopeError | undefined;
  #isClosed = false;

  constructor(store: EventStore, folder: string) {
    this.#store = store;
    this.#folder = folder;
    this.#path = join(folder, this.#name);
    this.#backing = new FileBacking(this.#path, store);
    this.#stopListening = store.listen({ sealed: () => this.#look() });
    this.#look();
  }

  get failure(): ProcscopeError | undefined {
    return this.#failure;
  }

  ready(): Promise<void> | undefined {
    // Twice a step beyond the budget: the segments that are being written now are then already the second lot.
    return this.#store.hasRoom(-2 * STEP_BYTES) || this.#failure !== undefined ? undefined : this.#work;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#stopListening();
    await this.#work;
    this.#backing.close();
    await this.#client?.close();
    for (const suffix of SUFFIXES) await rm(this.#path + suffix, { force: true }).catch(() => undefined);
    OPEN_SPILLS.delete(this.#name);
  }

  #look(): void {
    if (this.#work !== undefined || this.#isClosed || this.#failure !== undefined || this.#store.hasRoom(0))
      return;
    this.#work = this.#spill()
      .catch((error: unknown) => this.#fail(error))
      .finally(() => (this.#work = undefined));
  }

  /** Writes the oldest segments that are still only in memory until the budget holds. */
  async #spill(): Promise<void> {
    const client = (this.#client ??= await this.#start());
    while (!this.#isClosed && !this.#store.hasRoom(0)) {
      const lot: Promise<void>[] = [];
      let bytes = 0;
      for (const segment of this.#store.segments) {
        if (bytes >= STEP_BYTES) break;
        if (
          !segment.sealed ||
          segment.persisted ||
          segment.columns === undefined ||
          this.#written.has(segment)
        )
          continue;
        this.#written.add(segment);
        bytes += columnsByteSize(segment.columns) + segment.payloadBytes;
        lot.push(this.#write(client, segment, segment.columns));
      }
      if (lot.length === 0) return;
      await Promise.all(lot);
    }
  }

  async #start(): Promise<WriterClient> {
    await removeStaleSpills(this.#folder);
    OPEN_SPILLS.add(this.#name);
    const client = await WriterClient.open({ path: this.#path, mode: 'spill', meta: [] });
    // A command that ends without closing its capture must not hang on the file; the next start deletes it.
    client.unref();
    // Now, so that what is written stays readable even if somebody clears the temporary folder.
    this.#backing.open();
    this.#store.setBacking(this.#backing);
    return client;
  }

  async #write(
    client: WriterClient,
    segment: Segment,
    columns: NonNullable<Segment['columns']>,
  ): Promise<void> {
    const bytes = columnsByteSize(columns) + segment.payloadBytes;
    await client.post({ segment: segmentJob(segment, columns) }, bytes);
    this.#written.delete(segment);
    this.#store.markPersisted(segment);
  }

  #fail(error: unknown): void {
    const known = captureFileError(error, this.#path);
    if (!(known instanceof ProcscopeError)) throw known;
    this.#failure = known;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
