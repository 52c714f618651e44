import { ByteWriter as ParquetBytes, ParquetWriter } from 'hyparquet-writer';
import type { ColumnSource, SchemaElement } from 'hyparquet-writer';
import { TICKS_PER_SECOND, UNIX_EPOCH_TICKS } from '../../shared/units.ts';
import { sessionOf } from '../store/process-table.ts';
import type { Capture } from '../capture/capture.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import type { Segment } from '../store/segment.ts';
import type { ByteWriter } from './byte-writer.ts';
import { DATA_COLUMNS } from './data-columns.ts';
import type { DataColumn, DataColumnName } from './data-columns.ts';
import { DataRow, TEXT_READERS } from './data-row.ts';
import type { HeadPiece, RowEncoder } from './row-encoder.ts';

/** Rows of a row group: enough for dictionaries to pay, few enough that what else waits for the thread waits some frames. */
const GROUP_ROWS = 16_384;
/** UTF-16 units of texts at which a row group ends early: a bound for captures with huge texts. */
const GROUP_UNITS = 16 * 1024 * 1024;
const NANOSECONDS_PER_TICK = 100n;
const MAX_INT64 = 2n ** 63n - 1n;
const MIN_INT64 = -(2n ** 63n);

/** The values of one column in the row group that is being collected. */
interface ColumnBuffer {
  readonly push: (row: DataRow) => void;
  /** The collected values; they are forgotten. */
  readonly take: () => ColumnSource['data'];
}

/**
 * Parquet with the columns of {@link DATA_COLUMNS}: texts with dictionaries where that halves them, times as TIMESTAMP of
 * nanoseconds in UTC, compressed with Snappy. Rows are collected and written a row group at a time; only the description of
 * each group stays in memory until the end, where the format wants it.
 */
export class ParquetEncoder implements RowEncoder {
  readonly #row: DataRow;
  readonly #bytes = new ParquetBytes(1024 * 1024);
  readonly #writer: ParquetWriter;
  readonly #buffers: readonly ColumnBuffer[];
  #rows = 0;
  #units = 0;

  constructor(capture: Capture, options?: CellOptions) {
    this.#row = new DataRow(capture, options);
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [
        { name: 'events', num_children: DATA_COLUMNS.length },
        ...DATA_COLUMNS.map((column) => schemaOf(column)),
      ],
      createdBy: 'Procscope',
    });
    this.#buffers = DATA_COLUMNS.map(({ name }) => this.#buffer(name));
  }

  head(): readonly HeadPiece[] {
    return [];
  }

  encode(segment: Segment, index: number, out: ByteWriter): void {
    this.#row.next(segment, index);
    const buffers = this.#buffers;
    for (let i = 0; i < buffers.length; i++) buffers[i]!.push(this.#row);
    this.#rows++;
    if (this.#rows >= GROUP_ROWS || this.#units >= GROUP_UNITS) this.#writeGroup(out);
  }

  end(out: ByteWriter): void {
    if (this.#rows > 0) this.#writeGroup(out);
    // The writer is synchronous as long as its bytes are.
    void this.#writer.finish();
    this.#send(out);
  }

  #writeGroup(out: ByteWriter): void {
    const columnData = DATA_COLUMNS.map((column, i): ColumnSource => ({
      name: column.name,
      data: this.#buffers[i]!.take(),
      // The bounds by which readers leave out groups; those of other columns nearly always span all values.
      statistics: column.name === 'seq' || column.type === 'time',
      offsetIndex: false,
    }));
    void this.#writer.write({ columnData, rowGroupSize: this.#rows });
    this.#rows = 0;
    this.#units = 0;
    this.#send(out);
  }

  #send(out: ByteWriter): void {
    out.raw(this.#bytes.getBytes());
    this.#bytes.index = 0;
  }

  #buffer(name: DataColumnName): ColumnBuffer {
    const read = TEXT_READERS[name];
    if (read !== undefined) {
      return listBuffer((row) => {
        const text = read(row);
        // Texts of processes and names are shared by rows; only these can fill the memory.
        if (name === 'path' || name === 'detail') this.#units += text.length;
        return text;
      });
    }
    switch (name) {
      case 'seq':
        return listBuffer((row) => BigInt(row.seq));
      case 'time':
        return listBuffer((row) => nanoseconds(row, row.time));
      case 'completion_time':
        return listBuffer((row) => (row.duration < 0 ? null : nanoseconds(row, row.time + row.duration)));
      case 'relative_time':
        return listBuffer((row) => row.time / TICKS_PER_SECOND);
      case 'duration':
        return listBuffer((row) => row.durationSeconds);
      case 'process_index':
        return listBuffer((row) => row.process?.uid ?? null);
      case 'pid':
        return listBuffer((row) => row.process?.pid ?? null);
      case 'tid':
        return listBuffer((row) => row.tid ?? null);
      case 'parent_pid':
        return listBuffer((row) => row.process?.parentPid ?? null);
      case 'session':
        return listBuffer(({ process }) => (process === undefined ? null : (sessionOf(process) ?? null)));
      case 'virtualized':
        return listBuffer((row) => row.process?.virtualized ?? null);
      default:
        throw new Error(`The column ${name} has no reader`);
    }
  }
}

function listBuffer(read: (row: DataRow) => string | number | bigint | boolean | null): ColumnBuffer {
  let values: (string | number | bigint | boolean | null)[] = [];
  return {
    push: (row) => void values.push(read(row)),
    take: () => {
      const taken = values;
      values = [];
      return taken;
    },
  };
}

/** Nanoseconds since 1970; times that 64 bits cannot hold become the nearest that they can. */
function nanoseconds(row: DataRow, time: number): bigint {
  const value = (row.startTime + BigInt(time) - UNIX_EPOCH_TICKS) * NANOSECONDS_PER_TICK;
  if (value > MAX_INT64) return MAX_INT64;
  return value < MIN_INT64 ? MIN_INT64 : value;
}

function schemaOf(column: DataColumn): SchemaElement {
  const { name } = column;
  const repetition_type = column.isNullable === true ? 'OPTIONAL' : 'REQUIRED';
  switch (column.type) {
    case 'integer':
      return name === 'seq'
        ? { name, type: 'INT64', repetition_type }
        : { name, type: 'INT32', converted_type: 'UINT_32', repetition_type };
    case 'seconds':
      return { name, type: 'DOUBLE', repetition_type };
    case 'flag':
      return { name, type: 'BOOLEAN', repetition_type };
    case 'time':
      return {
        name,
        type: 'INT64',
        logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'NANOS' },
        repetition_type,
      };
    case 'text':
    case 'fields':
      return { name, type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type };
  }
}
