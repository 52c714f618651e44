import { ProcscopeError } from '../../../shared/errors.ts';
import type { ProviderTable } from '../../etw/providers.ts';
import type { TraceClock } from '../../etw/trace-clock.ts';
import { describeForeignFile } from '../pml/foreign-file.ts';
import { PmlFile } from '../pml/pml-file.ts';
import { indexBuffers } from './buffer-index.ts';
import type { BufferIndex } from './buffer-index.ts';
import { BufferLoader } from './buffer-loader.ts';
import type { BufferDamage } from './buffer-loader.ts';
import { BufferHeader } from './buffer-header.ts';
import { BUFFER_HEAD_BYTES, HEADER_BUFFER } from './layout.ts';
import { LOGFILE_HEAD_BYTES, MODE_NO_PER_PROCESSOR, clockOf, readLogfileHeader } from './logfile-header.ts';
import type { LogfileHeader } from './logfile-header.ts';
import { RecordMerge } from './record-merge.ts';
import { RecordStream } from './record-stream.ts';
import type { StreamListener } from './record-stream.ts';
import type { Turns } from './turns.ts';

/** Processors that a file can name. */
const MAX_PROCESSORS = 2048;

/** The records of one file: those of its first buffer, and those of the others by processor. */
export interface FileStreams {
  readonly head: RecordStream;
  readonly others: readonly RecordStream[];
  /** What is found wrong while they are read. */
  readonly damage: BufferDamage;
}

/** One file of an event trace: its header, and where its buffers are. */
export class EtlFile {
  readonly file: PmlFile;
  readonly header: LogfileHeader;
  readonly index: BufferIndex;
  /** The clock of this file's session. */
  readonly clock: TraceClock;

  private constructor(file: PmlFile, header: LogfileHeader, index: BufferIndex) {
    this.file = file;
    this.header = header;
    this.index = index;
    this.clock = clockOf(header);
  }

  /**
   * Opens a file and finds its buffers. Errors: 'file/...', 'etl/not-an-etl' with what the file looks like, 'etl/truncated' when
   * it ends within its header, 'job/cancelled'.
   */
  static async open(path: string, turns: Turns): Promise<EtlFile> {
    const file = await PmlFile.open(path);
    try {
      const header = await readHeader(file);
      return new EtlFile(file, header, await indexBuffers(file, header, turns));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Bytes of the file when it was opened. */
  get size(): number {
    return this.file.size;
  }

  /** The file's name without its folder. */
  get name(): string {
    return this.file.name;
  }

  /** The records of the first buffer, and those of the others by processor; `no` is the number of the file in its trace. */
  streams(no: number, clock: TraceClock): FileStreams {
    const { table } = this.index;
    const loader = new BufferLoader(this.file, this.index, this.header.bufferSize, clock);
    const firstRank = no * MAX_PROCESSORS;
    const head = new RecordStream(
      no,
      firstRank,
      table.cpu(0),
      table,
      table.count > 0 ? [0] : [],
      loader,
      false,
    );
    const others: RecordStream[] = [];
    for (const [cpu, list] of table.byProcessor()) {
      const lists = this.#isUnordered() ? alternating(list) : [list];
      for (const part of lists) others.push(new RecordStream(no, firstRank + cpu, cpu, table, part, loader));
    }
    return { head, others, damage: loader.damage };
  }

  /** Waits for reads that are under way. May be called more than once. */
  close(): Promise<void> {
    return this.file.close();
  }

  /** Whether records of several processors share buffers: they can be a little out of order. */
  #isUnordered(): boolean {
    return (this.header.logFileMode & MODE_NO_PER_PROCESSOR) !== 0;
  }
}

/** All records of the files of one trace, in order: see {@link RecordMerge}; and what is found wrong in each file meanwhile. */
export function mergeRecords(
  files: readonly EtlFile[],
  clock: TraceClock,
  providers: ProviderTable,
  listener: StreamListener = { loaded: () => undefined },
): { readonly merge: RecordMerge; readonly damages: readonly Readonly<BufferDamage>[] } {
  const streams = files.map((file, no) => file.streams(no, clock));
  const merge = new RecordMerge(
    streams.map(({ head }) => head),
    streams.flatMap(({ others }) => others),
    providers,
    listener,
  );
  return { merge, damages: streams.map(({ damage }) => damage) };
}

/** Whether a file that begins with `head` is an event trace; 4 KiB are enough. */
export function looksLikeTrace(head: Buffer): boolean {
  return readLogfileHeader(head) !== undefined;
}

async function readHeader(file: PmlFile): Promise<LogfileHeader> {
  const bytes = Buffer.alloc(LOGFILE_HEAD_BYTES);
  const head = bytes.subarray(0, await file.read(bytes, 0, LOGFILE_HEAD_BYTES, 0));
  const header = readLogfileHeader(head);
  if (header !== undefined) return header;
  if (isBeginning(head)) {
    throw new ProcscopeError(
      'etl/truncated',
      `"${file.name}" ends within its header: only ${head.length} bytes of an event trace are there, and no events.`,
      { path: file.path, bytes: head.length },
    );
  }
  throw new ProcscopeError(
    'etl/not-an-etl',
    `"${file.name}" is not an event trace (ETL). It looks like ${describeForeignFile(head)}.`,
    { path: file.path, bytes: file.size },
  );
}

/** Whether these few bytes are those that traces begin with. */
function isBeginning(head: Buffer): boolean {
  if (head.length < BUFFER_HEAD_BYTES || head.length >= LOGFILE_HEAD_BYTES) return false;
  const header = new BufferHeader();
  header.read(head, 0);
  return header.isPossible && header.size > head.length && header.type === HEADER_BUFFER;
}

/** Two lists that take turns: with each buffer in order, records move past those of the buffers beside it. */
function alternating(list: Uint32Array): readonly Uint32Array[] {
  const part = (first: number): Uint32Array => list.filter((_, i) => i % 2 === first);
  return list.length < 2 ? [list] : [part(0), part(1)];
}
