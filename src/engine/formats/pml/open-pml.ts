import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import type { CaptureMeta } from '../../../shared/capture-info.ts';
import { ProcscopeError, cancelled } from '../../../shared/errors.ts';
import { absoluteTime, fileTime } from '../../../shared/units.ts';
import type { FileTime, RelTicks } from '../../../shared/units.ts';
import type { Capture, OpenOptions, OpenReport, OpeningCapture } from '../../capture/capture.ts';
import { attachSpill } from '../../capture-file/spill.ts';
import type { Spill } from '../../capture-file/spill.ts';
import { pmlDialect } from '../../dialect/pml/pml-dialect.ts';
import { EventStore } from '../../store/event-store.ts';
import { DamageLog } from './damage-log.ts';
import { readEvents } from './event-pass.ts';
import { readHeader } from './header.ts';
import type { PmlHeader } from './header.ts';
import { IconCollection } from './icons.ts';
import { PageReader } from './page-reader.ts';
import { firstEventTime, isFile, notContinuing, partPath } from './parts.ts';
import { PmlFile } from './pml-file.ts';
import { PartsShared, readPart } from './pml-part.ts';
import { PmlPayloads } from './pml-payloads.ts';
import { ProcessIdentities } from './process-identities.ts';

/** Milliseconds between two reports of progress. */
const PROGRESS_MS = 100;
/** Rows are shown after this many milliseconds even when the first segment is not full. */
const FIRST_ROWS_MS = 200;

/**
 * Opens a log of Process Monitor, with all its parts when `path` is the first of several. Resolves when the first segment
 * can be shown; the rest is read in the background, never more than some MiB of the file at a time.
 * Errors: 'file/...' when the file cannot be read, 'pml/not-a-pml', 'pml/version', 'pml/truncated' when not even a header
 * is there, 'job/cancelled'. Everything else that is wrong with a log is a warning of the report.
 */
export async function openPml(path: string, options: OpenOptions = {}): Promise<OpeningCapture> {
  if (options.signal?.aborted === true) throw cancelled();
  const file = await PmlFile.open(path);
  const reading = new PmlReading(file, options);
  try {
    const header = await readHeader(file);
    const finished = reading.readAll(header);
    // Also when nobody waits for it yet, a failure must not count as unhandled.
    finished.catch(() => undefined);
    await Promise.race([reading.firstRows, finished]);
    return { capture: reading.capture(header), finished };
  } catch (error) {
    await reading.close();
    throw error;
  }
}

/** The reading of one log, part after part. */
class PmlReading {
  /** Resolves when there are rows to show. */
  readonly firstRows: Promise<void>;
  readonly #options: OpenOptions;
  readonly #store: EventStore;
  readonly #spill: Spill;
  readonly #payloads: PmlPayloads;
  readonly #shared: PartsShared;
  readonly #damage = new DamageLog();
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #files: PmlFile[];
  readonly #started = performance.now();
  #showFirstRows: () => void = () => undefined;
  #finished: Promise<OpenReport> | undefined;
  #lastProgress = 0;

