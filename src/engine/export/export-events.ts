import type { ColumnName } from '../../shared/columns.ts';
import { assertNever, cancelled } from '../../shared/errors.ts';
import type { Capture, Progress } from '../capture/capture.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import type { ExportStyle } from '../../shared/export-style.ts';
import { TimeSlice } from '../view/time-slice.ts';
import type { ByteSink } from './byte-sink.ts';
import { ByteWriter } from './byte-writer.ts';
import { CsvEncoder } from './csv.ts';
import type { EventRows } from './event-rows.ts';
import { JsonLinesEncoder } from './json-lines.ts';
import { ParquetEncoder } from './parquet.ts';
import type { RowEncoder } from './row-encoder.ts';
import { XmlEncoder } from './xml.ts';

/**
 * A format that is written from its beginning to its end, and what it needs to know. `as` says whose forms are followed; the
 * texts themselves are those of the dialect in the cell options. JSON Lines and Parquet always have the same columns.
 */
export type StreamFormat =
  | { readonly format: 'csv'; readonly columns: readonly ColumnName[]; readonly as?: ExportStyle }
  | {
      readonly format: 'xml';
      readonly columns: readonly ColumnName[];
      readonly as?: ExportStyle;
      readonly stacks?: boolean;
    }
  | { readonly format: 'jsonl' }
  | { readonly format: 'parquet' };

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
/** Rows between two looks at the clock where chunks are seldom full. */
const SLICE_ROWS = 256;

/**
 * Writes rows of a capture. Unpaired surrogates, which UTF-8 cannot hold, become U+FFFD.
 * Bounds: two chunks in memory, and a group of rows of formats that have groups; the next chunk is made while the sink takes
 * the last, and no further.
 * Errors: 'job/cancelled', what the sink throws, 'file/io' when the source can no longer be read.
 */
export async function exportEvents(
  capture: Capture,
  rows: EventRows,
  sink: ByteSink,
  format: StreamFormat,
  options: ExportOptions = {},
): Promise<void> {
  const encoder = makeEncoder(capture, format, options.cells);
  const chunks = new Chunks(sink);
  const slice = new TimeSlice();
  const total = rows.length;
  let out = chunks.next();
  let done = 0;
  /** Hands on what there is, lets others have their turn, and goes on with an empty chunk. */
  const passOn = async (): Promise<void> => {
    if (options.signal?.aborted === true) throw cancelled();
    await chunks.send();
    // A sink that takes bytes at once, such as a pipe, would not let an interrupt signal through.
    if (slice.isOver) await slice.yield();
    out = chunks.next();
    options.onProgress?.({ done, total });
  };
  const release = capture.store.hold();
  try {
    for (const piece of encoder.head()) {
      piece(out);
      if (out.length >= CHUNK_BYTES) await passOn();
    }
    for (const { segment, index } of rows) {
      encoder.encode(segment, index, out);
      done++;
      if (out.length >= CHUNK_BYTES) await passOn();
      else if (done % SLICE_ROWS === 0 && slice.isOver) {
        if (options.signal?.aborted === true) throw cancelled();
        await slice.yield();
        options.onProgress?.({ done, total });
      }
    }
    encoder.end(out);
    await chunks.send();
  } finally {
    release();
    // The sink must not be closed under a write that still runs.
    await chunks.settled();
  }
  if (options.signal?.aborted === true) throw cancelled();
  await chunks.finish();
  options.onProgress?.({ done, total });
}

/** The encoder of a format, for one writing of rows. */
export function makeEncoder(
  capture: Capture,
  format: StreamFormat,
  cells: CellOptions | undefined,
): RowEncoder {
  switch (format.format) {
    case 'csv':
      return new CsvEncoder(capture, format.columns, format.as ?? 'procmon', cells);
    case 'xml':
      return new XmlEncoder(
        capture,
        { columns: format.columns, as: format.as ?? 'procmon', stacks: format.stacks ?? false },
        cells,
      );
    case 'jsonl':
      return new JsonLinesEncoder(capture, cells);
    case 'parquet':
      return new ParquetEncoder(capture, cells);
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
