import type { ColumnName } from '../../shared/columns.ts';
import { assertNever, cancelled } from '../../shared/errors.ts';
import type { Capture, Progress } from '../capture/capture.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import { TimeSlice } from '../view/time-slice.ts';
import type { ByteSink } from './byte-sink.ts';
import { ByteWriter } from './byte-writer.ts';
import { CsvEncoder } from './csv.ts';
import type { EventRows } from './event-rows.ts';
import { JsonLinesEncoder } from './json-lines.ts';
import type { RowEncoder } from './row-encoder.ts';

/** A text format and what it needs to know. JSON Lines always have the same keys. */
export type TextFormat =
  { readonly format: 'csv'; readonly columns: readonly ColumnName[] } | { readonly format: 'jsonl' };

export interface ExportOptions {
  readonly cells?: CellOptions;
  readonly signal?: AbortSignal;
  /** Called after every chunk, with rows. */
  readonly onProgress?: (progress: Progress) => void;
}

/** A chunk is handed to the sink when it has this many bytes; one row may make it longer. */
const CHUNK_BYTES = 256 * 1024;
/** Room for a row behind a nearly full chunk; longer rows make it grow. */
const CHUNK_ROOM = CHUNK_BYTES + 16 * 1024;

/**
 * Writes rows of a capture as text in UTF-8. Unpaired surrogates, which UTF-8 cannot hold, become U+FFFD.
 * Bounds: two chunks in memory; the next is made while the sink takes the last, and no further.
 * Errors: 'job/cancelled', what the sink throws, 'file/io' when the source can no longer be read.
 */
export async function exportEvents(
  capture: Capture,
  rows: EventRows,
  sink: ByteSink,
  format: TextFormat,
  options: ExportOptions = {},
): Promise<void> {
  const encoder = makeEncoder(capture, format, options.cells);
  const chunks = new Chunks(sink);
  const slice = new TimeSlice();
  let out = chunks.next();
  let done = 0;
  encoder.begin(out);
  const release = capture.store.hold();
  try {
    for (const { segment, index } of rows) {
      encoder.encode(segment, index, out);
      done++;
      if (out.length < CHUNK_BYTES) continue;
      if (options.signal?.aborted === true) throw cancelled();
      await chunks.send();
      // A sink that takes bytes at once, such as a pipe, would not let an interrupt signal through.
      if (slice.isOver) await slice.yield();
      out = chunks.next();
      options.onProgress?.({ done, total: rows.length });
    }
    await chunks.send();
  } finally {
    release();
    // The sink must not be closed under a write that still runs.
    await chunks.settled();
  }
  if (options.signal?.aborted === true) throw cancelled();
  await chunks.finish();
  options.onProgress?.({ done, total: rows.length });
}

function makeEncoder(capture: Capture, format: TextFormat, cells: CellOptions | undefined): RowEncoder {
  switch (format.format) {
    case 'csv':
      return new CsvEncoder(capture, format.columns, cells);
    case 'jsonl':
      return new JsonLinesEncoder(capture, cells);
    default:
      return assertNever(format);
  }
}

/** Two chunks by turns: one is filled while the sink takes the other. */
class Chunks {
  readonly #sink: ByteSink;
  readonly #writers = [new ByteWriter(CHUNK_ROOM), new ByteWriter(CHUNK_ROOM)] as const;
  #turn: 0 | 1 = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(sink: ByteSink) {
    this.#sink = sink;
  }

  /** The chunk to fill, empty. */
  next(): ByteWriter {
    const writer = this.#writers[this.#turn];
    writer.clear();
    return writer;
  }

  /** Hands the filled chunk to the sink; settles when the sink took the one before. Errors: those of the one before. */
  async send(): Promise<void> {
    const full = this.#writers[this.#turn];
    this.#turn = this.#turn === 0 ? 1 : 0;
    await this.#running;
    if (full.length === 0) return;
    this.#running = this.#sink.write(full.bytes());
    // The error is met by the next await; until then it is not unhandled.
    this.#running.catch(() => undefined);
  }

  /** Waits for what the sink is taking, whether it succeeds or not. */
  async settled(): Promise<void> {
    await this.#running.catch(() => undefined);
  }

  /** Errors: those of the last chunk. */
  async finish(): Promise<void> {
    await this.#running;
  }
}
