import { fileOffsets, high, isLayout8, low } from './file-offsets.ts';
import { FILE_KINDS, FILE_OPCODE_OF_EVENT } from './layouts/file-layouts.ts';
import { textEnd } from './payload-reader.ts';
import { Provider } from './providers.ts';
import type { RawRecord } from './raw-record.ts';
import type { ShownPath } from './state/shown-path.ts';
import type { TraceState } from './trace-state.ts';

/** Opcodes of FileIo. Source: etw-capture reference, 2.4. */
export const FileOpcode = {
  Name: 0,
  FileCreate: 32,
  FileDelete: 35,
  FileRundown: 36,
  MapFile: 37,
  UnmapFile: 38,
  Create: 64,
  Cleanup: 65,
  Close: 66,
  Read: 67,
  Write: 68,
  Rename: 71,
  Flush: 73,
  FsControl: 75,
  OperationEnd: 76,
  DirNotify: 77,
  CreateNew: 78,
  DeletePath: 79,
  RenamePath: 80,
  SetLinkPath: 81,
} as const;

/** Opcodes from here on are operations; those of Kernel-File without a counterpart begin at 256. */
export const FIRST_FILE_OPERATION = 64;
/** Renames of a first pass whose end has not come. */
const MOST_RENAMES = 64;

/** What a first pass remembers of a rename. */
interface Rename {
  readonly high: number;
  readonly low: number;
  readonly name: ShownPath;
}

/** Events that say what files are called: see FileNames. */
export class FileNameEvents {
  readonly #state: TraceState;
  readonly #renames = new Map<string, Rename>();

  constructor(state: TraceState) {
    this.#state = state;
  }

  /** First pass. */
  learn(record: RawRecord): void {
    const opcode = fileOpcodeOf(record);
    if (opcode === undefined) return;
    if (opcode < FIRST_FILE_OPERATION) {
      this.#tellName(record, opcode);
      return;
    }
    if (record.isClassic) this.#state.kernel.files = true;
    if (opcode === FileOpcode.OperationEnd) this.#state.hasEnds = true;
    const isRename = opcode === FileOpcode.RenamePath;
    if (isRename || (opcode === FileOpcode.OperationEnd && this.#renames.size > 0))
      this.#learnRename(record, opcode);
  }

  /** A name event while rows are made; after a first pass only the end of a name is news. */
  decode(record: RawRecord, opcode: number): void {
    if (!this.#state.isLearned) this.#tellName(record, opcode);
    else if (opcode === FileOpcode.FileDelete) this.#endKey(record);
  }

  #tellName(record: RawRecord, opcode: number): void {
    const { files, paths, now } = this.#state;
    const offsets = fileOffsets('name', false, record.pointerSize);
    const { bytes, start, end } = record;
    const textAt = start + offsets.text;
    if (textAt > end || FILE_KINDS.get(opcode) !== 'name') return;
    const keyHigh = high(record, offsets, offsets.fileKey);
    const keyLow = low(record, offsets.fileKey);
    const stop = textEnd(bytes, textAt, end);
    if (opcode === FileOpcode.FileDelete) {
      files.keyEnded(keyHigh, keyLow);
      files.keys.end(keyHigh, keyLow, paths.pathOf(bytes, textAt, stop), now);
      return;
    }
    if (stop === textAt) return;
    const name = paths.pathOf(bytes, textAt, stop);
    if (opcode === FileOpcode.FileRundown) files.keys.hold(keyHigh, keyLow, name, now);
    else files.keys.begin(keyHigh, keyLow, name, now);
  }

  #endKey(record: RawRecord): void {
    const offsets = fileOffsets('name', false, record.pointerSize);
    if (record.start + offsets.text > record.end) return;
    this.#state.files.keyEnded(high(record, offsets, offsets.fileKey), low(record, offsets.fileKey));
  }

  /** A rundown at the end tells the new name of a renamed file: before the rename it does not hold. */
  #learnRename(record: RawRecord, opcode: number): void {
    const { files, paths, now } = this.#state;
    const { bytes, start, end } = record;
    const kind = opcode === FileOpcode.RenamePath ? 'path' : 'end';
    const offsets = fileOffsets(kind, isLayout8(record), record.pointerSize);
    if (start + offsets.size > end) return;
    const irp = `${high(record, offsets, offsets.irp)}/${low(record, offsets.irp)}`;
    if (kind === 'path') {
      const textAt = start + offsets.text;
      if (this.#renames.size >= MOST_RENAMES) this.#renames.clear();
      this.#renames.set(irp, {
        high: high(record, offsets, offsets.fileKey),
        low: low(record, offsets.fileKey),
        name: paths.pathOf(bytes, textAt, textEnd(bytes, textAt, end)),
      });
      return;
    }
    const rename = this.#renames.get(irp);
    if (rename === undefined) return;
    this.#renames.delete(irp);
    if (low(record, offsets.status) >>> 31 === 0) files.keys.begin(rename.high, rename.low, rename.name, now);
  }
}

/** The opcode of FileIo that a record means; undefined for those that are no file event. */
export function fileOpcodeOf(record: RawRecord): number | undefined {
  if (record.provider === Provider.FileIo) return FILE_KINDS.has(record.opcode) ? record.opcode : undefined;
  return FILE_OPCODE_OF_EVENT.get(record.id);
}
