import type { Capture } from '../capture/capture.ts';
import type { Epoch } from '../store/epoch.ts';
import type { ProcessRecord } from '../store/process-table.ts';

/** A process with the epoch whose string pool its texts are of. */
export interface KnownProcess {
  readonly epoch: Epoch;
  readonly record: ProcessRecord;
}

/** The processes of the events that a capture holds, by ascending uid, each as it was last known. */
export function knownProcesses(capture: Capture): readonly KnownProcess[] {
  const byUid = new Map<number, KnownProcess>();
  for (const epoch of new Set(capture.store.segments.map((segment) => segment.epoch))) {
    for (const record of epoch.processes.records) {
      const known = byUid.get(record.uid);
      // A later epoch may know less of a process that did little in it.
      if (known !== undefined && known.record.modules.length > record.modules.length) continue;
      byUid.set(record.uid, { epoch, record });
    }
  }
  return [...byUid.values()].sort((a, b) => a.record.uid - b.record.uid);
}
