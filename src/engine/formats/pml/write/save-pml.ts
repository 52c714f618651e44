import type { DialectName } from '../../../../shared/capture-info.ts';
import { ProcscopeError, cancelled } from '../../../../shared/errors.ts';
import { absoluteTime } from '../../../../shared/units.ts';
import type { EventNo, RelTicks } from '../../../../shared/units.ts';
import type { Capture, Progress } from '../../../capture/capture.ts';
import { TimeSlice } from '../../../view/time-slice.ts';
import { accountText } from '../account-texts.ts';
import { EventOrder } from './event-order.ts';
import type { Slice } from './event-order.ts';
import { highestUserAddress } from './header-bytes.ts';
import { LogFiles } from './log-files.ts';
import { LogIcons } from './log-icons.ts';
import { LogProcesses } from './log-processes.ts';
import { PartFile, partChunks } from './part-file.ts';
import { CaptureNames } from './part-names.ts';
import { PartScope } from './part-scope.ts';
import { RecordEncoder } from './record-encoder.ts';
import { LogTexts } from './texts.ts';

export interface SavePmlOptions {
  readonly signal?: AbortSignal;
  /** Called at most some times a second, with events. */
  readonly onProgress?: (progress: Progress) => void;
  /** Only these events, ascending. Without them all events that the capture holds when saving begins. */
  readonly events?: Iterable<EventNo>;
  /** The file that the capture was opened from: it is never written over. */
  readonly source?: string;
  /** Bytes that the events of a part end before; a part has at least one event. The default is what offsets can say. */
  readonly partBytes?: number;
}

export interface SavedPml {
  /** Events in the log. */
  readonly events: number;
  /** Files that were written: `Name.pml`, `Name-1.pml`, ... */
  readonly parts: number;
  /** Rows that say that events were lost: a log cannot hold them, so they were left out. */
  readonly losses: number;
}

/** Offsets of events have 32 bits. */
const PART_BYTES = 0xffff_ffff;
/** Events between two looks at the clock. */
const STEP_EVENTS = 512;
/** Milliseconds between two reports of progress. */
const PROGRESS_MS = 100;
/** The dialects whose events a log holds as they are. */
const WINDOWS_DIALECTS: readonly string[] = ['pml'];

/**
 * Writes events of a capture of Windows as a log that Process Monitor opens, in several files where one cannot hold them.
 * Events are in the order of their times; all processes, icons, hosts and ports of the capture go along. The files are
 * written beside their targets and appear together when they are complete; a failure or a cancel leaves all as it was.
 * Errors: 'shell/unsupported' for a capture of another system, 'job/cancelled', 'file/is-source', 'file/exists' where
 * another file has the name of a part, 'file/disk-full', 'file/...'.
 */
export async function savePml(
  capture: Capture,
  path: string,
  options: SavePmlOptions = {},
): Promise<SavedPml> {
  if (!WINDOWS_DIALECTS.includes(capture.dialect.name)) {
    throw new ProcscopeError(
      'shell/unsupported',
      `A log of Process Monitor holds ${reasonNotPml(capture.dialect.name)} Save it as a capture file or export its text instead.`,
      { dialect: capture.dialect.name },
    );
  }
  if (options.signal?.aborted === true) throw cancelled();
  const files = await LogFiles.open(path, options.source);
  const release = capture.store.hold();
  const saving = new Saving(capture, files, options);
  try {
    return await saving.run();
  } finally {
    release();
    await saving.discard();
  }
}

/** Why events of a dialect are no events of a log. */
function reasonNotPml(dialect: DialectName): string {
  return dialect === 'etw'
    ? 'what its own driver recorded, and this capture is an event trace of Windows.'
    : 'events of Windows only, and this capture is of another system.';
}

/** The writing of one log, part after part. */
class Saving {
  readonly #capture: Capture;
  readonly #files: LogFiles;
  readonly #options: SavePmlOptions;
  readonly #pointerBytes: 4 | 8;
  readonly #partBytes: number;
  readonly #order: EventOrder;
  readonly #encoder: RecordEncoder;
  readonly #texts = new LogTexts();
  readonly #icons: LogIcons;
  readonly #processes: LogProcesses;
  readonly #names: CaptureNames;
  readonly #parts: PartFile[] = [];
  readonly #chunks = partChunks();
  readonly #slice = new TimeSlice();
  #part: PartFile | undefined;
  /** The newest epoch that a part was begun for: older ones that come again between do not begin more. */
  #splitEpoch = -1;
  #events = 0;
  #losses = 0;
  /** The event that is being written, for the progress. */
  #at: number;
  #lastTime: RelTicks | undefined;
  #reported = performance.now();

