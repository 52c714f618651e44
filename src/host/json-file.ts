import { readFileSync, renameSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Time in which changes are gathered before they are written, in ms. */
const WRITE_DELAY_MS = 200;

export type Log = (what: string, error: unknown) => void;

/** A small file of the user's: read once, then written as a whole, each time complete or not at all. */
export class JsonFile {
  readonly #path: string;
  readonly #log: Log;
  #next: { readonly value: unknown } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  /** What the file says; undefined when there is none or nobody can read it. The latter is kept under another name. */
  read(): unknown {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch {
      return undefined; // not there yet, or the folder cannot be read
    }
    try {
      return JSON.parse(text);
    } catch (error) {
      this.keepAside(error);
      return undefined;
    }
  }

  /** Gives the file another name, so that what somebody wrote there is not written over. */
  keepAside(reason: unknown): void {
    const aside = `${this.#path}.unreadable`;
    this.#log(`${this.#path} cannot be read and was renamed to ${aside}`, reason);
    try {
      renameSync(this.#path, aside);
    } catch (error) {
      this.#log(`${this.#path} could not be renamed`, error);
    }
  }

  /** Writes `value` soon; a later call replaces one that waits. A failure costs the memory of it and is logged. */
  write(value: unknown): void {
    this.#next = { value };
    this.#timer ??= setTimeout(() => void this.flush(), WRITE_DELAY_MS);
  }

  /** Writes what waits; resolves when it is on disk. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#writing = this.#writing.then(async () => {
      const next = this.#next;
      this.#next = undefined;
      if (next === undefined) return;
      await replaceFile(this.#path, `${JSON.stringify(next.value, null, 2)}\n`).catch((error: unknown) =>
        this.#log(`${this.#path} could not be written`, error),
      );
    });
    return this.#writing;
  }
}

/** Writes beside the file first: who reads it, and who finds it after a power cut, sees the old text or the new one. */
async function replaceFile(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = `${path}.${process.pid}.new`;
  try {
    const file = await open(beside, 'w', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
