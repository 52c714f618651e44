import { EtwField } from '../dialect/etw/etw-fields.ts';
import { EtwCategory, EtwOperation, etwKey } from '../dialect/etw/etw-key.ts';
import { PAYLOAD_HEAD_BYTES } from '../dialect/payload.ts';
import { NO_RESULT } from '../dialect/etw/results.ts';
import { FileControls, informationKey, namingOf } from './file-operations.ts';
import { fileOffsets, high, isLayout8, low } from './file-offsets.ts';
import type { FileOffsets } from './file-offsets.ts';
import {
  FIRST_FILE_OPERATION,
  FileNameEvents,
  FileOpcode as Opcode,
  fileOpcodeOf,
} from './file-name-events.ts';
import { FileViewEvents } from './file-view-events.ts';
import { addNewerEnd, isNewer } from './newer-records.ts';
import { FILE_KINDS } from './layouts/file-layouts.ts';
import type { FileLayoutKind } from './layouts/file-layouts.ts';
import { textEnd } from './payload-reader.ts';
import { PendingRequests } from './pending-requests.ts';
import type { RawRecord } from './raw-record.ts';
import type { HeldRow, RowSubject, SubjectKind } from './rows/held-row.ts';
import { unknownPath } from './state/file-names.ts';
import type { ShownPath } from './state/shown-path.ts';
import type { TraceState } from './trace-state.ts';

/** IRP_PAGING_IO and IRP_SYNCHRONOUS_PAGING_IO: such requests may have no end. */
const PAGING = 0x42;
/** NTSTATUS of the severity error. */
const ERROR_SEVERITY = 3;
/** STATUS_REPARSE: what comes back is a tag and no result of the open. */
const REPARSE = 0x104;
const LAST_OPEN_RESULT = 5;
const OPENED = 1;
/** Dispositions that mean to write whatever comes of it: supersede, create, overwrite, overwrite if. */
const WRITING_DISPOSITIONS: ReadonlySet<number> = new Set([0, 2, 4, 5]);
/** File events: names, operations and their ends. */
export class FileEvents {
  readonly #state: TraceState;
  readonly #pending: PendingRequests;
  readonly #controls = new FileControls();
  readonly #names: FileNameEvents;
  readonly #views: FileViewEvents;
  /** The record's addresses. */
  #irpHigh = 0;
  #irpLow = 0;
  #objectHigh = 0;
  #objectLow = 0;
  #keyHigh = 0;
  #keyLow = 0;

  constructor(state: TraceState) {
    this.#state = state;
    this.#names = new FileNameEvents(state);
    this.#views = new FileViewEvents(state);
    this.#pending = new PendingRequests(state.rows);
  }

  /** First pass: names alone. */
  learn(record: RawRecord): void {
    this.#names.learn(record);
  }

  /** A record of FileIo or Kernel-File; false when it is none that is known, or too short for its fields. */
  decode(record: RawRecord): boolean {
    const opcode = fileOpcodeOf(record);
    if (opcode === undefined) return false;
    const { kernel } = this.#state;
    if (opcode < FIRST_FILE_OPERATION) {
      if (opcode === Opcode.MapFile || opcode === Opcode.UnmapFile)
        return this.#views.decode(record, opcode === Opcode.MapFile);
      this.#names.decode(record, opcode);
      return true;
    }
    // Security and extended attributes are told by Kernel-File alone.
    if (record.isClassic) kernel.files = true;
    else if (kernel.files && opcode < 256) return true;
    return this.#operation(record, opcode);
  }

