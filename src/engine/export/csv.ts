import { EVENT_COLUMNS } from '../../shared/columns.ts';
import type { ColumnName } from '../../shared/columns.ts';
import type { Capture } from '../capture/capture.ts';
import type { CellOptions } from '../cells/cell-formatter.ts';
import type { ExportStyle } from '../../shared/export-style.ts';
import type { Segment } from '../store/segment.ts';
import { LINE_FEED, SEMICOLON, csvInner, csvPlainInner } from './byte-writer.ts';
import type { ByteWriter } from './byte-writer.ts';
import { CellRow } from './cell-row.ts';
import type { HeadPiece, RowEncoder } from './row-encoder.ts';

const BYTE_ORDER_MARK = '\ufeff';
const LINE_END = '\r\n';

/** A field as Process Monitor writes it: always quoted, quotes doubled, every LF replaced by a semicolon. */
export function csvField(text: string): string {
  return `"${csvInner(text)}"`;
}

/**
 * CSV as Process Monitor exports it: UTF-8 with a byte-order mark, its header names, CRLF after every row. With its own texts
 * Detail is cut, every LF is a semicolon and Sequence says `n/a`; with the right values nothing is cut, line feeds stay inside
 * their quotes and Sequence numbers the rows from 1.
 */
export class CsvEncoder implements RowEncoder {
  readonly #columns: readonly ColumnName[];
  readonly #row: CellRow;

  constructor(capture: Capture, columns: readonly ColumnName[], as: ExportStyle, options?: CellOptions) {
    this.#columns = columns;
    const lineFeed = as === 'plain' ? LINE_FEED : SEMICOLON;
    this.#row = new CellRow(
      capture,
      {
        columns,
        as,
        inner: as === 'plain' ? csvPlainInner : csvInner,
        put: (text, out) => out.csvText(text, lineFeed),
        between: (before, after) => {
          if (before === undefined) return '"';
          return after === undefined ? `"${LINE_END}` : '","';
        },
      },
      options,
    );
  }

  head(): readonly HeadPiece[] {
    const titles = this.#columns.map((name) => csvField(EVENT_COLUMNS[name].title));
    return [(out) => out.text(`${BYTE_ORDER_MARK}${titles.join(',')}${LINE_END}`)];
  }

  encode(segment: Segment, index: number, out: ByteWriter): void {
    this.#row.put(segment, index, out);
  }

  end(): void {
    // Nothing stands behind the last row.
  }
}
