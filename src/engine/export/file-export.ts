import type { Capture } from '../capture/capture.ts';
import type { EventRows } from './event-rows.ts';
import { exportEvents } from './export-events.ts';
import type { ExportOptions, TextFormat } from './export-events.ts';
import { openOutputFile } from './output-file.ts';

/**
 * Writes rows of a capture to a file, beside the target and renamed at the end: what fails or is cancelled leaves the
 * target as it was and nothing beside it. `source` is the file that the capture was opened from.
 * Errors: 'file/...' and 'job/cancelled'.
 */
export async function exportToFile(
  capture: Capture,
  rows: EventRows,
  target: string,
  format: TextFormat,
  options: ExportOptions & { readonly source?: string } = {},
): Promise<void> {
  const file = await openOutputFile(target, options.source);
  try {
    await exportEvents(capture, rows, file, format, options);
    await file.commit();
  } finally {
    await file.discard();
  }
}
