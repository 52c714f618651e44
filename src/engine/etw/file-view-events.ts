import { EtwField } from '../dialect/etw/etw-fields.ts';
import { EtwOperation, etwKey } from '../dialect/etw/etw-key.ts';
import { fileOffsets, high, isLayout8, low } from './file-offsets.ts';
import type { RawRecord } from './raw-record.ts';
import { unknownPath } from './state/file-names.ts';
import type { TraceState } from './trace-state.ts';

/** Views of files in the memory of processes. */
export class FileViewEvents {
  readonly #state: TraceState;

  constructor(state: TraceState) {
    this.#state = state;
  }

  /** A record that a view was mapped or unmapped; false when it is too short for its fields. */
  decode(record: RawRecord, isMap: boolean): boolean {
    const state = this.#state;
    const offsets = fileOffsets('map', isLayout8(record), record.pointerSize);
    if (record.start + offsets.size > record.end) return false;
    const process = state.processes.at(low(record, offsets.processId), state.now);
    const tid = record.pid === process.pid ? record.tid : 0;
    const row = state.row(
      record,
      process,
      tid,
      etwKey(isMap ? EtwOperation.MapView : EtwOperation.UnmapView),
    );
    const keyHigh = high(record, offsets, offsets.fileKey);
    const keyLow = low(record, offsets.fileKey);
    row.path = state.files.nameOfKey(keyHigh, keyLow, state.now) ?? unknownPath(keyHigh, keyLow);
    row.number64(EtwField.ViewBase, high(record, offsets, offsets.viewBase), low(record, offsets.viewBase));
    row.number64(EtwField.ViewSize, high(record, offsets, offsets.viewSize), low(record, offsets.viewSize));
    state.rows.put(row);
    return true;
  }
}
