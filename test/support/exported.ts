import type { Capture } from '../../src/engine/capture/capture.ts';
import type { CellOptions } from '../../src/engine/cells/cell-formatter.ts';
import type { ByteSink } from '../../src/engine/export/byte-sink.ts';
import { allRows } from '../../src/engine/export/event-rows.ts';
import { exportEvents } from '../../src/engine/export/export-events.ts';
import type { StreamFormat } from '../../src/engine/export/export-events.ts';
import { utcTimeZone } from '../../src/shared/format/time-zone.ts';

/** All events of a capture as the bytes of a format, with times in UTC. */
export async function exportedBytes(
  capture: Capture,
  format: StreamFormat,
  cells: CellOptions = {},
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const sink: ByteSink = { write: async (bytes) => void chunks.push(Buffer.from(bytes)) };
  await exportEvents(capture, allRows(capture), sink, format, {
    cells: { timeZoneOffset: utcTimeZone, ...cells },
  });
  return Buffer.concat(chunks);
}

/** The same as text. */
export async function exportedText(
  capture: Capture,
  format: StreamFormat,
  cells?: CellOptions,
): Promise<string> {
  return (await exportedBytes(capture, format, cells)).toString();
}