  constructor(file: PmlFile, options: OpenOptions) {
    this.#options = options;
    this.#files = [file];
    this.#signal =
      options.signal === undefined ? this.#stop.signal : AbortSignal.any([this.#stop.signal, options.signal]);
    this.#store = new EventStore({
      operation: (key) => pmlDialect.operation(key),
      resultText: (code) => pmlDialect.resultText(code),
      external: true,
      ...(options.memoryBudget === undefined ? {} : { memoryBudget: options.memoryBudget }),
    });
    this.#spill = attachSpill(this.#store, options.spillFolder ?? tmpdir());
    this.#payloads = new PmlPayloads(this.#store, () => void this.#closeFiles());
    this.#shared = new PartsShared(new IconCollection(), new ProcessIdentities(), this.#damage);
    this.firstRows = new Promise((resolve) => (this.#showFirstRows = resolve));
  }

  capture(header: PmlHeader): Capture {
    const meta: CaptureMeta = {
      format: 'pml',
      dialect: pmlDialect.name,
      bitness: header.is64Bit ? 64 : 32,
      system: header.system,
      startTime: this.#startTime(),
    };
    const { icons, names, accounts } = this.#shared;
    return {
      meta,
      store: this.#store,
      dialect: pmlDialect,
      payloads: this.#payloads,
      icons: icons.records,
      hosts: names.hosts,
      ports: names.ports,
      windows: header.edition,
      accountOf: (sid) => accounts.nameOf(sid),
      accounts: accounts.entries,
      close: () => this.close(),
    };
  }

  readAll(header: PmlHeader): Promise<OpenReport> {
    this.#finished = this.#readParts(header);
    return this.#finished;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    // Its failure was told to whoever waits for it; here it only matters that reading has ended.
    await this.#finished?.catch(() => undefined);
    this.#payloads.close();
    await this.#spill.close();
    await this.#closeFiles();
  }

  async #closeFiles(): Promise<void> {
    for (const file of this.#files) await file.close();
  }

  async #readParts(first: PmlHeader): Promise<OpenReport> {
    let header: PmlHeader | undefined = first;
    for (let no = 0; header !== undefined; no++) {
      const file = this.#files[no]!;
      if (no > 0) this.#store.beginEpoch();
      await this.#readPart(no, file, header);
      if (await file.hasChanged()) {
        this.#damage.warn(
          'pml/truncated',
          'changed-while-read',
          file.name,
          `"${file.name}" was changed while it was read: it is probably still being written. What was there when it was opened is shown.`,
        );
      }
      header = await this.#nextPart(no + 1, header);
    }
    this.#store.seal();
    this.#progress(1, true);
    return { warnings: this.#damage.warnings() };
  }

  async #readPart(no: number, file: PmlFile, header: PmlHeader): Promise<void> {
    const part = readPart(no, file, header, this.#shared);
    this.#payloads.addPart(new PageReader(file), header.is64Bit);
    await readEvents(part, this.#store, this.#shared, this.#signal, {
      onTurn: (fraction) => this.#turn(fraction),
    });
    this.#store.seal();
  }

  /** Opens the next part where there is one, and returns its header. */
  async #nextPart(no: number, before: PmlHeader): Promise<PmlHeader | undefined> {
    const path = partPath(this.#files[0]!.path, no);
    if (!(await isFile(path))) return undefined;
    let file: PmlFile | undefined;
    try {
      file = await PmlFile.open(path);
      const header = await readHeader(file);
      const reason = notContinuing(
        before,
        this.#endTime(),
        header,
        firstEventTime(header, new PageReader(file, 4)),
      );
      if (reason === undefined) {
        this.#files.push(file);
        return header;
      }
      this.#damage.warn(
        'pml/damaged',
        'not-next-part',
        file.name,
        `"${file.name}" is not shown as the next part of this log, because ${reason}.`,
      );
    } catch (error) {
      if (!(error instanceof ProcscopeError)) throw error;
      this.#damage.warn(
        error.code,
        'next-part-failed',
        basename(path),
        `The next part of this log could not be opened. ${error.message}`,
        error.facts,
      );
    }
    await file?.close();
    return undefined;
  }

  #turn(fraction: number): Promise<void> | undefined {
    this.#progress(fraction, false);
    const hasSegment = this.#store.segments[0]?.sealed === true;
    const isLate = this.#store.length > 0 && performance.now() - this.#started > FIRST_ROWS_MS;
    if (hasSegment || isLate) this.#showFirstRows();
    return this.#spill.ready();
  }

  #progress(fraction: number, isLast: boolean): void {
    const now = performance.now();
    if (!isLast && now - this.#lastProgress < PROGRESS_MS) return;
    this.#lastProgress = now;
    const sizes = this.#files.map((file) => file.size);
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const unread = (1 - Math.min(fraction, 1)) * (sizes.at(-1) ?? 0);
    this.#options.onProgress?.({ done: Math.floor(total - unread), total });
  }

  #startTime(): FileTime {
    const { high, low } = this.#shared.timeBase;
    return fileTime(BigInt(high) * 0x1_0000_0000n + BigInt(low));
  }

  /** The time of the last event so far. */
  #endTime(): FileTime | undefined {
    const last = this.#store.segments.at(-1);
    return last === undefined ? undefined : absoluteTime(last.maxTime as RelTicks, this.#startTime());
  }
}
