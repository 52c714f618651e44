import type { CaptureMeta } from '../../shared/capture-info.ts';
import type { ProcscopeError } from '../../shared/errors.ts';
import type { HostRecord, IconRecord, PortRecord, WindowsEdition } from '../capture/capture.ts';
import type { Epoch } from '../store/epoch.ts';
import type { EventStore, LossRecord } from '../store/event-store.ts';
import { columnsByteSize } from '../store/segment.ts';
import type { Segment } from '../store/segment.ts';
import { metaEntries } from './capture-meta.ts';
import { DictionaryTracker, epochDictionaries } from './dictionary-tracker.ts';
import { FileBacking } from './file-backing.ts';
import { markWritten } from './written-files.ts';
import { segmentJob } from './writer-protocol.ts';
import type { DictionaryDelta, WriterBatch } from './writer-protocol.ts';
import { WriterClient } from './writer-client.ts';

/**
 * Milliseconds between two journal entries. A crash costs this, the wait for the writer (which {@link CaptureRecorder.ready}
 * bounds) and the writing itself: below 250 together.
 */
export const DEFAULT_FLUSH_INTERVAL = 50;

/** Rows of a segment that are journalled although the segment itself is about to be written. */
const LATE_ROWS = 16_384;

/** Bytes of a journalled row, without its payload. */
const ROW_BYTES = 42;

export interface RecorderOptions {
  readonly meta: CaptureMeta;
  readonly windows?: WindowsEdition | undefined;
  /** Milliseconds; the default is {@link DEFAULT_FLUSH_INTERVAL}. */
  readonly flushInterval?: number;
  /** Live lists: what is appended to them is written with the next journal entry. */
  readonly icons?: readonly IconRecord[];
  readonly hosts?: readonly HostRecord[];
  readonly ports?: readonly PortRecord[];
  /** Names of accounts by identifier. */
  readonly accounts?: readonly (readonly [id: string, name: string])[];
  /** Called once when the file cannot be written any more; the capture goes on in memory. */
  readonly onError?: (error: ProcscopeError) => void;
  /** The file may not grow beyond this many pages: writing then fails as on a full disk. */
  readonly maxPages?: number;
}

/**
 * Writes a growing event store to a capture file: new rows into the journal several times a second, sealed segments in
 * place of their journal, and forgets what the store drops. The store then lets go of segments past its memory budget.
 * The flush timer needs the engine's loop: a source must yield at least every 50 ms.
 */
