import { buildPml, fileDetail } from './pml-builder.ts';

/** A log of so many events of one process, each with a file name of its own. */
export function smallLog(events: number): Buffer {
  return buildPml({
    events: Array.from({ length: events }, (_, index) => ({
      process: 1,
      eventClass: 3,
      operation: 20,
      detail: fileDetail(`C:\\temp\\${index}.txt`, true),
    })),
    processes: [{ index: 1, pid: 4711, name: 'app.exe' }],
  }).bytes;
}
