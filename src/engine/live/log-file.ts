import { constants, open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { release, version as systemVersion } from 'node:os';
import { fileError } from '../file-error.ts';
import type { LogSink } from './session-log.ts';

/** Bytes that a log may have. */
const MOST_BYTES = 1_000_000;
/** Of these, what is left for how the capture ended, so that a log that is full says it all the same. */
const LAST_BYTES = 16_384;

/** A capture's log as a text file: a line for each word, with its time in UTC. What cannot be written is left out. */
export class LogFile implements LogSink {
  readonly #handle: FileHandle;
  #bytes = 0;
  #isFull = false;
  #hasFailed = false;
  #waiting = '';
  #writing: Promise<void> | undefined;

  private constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  /** Makes the file anew, for its user alone; it begins with the product's version and the system. Errors: 'file/...'. */
  static async begin(path: string, version: string): Promise<LogFile> {
    const { O_WRONLY, O_CREAT, O_TRUNC, O_APPEND } = constants;
    try {
      // Of two programs that write there none leaves a hole behind the other's beginning.
      const log = new LogFile(await open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0o600));
      const { platform, arch } = process;
      log.line(Date.now(), `Procscope ${version} on ${platform} ${arch} ${release()}: ${systemVersion()}`);
      return log;
    } catch (error) {
      throw fileError(error, path);
    }
  }

  line(time: number, text: string, isLast = false): void {
    if (this.#hasFailed) return;
    const line = `${new Date(time).toISOString()}  ${oneLine(text)}\n`;
    const bytes = Buffer.byteLength(line);
    if (this.#bytes + bytes <= (isLast ? MOST_BYTES : MOST_BYTES - LAST_BYTES)) {
      if (!this.#isFull || isLast) this.#add(line, bytes);
    } else if (!this.#isFull) {
      this.#isFull = true;
      const last = `${new Date(time).toISOString()}  This log is full: the rest is left out.\n`;
      this.#add(last, last.length);
    }
  }

  async close(): Promise<void> {
    await this.#writing;
    this.#hasFailed = true;
    await this.#handle.close().catch(() => undefined);
  }

  #add(line: string, bytes: number): void {
    this.#bytes += bytes;
    this.#waiting += line;
    this.#writing ??= this.#write();
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting !== '') {
        const text = this.#waiting;
        this.#waiting = '';
        await this.#handle.appendFile(text);
      }
    } catch {
      // A capture does not depend on its log.
      this.#hasFailed = true;
    }
    this.#writing = undefined;
  }
}

/** Whatever a helper says, a line stays one. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}