export class CaptureRecorder {
  readonly path: string;
  readonly #store: EventStore;
  readonly #options: RecorderOptions;
  readonly #client: WriterClient;
  readonly #backing: FileBacking;
  readonly #trackers = new Map<Epoch, DictionaryTracker>();
  readonly #stopListening: () => void;
  readonly #unmark: () => void;
  readonly #timer: NodeJS.Timeout;
  #journalled: { segment: Segment | undefined; rows: number; payload: number } = {
    segment: undefined,
    rows: 0,
    payload: 0,
  };
  #lastLoss: LossRecord | undefined;
  readonly #lists = { icons: 0, hosts: 0, ports: 0, accounts: 0 };
  #failure: ProcscopeError | undefined;
  #isOver = false;

  private constructor(
    store: EventStore,
    path: string,
    options: RecorderOptions,
    client: WriterClient,
    unmark: () => void,
  ) {
    this.path = path;
    this.#store = store;
    this.#options = options;
    this.#client = client;
    this.#unmark = unmark;
    this.#backing = new FileBacking(path, store);
    store.setBacking(this.#backing);
    for (const segment of store.segments) {
      // Another file may hold it, but cold reads come from this one now.
      segment.persisted = false;
      if (segment.sealed) this.#sealed(segment);
    }
    this.#stopListening = store.listen({
      sealed: (segment) => this.#sealed(segment),
      dropped: (segment, epochIsGone) => this.#dropped(segment, epochIsGone),
    });
    this.#timer = setInterval(() => void this.#flush(), options.flushInterval ?? DEFAULT_FLUSH_INTERVAL);
  }

  /**
   * Makes the file, which must not exist, and begins with what the store holds.
   * Errors: 'file/...' when the file cannot be made; a plain Error when some of the store is no longer in memory.
   */
  static async start(store: EventStore, path: string, options: RecorderOptions): Promise<CaptureRecorder> {
    if (store.isExternal) throw new Error('Only captures that hold their payloads can be recorded');
    const meta = [
      ...metaEntries(options),
      ['writer_pid', process.pid] as const,
      ['created', Date.now()] as const,
    ];
    const unmark = markWritten(path);
    let client: WriterClient | undefined;
    try {
      client = await WriterClient.open({ path, mode: 'live', meta, maxPages: options.maxPages });
      if (store.segments.some((segment) => segment.columns === undefined)) {
        throw new Error('Recording cannot begin when parts of the capture are no longer in memory');
      }
      return new CaptureRecorder(store, path, options, client, unmark);
    } catch (error) {
      await client?.close();
      unmark();
      throw error;
    }
  }

  /** Why the file is not written any more; undefined while all is well. */
  get failure(): ProcscopeError | undefined {
    return this.#failure;
  }

  /**
   * Undefined while the writer keeps up; else a promise to await before more is appended, so that memory and what a crash
   * costs stay bounded. Never rejects.
   */
  ready(): Promise<void> | undefined {
    return this.#client.ready();
  }

  /** Writes what is new and waits until it is committed. Errors: that of the file. */
  async flush(): Promise<void> {
    await (this.#flush() ?? this.#post({}, 0));
    if (this.#failure !== undefined) throw this.#failure;
  }

  /**
   * Seals the store's last segment and ends the file, so that it stands alone. The store goes on reading cold segments
   * from it. Errors: that of the file, which then holds what could be written and can be recovered.
   */
  async finish(): Promise<void> {
    this.#end();
    if (this.#failure === undefined) this.#store.seal();
    void this.#flush();
    this.#stopListening();
    this.#backing.setTransient(true);
    try {
      await this.#client.finish();
    } finally {
      this.#unmark();
      this.#backing.setTransient(false);
    }
  }

  /** Stops writing at once and leaves the file as a crash would: it can be recovered. Never rejects. */
  async abandon(): Promise<void> {
    this.#end();
    this.#stopListening();
    this.#backing.setTransient(true);
    await this.#client.close();
    this.#unmark();
    this.#backing.setTransient(false);
  }

  #end(): void {
    if (this.#isOver) throw new Error('The recorder is over');
    this.#isOver = true;
    clearInterval(this.#timer);
  }

  #sealed(segment: Segment): void {
    const { columns } = segment;
    if (columns === undefined || this.#failure !== undefined) return;
    const isAlmostJournalled =
      this.#journalled.segment === segment && segment.length - this.#journalled.rows <= LATE_ROWS;
    // The few rows that the journal lacks should not wait until the whole segment is compressed.
    if (isAlmostJournalled) void this.#flush(segment);
    this.#journalled.segment = undefined;
    const { batch, bytes } = this.#common(segment.epoch);
    const jobBytes = columnsByteSize(columns) + segment.payloadBytes;
    void this.#post({ ...batch, segment: segmentJob(segment, columns) }, bytes + jobBytes).then(
      (isWritten) => {
        if (isWritten) this.#store.markPersisted(segment);
      },
    );
  }

  #dropped(segment: Segment, epochIsGone: boolean): void {
    if (epochIsGone) this.#trackers.delete(segment.epoch);
    const epochs = epochIsGone ? [segment.epoch.no] : [];
    void this.#post({ dropped: { segments: [segment.no], epochs, firstEvent: this.#store.first } }, 0);
  }

  /** Posts what is new; undefined when nothing is. */
  #flush(segment = this.#building()): Promise<boolean> | undefined {
    if (this.#failure !== undefined) return undefined;
    const { batch, bytes } = this.#common(segment?.epoch ?? this.#store.epoch);
    const journal = segment === undefined ? undefined : this.#journalRows(segment);
    if (journal === undefined && Object.keys(batch).length === 0) return undefined;
    const journalBytes =
      journal === undefined ? 0 : journal.count * ROW_BYTES + journal.payloadEnd - journal.payloadStart;
    return this.#post({ ...batch, journal }, bytes + journalBytes);
  }

  #building(): Segment | undefined {
    const last = this.#store.segments.at(-1);
    return last?.sealed === true ? undefined : last;
  }

  #journalRows(segment: Segment): WriterBatch['journal'] {
    const { columns } = segment;
    if (columns === undefined) return undefined;
    if (this.#journalled.segment !== segment) this.#journalled = { segment, rows: 0, payload: 0 };
    const { rows, payload } = this.#journalled;
    if (segment.length === rows) return undefined;
    this.#journalled = { segment, rows: segment.length, payload: segment.payloadBytes };
    return {
      segment: segment.no,
      epoch: segment.epoch.no,
      firstEvent: segment.first,
      firstRow: rows,
      count: segment.length - rows,
      columns,
      payload: segment.payload,
      payloadStart: payload,
      payloadEnd: segment.payloadBytes,
    };
  }

  /** What goes along with every batch: dictionaries, losses, and the lists. */
  #common(epoch: Epoch): { batch: WriterBatch; bytes: number } {
    const dictionaries: DictionaryDelta[] = [];
    let bytes = 0;
    const isNew = !this.#trackers.has(epoch);
    if (isNew) this.#trackers.set(epoch, new DictionaryTracker(epochDictionaries(epoch)));
    for (const [known, each] of this.#trackers) {
      const changes = known.processes.takeChanges();
      // Another recorder may have taken the changes of a time before this one.
      const ids = isNew && known === epoch ? known.processes.records.keys() : changes;
      const processes = [...ids].flatMap((id) => {
        const record = known.processes.records[id];
        return record === undefined ? [] : [{ id, record }];
      });
      // An older epoch gains nothing but what is learned of its processes, such as their end.
      if (known !== epoch && processes.length === 0) continue;
      const taken = each.take(processes);
      if (taken === undefined) continue;
      dictionaries.push(taken.delta);
      bytes += taken.bytes;
    }
    const losses = this.#newLosses();
    const icons = this.#newOf('icons', this.#options.icons);
    const hosts = this.#newOf('hosts', this.#options.hosts);
    const ports = this.#newOf('ports', this.#options.ports);
    const accounts = this.#newOf('accounts', this.#options.accounts);
    const batch: WriterBatch = {
      ...(dictionaries.length > 0 ? { dictionaries } : {}),
      ...(losses.length > 0 ? { losses } : {}),
      ...(icons.length > 0 ? { icons } : {}),
      ...(hosts.length > 0 ? { hosts } : {}),
      ...(ports.length > 0 ? { ports } : {}),
      ...(accounts.length > 0 ? { accounts } : {}),
    };
    return { batch, bytes };
  }

  #newLosses(): readonly LossRecord[] {
    const { losses } = this.#store;
    const known = this.#lastLoss === undefined ? -1 : losses.lastIndexOf(this.#lastLoss);
    this.#lastLoss = losses.at(-1) ?? this.#lastLoss;
    return losses.slice(known + 1);
  }

  #newOf<T>(name: 'icons' | 'hosts' | 'ports' | 'accounts', list: readonly T[] = []): readonly T[] {
    const fresh = list.slice(this.#lists[name]);
    this.#lists[name] = list.length;
    return fresh;
  }

  /** Gives whether the batch was committed; a failure is reported once. */
  async #post(batch: WriterBatch, bytes: number): Promise<boolean> {
    try {
      await this.#client.post(batch, bytes);
      return true;
    } catch {
      const { failure } = this.#client;
      if (this.#failure === undefined && failure !== undefined) {
        this.#failure = failure;
        clearInterval(this.#timer);
        this.#options.onError?.(failure);
      }
      return false;
    }
  }
}
