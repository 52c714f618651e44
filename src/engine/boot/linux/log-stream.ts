import { ProcscopeError } from '../../../shared/errors.ts';
import { readLogState, unknownForm } from './log-state.ts';
import type { LogState } from './log-state.ts';

/** What comes of a log, in this order: its state; for each piece its beginning, its bytes and its end; the end of all. */
export type LogItem =
  | { readonly type: 'state'; readonly state: LogState }
  | { readonly type: 'piece'; readonly number: number }
  /** Valid until the next item is asked for. */
  | { readonly type: 'bytes'; readonly bytes: Buffer }
  | { readonly type: 'piece-end' }
  | { readonly type: 'end' };

const FIRST_LINE = 'procscope-boot-log 1';
const PIECE_LINE = /^piece (\d{1,10}) (\d{1,15})$/;
/** No line is longer. */
const MOST_LINE = 4096;
const NEW_LINE = 0x0a;

/**
 * Reads what `procscope-helper boot send` writes: lines, and the bytes of pieces between them. Source: native/linux/boot/send.c.
 */
export class LogStream {
  #rest: Buffer = Buffer.alloc(0);
  #head: string[] | undefined = [];
  /** Bytes of the piece that are still to come. */
  #left = 0;
  #hasEnded = false;

  /** Whether everything has come. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Takes bytes and gives what they hold. Errors: 'boot/failed' when they are nothing that a helper writes. */
  *push(chunk: Buffer): Generator<LogItem, void> {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      if (this.#left > 0) {
        if (this.#rest.length === 0) return;
        const bytes = this.#rest.subarray(0, this.#left);
        this.#rest = this.#rest.subarray(bytes.length);
        this.#left -= bytes.length;
        yield { type: 'bytes', bytes };
        if (this.#left === 0) yield { type: 'piece-end' };
        continue;
      }
      const line = this.#line();
      if (line === undefined) return;
      yield* this.#takeLine(line);
    }
  }

  #line(): string | undefined {
    const end = this.#rest.indexOf(NEW_LINE);
    if (end < 0 && this.#rest.length <= MOST_LINE) return undefined;
    if (end < 0 || end > MOST_LINE || this.#hasEnded) throw unknownForm();
    const line = this.#rest.toString('utf8', 0, end);
    this.#rest = this.#rest.subarray(end + 1);
    return line;
  }

  *#takeLine(line: string): Generator<LogItem, void> {
    const piece = PIECE_LINE.exec(line);
    const isEnd = line === 'end';
    if (this.#head !== undefined) {
      if (this.#head.length === 0 && line !== FIRST_LINE) throw unknownForm();
      if (piece === null && !isEnd) {
        this.#head.push(line);
        return;
      }
      const [, ...lines] = this.#head;
      this.#head = undefined;
      yield { type: 'state', state: readLogState(lines) };
    }
    if (isEnd) {
      this.#hasEnded = true;
      yield { type: 'end' };
      return;
    }
    if (piece === null) throw unknownForm();
    this.#left = Number(piece[2]);
    yield { type: 'piece', number: Number(piece[1]) };
    if (this.#left === 0) yield { type: 'piece-end' };
  }
}

/** The error of a log whose helper ended before everything had come. */
export function brokenOff(): ProcscopeError {
  return new ProcscopeError(
    'boot/failed',
    'The boot log could not be read to its end: the helper that reads it ended before. The log is kept; try again.',
  );
}