  constructor(capture: Capture, files: LogFiles, options: SavePmlOptions) {
    this.#capture = capture;
    this.#files = files;
    this.#options = options;
    this.#pointerBytes = capture.meta.bitness === 64 ? 8 : 4;
    this.#partBytes = Math.min(options.partBytes ?? PART_BYTES, PART_BYTES);
    this.#at = capture.store.first;
    this.#order = new EventOrder(capture.store, options.events);
    const highestUser = highestUserAddress(capture.meta.system, this.#pointerBytes);
    this.#encoder = new RecordEncoder(capture, this.#pointerBytes, highestUser);
    const icons = new LogIcons(capture.icons);
    this.#icons = icons;
    this.#processes = new LogProcesses(this.#texts, (index) => icons.index(index));
    this.#names = new CaptureNames(capture.hosts, capture.ports);
  }

  async run(): Promise<SavedPml> {
    await this.#nextPart();
    for (const slice of this.#order.slices()) await this.#writeSlice(slice);
    await this.#endPart();
    this.#checkSignal();
    await this.#finishParts();
    this.#checkSignal();
    const { meta } = this.#capture;
    const end = this.#lastTime === undefined ? undefined : absoluteTime(this.#lastTime, meta.startTime);
    await this.#files.commit(this.#parts, this.#pointerBytes === 8, meta.system, end);
    this.#report(true);
    return { events: this.#events, parts: this.#parts.length, losses: this.#losses };
  }

  /** Takes away what was not put in its place. */
  async discard(): Promise<void> {
    for (const part of this.#parts) await part.discard();
  }

  async #writeSlice({ segment, rows, from, to }: Slice): Promise<void> {
    const { store } = this.#capture;
    for (let i = from; i < to; i++) {
      if ((i & (STEP_EVENTS - 1)) === 0 && this.#slice.isOver) await this.#turn();
      // Dropped meanwhile, by a capture that goes on.
      if (segment.first < store.first) return;
      let part = this.#part!;
      this.#encoder.point(segment, part.scope);
      this.#at = segment.first + rows[i]!;
      for (;;) {
        const position = part.position;
        const start = part.chunk.length;
        const isForced = part.events === 0 || segment.epoch.no <= this.#splitEpoch;
        const encoded = this.#encoder.encode(rows[i]!, part.chunk, isForced);
        if (encoded === 'no-event') {
          this.#losses++;
          break;
        }
        const isFull = part.position > this.#partBytes && part.events > 0;
        if (encoded === 'written' && !isFull) {
          part.added(position);
          this.#events++;
          break;
        }
        part.chunk.length = start;
        if (encoded === 'other-part') this.#splitEpoch = segment.epoch.no;
        await this.#endPart();
        part = await this.#nextPart();
        this.#encoder.point(segment, part.scope);
      }
      if (part.isChunkFull) {
        await part.send();
        if (this.#slice.isOver) await this.#turn();
      }
    }
    const last = rows[to - 1];
    if (last !== undefined) this.#lastTime = store.column(segment, 'time')[last] as RelTicks;
  }

  async #nextPart(): Promise<PartFile> {
    const no = this.#parts.length;
    const scope = new PartScope(this.#processes, this.#names);
    const place = await this.#files.place(no);
    const part = await PartFile.open(place, this.#files.path(no), scope, this.#pointerBytes, this.#chunks);
    this.#parts.push(part);
    this.#part = part;
    return part;
  }

  async #endPart(): Promise<void> {
    await this.#part?.endEvents();
    this.#part = undefined;
  }

  /** The tables come last, when every process and text of the capture has been met; they are the same in all parts. */
  async #finishParts(): Promise<void> {
    const { store, meta, windows } = this.#capture;
    const epochs = new Set(store.segments.map(({ epoch }) => epoch));
    for (const epoch of epochs) this.#processes.addAll(epoch);
    this.#processes.addAll(store.epoch);
    if (this.#encoder.hasKernelFrames)
      this.#processes.needSystem(meta.system.systemRoot ?? '', this.#pointerBytes === 8);
    this.#keepAccounts();
    const shared = {
      strings: this.#texts.table(),
      icons: this.#icons.table(),
      system: meta.system,
      edition: windows,
    };
    for (const part of this.#parts) {
      await part.finish(shared);
      this.#checkSignal();
    }
  }

  /** Accounts that no event of the log tells are kept among its texts; nothing may add texts behind them. */
  #keepAccounts(): void {
    for (const [sid, name] of this.#capture.accounts ?? []) {
      const index = this.#encoder.accounts.processOf(sid);
      const user = index === undefined ? undefined : this.#processes.userOf(index);
      if (user === undefined || user !== this.#texts.find(name)) this.#texts.index(accountText(sid, name));
    }
  }

  async #turn(): Promise<void> {
    await this.#slice.yield();
    this.#checkSignal();
    this.#report(false);
  }

  #report(isLast: boolean): void {
    const now = performance.now();
    if (!isLast && now - this.#reported < PROGRESS_MS) return;
    this.#reported = now;
    const { total } = this.#order;
    const passed = Math.max(0, this.#at - this.#capture.store.first);
    this.#options.onProgress?.({ done: isLast ? total : Math.min(passed, total), total });
  }

  #checkSignal(): void {
    if (this.#options.signal?.aborted === true) throw cancelled();
  }
}