  #operation(record: RawRecord, opcode: number): boolean {
    const kind: FileLayoutKind = FILE_KINDS.get(opcode) ?? 'information';
    const offsets = fileOffsets(kind, isLayout8(record), record.pointerSize);
    if (record.start + offsets.size > record.end) return false;
    this.#irpHigh = high(record, offsets, offsets.irp);
    this.#irpLow = low(record, offsets.irp);
    if (opcode === Opcode.OperationEnd) {
      this.#end(record, offsets);
      return true;
    }
    this.#objectHigh = high(record, offsets, offsets.fileObject);
    this.#objectLow = low(record, offsets.fileObject);
    this.#keyHigh = offsets.fileKey < 0 ? 0 : high(record, offsets, offsets.fileKey);
    this.#keyLow = offsets.fileKey < 0 ? 0 : low(record, offsets.fileKey);
    this.#begun(record, offsets, opcode, kind);
    return true;
  }

  #begun(record: RawRecord, offsets: FileOffsets, opcode: number, kind: FileLayoutKind): void {
    switch (kind) {
      case 'create':
        return this.#create(record, offsets);
      case 'path':
        return this.#path(record, offsets, opcode);
      case 'simple':
        return this.#simple(record, offsets, opcode);
      case 'readWrite':
        return this.#readWrite(record, offsets, opcode);
      case 'directory':
        return this.#directory(record, offsets, opcode);
      default:
        this.#information(record, offsets, opcode);
    }
  }

  #create(record: RawRecord, offsets: FileOffsets): void {
    const { files, paths, now } = this.#state;
    const { bytes, start, end } = record;
    const options = low(record, offsets.options);
    const textAt = start + offsets.text;
    const row = this.#begin(record, offsets, etwKey(EtwOperation.CreateFile));
    row.path = paths.pathOf(bytes, textAt, textEnd(bytes, textAt, end));
    row.number(EtwField.Disposition, options >>> 24);
    row.number(EtwField.Options, options & 0xff_ffff);
    row.number(EtwField.Attributes, low(record, offsets.attributes));
    row.number(EtwField.ShareMode, low(record, offsets.shareAccess));
    row.subject = this.#subject('open');
    files.opened(this.#objectHigh, this.#objectLow, row.path, now, row.serial);
    this.#pending.add(row);
  }

  #simple(record: RawRecord, offsets: FileOffsets, opcode: number): void {
    const operation =
      opcode === Opcode.Cleanup
        ? EtwOperation.CloseFile
        : opcode === Opcode.Close
          ? EtwOperation.Close
          : EtwOperation.FlushBuffersFile;
    const row = this.#begin(record, offsets, etwKey(operation));
    row.path = this.#name(opcode !== Opcode.Flush);
    // A close may have no end; nothing is gained by waiting for it.
    row.isImpatient ||= opcode !== Opcode.Flush;
    this.#pending.add(row);
    if (opcode === Opcode.Close) this.#state.files.closed(this.#objectHigh, this.#objectLow);
  }

  #readWrite(record: RawRecord, offsets: FileOffsets, opcode: number): void {
    const { view, start } = record;
    const isRead = opcode === Opcode.Read;
    const flags = low(record, offsets.ioFlags);
    const row = this.#begin(
      record,
      offsets,
      isRead
        ? etwKey(EtwOperation.ReadFile, EtwCategory.Read)
        : etwKey(EtwOperation.WriteFile, EtwCategory.Write),
    );
    row.path = this.#name(false);
    row.isImpatient ||= (flags & PAGING) !== 0;
    row.number64(
      EtwField.Offset,
      view.getUint32(start + offsets.offset + 4, true),
      view.getUint32(start + offsets.offset, true),
    );
    row.requested = low(record, offsets.ioSize);
    row.number(EtwField.Length, row.requested);
    if (flags !== 0) row.number(EtwField.IoFlags, flags);
    this.#pending.add(row);
  }

  #directory(record: RawRecord, offsets: FileOffsets, opcode: number): void {
    const { bytes, start, end } = record;
    const isNotify = opcode === Opcode.DirNotify;
    const operation = isNotify ? EtwOperation.NotifyChangeDirectory : EtwOperation.QueryDirectory;
    const row = this.#begin(record, offsets, etwKey(operation, EtwCategory.ReadMetadata));
    row.path = this.#name(false);
    if (isNotify) {
      // Most probably a mask of what is waited for; that no class comes is counted, and told at the end of a capture.
      const filter = low(record, offsets.infoClass);
      this.#state.notifyFilters.add(filter);
      row.number(EtwField.NotifyFilter, filter);
    } else {
      const textAt = start + offsets.text;
      const stop = textEnd(bytes, textAt, end);
      if (stop > textAt) row.copy(EtwField.Pattern, bytes, textAt, stop);
      row.number(EtwField.DirectoryClass, low(record, offsets.infoClass));
    }
    row.number(EtwField.Length, low(record, offsets.length));
    this.#pending.add(row);
  }

  #information(record: RawRecord, offsets: FileOffsets, opcode: number): void {
    const extraHigh = high(record, offsets, offsets.extraInfo);
    const extraLow = low(record, offsets.extraInfo);
    const infoClass = low(record, offsets.infoClass);
    const row = this.#begin(record, offsets, 0);
    row.operation =
      opcode === Opcode.FsControl
        ? this.#controls.write(row, infoClass)
        : informationKey(row, opcode, infoClass, extraHigh, extraLow);
    row.path = this.#name(false);
    const naming = namingOf(opcode, infoClass);
    if (naming !== undefined) {
      row.subject = this.#subject(naming);
      this.#pending.takeName(row);
    }
    this.#pending.add(row);
  }

  /** The path of a rename, link or deletion, which comes beside the operation itself. */
  #path(record: RawRecord, offsets: FileOffsets, opcode: number): void {
    const { paths } = this.#state;
    const { bytes, start, end } = record;
    const textAt = start + offsets.text;
    const name = paths.pathOf(bytes, textAt, textEnd(bytes, textAt, end));
    if (opcode === Opcode.DeletePath) {
      // It is the path of the operation's own file, which may have no other source.
      const row = this.#pending.find(this.#irpHigh, this.#irpLow);
      if (row?.path.raw.startsWith('<Unknown') === true) row.path = name;
    } else {
      this.#pending.tellName(this.#irpHigh, this.#irpLow, name);
    }
  }

  #begin(record: RawRecord, offsets: FileOffsets, operation: number): HeldRow {
    const state = this.#state;
    const thread = low(record, offsets.thread);
    const row = state.row(record, state.processOfThread(thread, record), thread, operation);
    row.duration = -1;
    row.result = NO_RESULT;
    row.isPending = true;
    // A trace without ends at all has nothing to wait for.
    row.isImpatient = state.isLearned && !state.hasEnds;
    row.irpHigh = this.#irpHigh;
    row.irpLow = this.#irpLow;
    return row;
  }

  #end(record: RawRecord, offsets: FileOffsets): void {
    const { rows, now } = this.#state;
    const row = this.#pending.take(this.#irpHigh, this.#irpLow);
    if (row === undefined) return;
    const status = low(record, offsets.status);
    row.result = status;
    row.duration = now - row.time;
    if (isNewer(record)) addNewerEnd(row, record);
    this.#writeEnd(row, status, high(record, offsets, offsets.extraInfo), low(record, offsets.extraInfo));
    if (row.subject !== undefined) this.#settle(row, status);
    rows.finish(row);
  }

  #writeEnd(row: HeldRow, status: number, infoHigh: number, infoLow: number): void {
    const isError = status >>> 30 === ERROR_SEVERITY;
    if ((row.operation & 0xffff) === EtwOperation.CreateFile) {
      const hasResult = !isError && status !== REPARSE && infoHigh === 0 && infoLow <= LAST_OPEN_RESULT;
      row.operation = etwKey(EtwOperation.CreateFile, openCategory(row, hasResult ? infoLow : OPENED));
      row.beginReturned();
      if (hasResult) row.number(EtwField.OpenResult, infoLow);
    } else if (infoHigh !== 0 || infoLow !== row.requested) {
      row.beginReturned();
      row.number64(EtwField.Bytes, infoHigh, infoLow);
    }
  }

  /** What the end of an open or a rename means for the names of files. */
  #settle({ subject, serial }: HeldRow, status: number): void {
    const { files, now } = this.#state;
    if (subject === undefined) return;
    const { objectHigh, objectLow, keyHigh, keyLow, kind, newName } = subject;
    if (kind === 'rename') {
      if (newName !== undefined && status >>> 31 === 0)
        files.renamed(objectHigh, objectLow, keyHigh, keyLow, newName, now);
    } else if (kind === 'open' && status >>> 30 === ERROR_SEVERITY) {
      files.forgetOpen(objectHigh, objectLow, serial);
    }
  }

  #subject(kind: SubjectKind): RowSubject {
    return {
      objectHigh: this.#objectHigh,
      objectLow: this.#objectLow,
      keyHigh: this.#keyHigh,
      keyLow: this.#keyLow,
      kind,
      newName: undefined,
    };
  }

  #name(isClose: boolean): ShownPath {
    const { files, now } = this.#state;
    const found = files.nameOf(this.#objectHigh, this.#objectLow, this.#keyHigh, this.#keyLow, now);
    if (found !== undefined) return found;
    // A name that was given up a moment ago is still right for the file's own close.
    const late = isClose ? files.keys.find(this.#keyHigh, this.#keyLow, now, true) : undefined;
    return late ?? unknownPath(this.#objectHigh, this.#objectLow);
  }
}

/**
 * The category of an open: Write when it means to make or overwrite a file, whether it could or not, or when it did.
 * Source: etw-capture reference, 4.1.
 */
function openCategory(row: HeldRow, openResult: number): EtwCategory {
  // The disposition is the first field behind the head: its value has no bytes when it is 0.
  const at = row.start + PAYLOAD_HEAD_BYTES;
  const disposition = row.bytes[at + 1] === 0 ? 0 : row.bytes[at + 2]!;
  return WRITING_DISPOSITIONS.has(disposition) || openResult !== OPENED
    ? EtwCategory.Write
    : EtwCategory.None;
}
