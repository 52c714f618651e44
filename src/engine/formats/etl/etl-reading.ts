import { tmpdir } from 'node:os';
import type { CaptureMeta } from '../../../shared/capture-info.ts';
import type { RelTicks } from '../../../shared/units.ts';
import type { Capture, OpenOptions, OpenReport } from '../../capture/capture.ts';
import { StoredPayloads } from '../../capture/stored-payloads.ts';
import type { TraceFacts } from '../../capture/trace-facts.ts';
import { attachSpill } from '../../capture-file/spill.ts';
import type { Spill } from '../../capture-file/spill.ts';
import { etwDialect } from '../../dialect/etw/etw-dialect.ts';
import { EtwDecoder } from '../../etw/etw-decoder.ts';
import { ProviderTable } from '../../etw/providers.ts';
import type { VolumeName } from '../../etw/state/volumes.ts';
import { EventStore } from '../../store/event-store.ts';
import { DamageLog } from '../pml/damage-log.ts';
import type { BufferDamage } from './buffer-loader.ts';
import { LossPlaces } from './loss-places.ts';
import type { LossPlace } from './loss-places.ts';
import type { LogfileHeader } from './logfile-header.ts';
import { lettersOfToday, ownVolumes } from './own-volumes.ts';
import { RecordCounter } from './record-counter.ts';
import { TraceSchemas } from './schema/trace-schemas.ts';
import { SystemFacts } from './system-facts.ts';
import { noteDamage } from './trace-damage.ts';
import { headerFacts } from './trace-facts.ts';
import { closeAll, openTraceFiles } from './trace-files.ts';
import { passThrough } from './trace-pass.ts';
import type { Trace } from './trace-pass.ts';
import { Turns } from './turns.ts';

/** Milliseconds between two reports of progress. */
const PROGRESS_MS = 100;
/** Rows are shown after this many milliseconds even when the first segment is not full. */
const FIRST_ROWS_MS = 200;
/** Each file is read from beginning to end so many times. */
const PASSES = 2;

export interface EtlOptions extends OpenOptions {
  /** What volumes are called where the trace was made. What the trace itself says of them comes first. */
  readonly volumes?: readonly VolumeName[];
}

/** The reading of one trace: its files, then names, then rows. */
export class EtlReading {
  /** Resolves when there are rows to show. */
  readonly firstRows: Promise<void>;
  readonly #options: EtlOptions;
  readonly #store: EventStore;
  readonly #spill: Spill;
  readonly #payloads: StoredPayloads;
  readonly #damage = new DamageLog();
  readonly #stop = new AbortController();
  /** Aborted when nobody wants the trace any more. */
  readonly #signal: AbortSignal;
  readonly #turns: Turns;
  readonly #providers = new ProviderTable();
  readonly #schemas = new TraceSchemas(this.#providers);
  readonly #counter = new RecordCounter(this.#providers);
  readonly #system = new SystemFacts();
  readonly #losses = new LossPlaces();
  #trace: Trace | undefined;
  #places: readonly LossPlace[] = [];
  #decoder: EtwDecoder | undefined;
  #showFirstRows: () => void = () => undefined;
  #finished: Promise<OpenReport> | undefined;
  /** Whether the volumes' names are those that they have on this machine now. */
  #hasOwnVolumes = false;
  #rowsStarted = 0;
  #lastProgress = 0;
  /** Bytes of passes that are done. */
  #doneBefore = 0;

  constructor(options: EtlOptions) {
    this.#options = options;
    const { signal, memoryBudget } = options;
    this.#signal = signal === undefined ? this.#stop.signal : AbortSignal.any([this.#stop.signal, signal]);
    this.#turns = new Turns(this.#signal, (done) => this.#turn(done));
    this.#store = new EventStore({
      operation: (key) => etwDialect.operation(key),
      resultText: (code) => etwDialect.resultText(code),
      ...(memoryBudget === undefined ? {} : { memoryBudget }),
    });
    this.#spill = attachSpill(this.#store, options.spillFolder ?? tmpdir());
    this.#payloads = new StoredPayloads(this.#store);
    this.firstRows = new Promise((resolve) => (this.#showFirstRows = resolve));
  }

  /** Opens the files and reads all names in them. Errors: see `openEtl`. */
  async learn(path: string): Promise<void> {
    const opened = await openTraceFiles(path, this.#turns, this.#damage);
    const trace: Trace = { ...opened, providers: this.#providers };
    this.#trace = trace;
    const decoder = this.#makeDecoder(trace);
    this.#decoder = decoder;
    let end = 0;
    const damages = await passThrough(
      trace,
      {
        record: (record, at, time) => {
          this.#counter.add(record, at);
          this.#system.learn(record);
          this.#schemas.learn(record);
          decoder.learn(record);
          end = time;
        },
        loaded: (file, table, buffer, time) => this.#losses.note(file, table, buffer, time),
      },
      this.#turns,
    );
    this.#doneBefore = this.#bytes();
    const headers = trace.files.map(({ header }) => header);
    trace.files.forEach((file, i) => noteDamage(file, damages[i]!, this.#damage));
    this.#places = this.#losses.places(
      headers,
      end,
      damages.map(({ failed }) => failed),
    );
    if (!decoder.knowsVolumes) await this.#askForVolumes(decoder, headers[0]!);
  }

  /** Reads all rows. Call it once, after {@link learn}. */
  readRows(): Promise<OpenReport> {
    this.#finished = this.#readRows();
    return this.#finished;
  }

  capture(): Capture {
    const { files, clock } = this.#requireTrace();
    const decoder = this.#requireDecoder();
    const { header } = files[0]!;
    const meta: CaptureMeta = {
      format: 'etl',
      dialect: etwDialect.name,
      bitness: header.pointerSize === 8 ? 64 : 32,
      system: this.#system.info(header),
      startTime: clock.start,
    };
    return {
      meta,
      store: this.#store,
      dialect: etwDialect,
      payloads: this.#payloads,
      icons: [],
      hosts: [],
      ports: [],
      trace: this.#facts(),
      accountOf: (sid) => decoder.accountOf(sid),
      accounts: decoder.accounts,
      close: () => this.close(),
    };
  }

  async close(): Promise<void> {
    this.#stop.abort();
    // Its failure was told to whoever waits for it; here it only matters that reading has ended.
    await this.#finished?.catch(() => undefined);
    this.#payloads.close();
    await this.#spill.close();
    await closeAll(this.#trace?.files ?? []);
  }

  async #readRows(): Promise<OpenReport> {
    const trace = this.#requireTrace();
    const decoder = this.#requireDecoder();
    const places = [...this.#places];
    this.#rowsStarted = performance.now();
    decoder.beginRows();
    const damages = await passThrough(
      trace,
      {
        record: (record, _, time) => {
          while (places.length > 0 && places[0]!.time <= time) this.#addLoss(decoder, places.shift()!);
          decoder.decode(record);
        },
      },
      this.#turns,
    );
    for (const place of places) this.#addLoss(decoder, place);
    decoder.finish();
    this.#store.seal();
    await this.#noteChanges(trace, damages);
    this.#progress(this.#bytes(), true);
    const isToday = this.#hasOwnVolumes && decoder.showsVolumes;
    // In front: of many warnings only the first are told.
    const today = isToday ? [lettersOfToday(trace.files[0]!.name)] : [];
    return { warnings: [...today, ...this.#damage.warnings()] };
  }

  /** Only tools that merge traces write what volumes are called. */
  async #askForVolumes(decoder: EtwDecoder, header: LogfileHeader): Promise<void> {
    const { computer } = this.#system.info(header);
    const volumes = await ownVolumes(computer, this.#options.ownMachine, this.#signal);
    if (volumes.length === 0) return;
    decoder.tellVolumes(volumes);
    this.#hasOwnVolumes = true;
  }

  #addLoss(decoder: EtwDecoder, { time, count, cause }: LossPlace): void {
    const ticks = this.#requireTrace().clock.toTicks(time) as RelTicks;
    decoder.addLoss(ticks, count, cause);
  }

  async #noteChanges(trace: Trace, damages: readonly Readonly<BufferDamage>[]): Promise<void> {
    for (const [i, file] of trace.files.entries()) {
      const { name } = file;
      if ((damages[i]?.missing ?? 0) > 0) {
        this.#damage.warn(
          'etl/truncated',
          'became-shorter',
          name,
          `"${name}" became shorter while it was read. Reading stopped after ${this.#store.length.toLocaleString('en-US')} events.`,
          { count: this.#store.length },
        );
      } else if (await file.file.hasChanged()) {
        this.#damage.warn(
          'etl/truncated',
          'changed-while-read',
          name,
          `"${name}" was changed while it was read: it is probably still being written. What was there when it was opened is shown.`,
        );
      }
    }
  }

  #makeDecoder(trace: Trace): EtwDecoder {
    const { header } = trace.files[0]!;
    const decoder = new EtwDecoder({
      store: this.#store,
      clock: trace.clock,
      providers: this.#providers,
      timerResolution: header.timerResolution,
      schemas: this.#schemas,
    });
    if (this.#options.volumes !== undefined) decoder.tellVolumes(this.#options.volumes);
    return decoder;
  }

  #facts(): TraceFacts {
    const { files } = this.#requireTrace();
    const [{ header, index }] = files as [Trace['files'][number]];
    const perCpu: Record<string, number> = {};
    for (let i = 0; i < index.table.count; i++) {
      const cpu = String(index.table.cpu(i));
      perCpu[cpu] = (perCpu[cpu] ?? 0) + 1;
    }
    return {
      files: files.map(({ name }) => name),
      header: headerFacts(header),
      buffers: { count: index.table.count, compressed: index.compressed, perCpu },
      totalEvents: this.#counter.total,
      recordKinds: this.#counter.kinds(),
      counts: this.#counter.events(),
    };
  }

  #requireTrace(): Trace {
    if (this.#trace === undefined) throw new Error('The trace is not opened yet');
    return this.#trace;
  }

  #requireDecoder(): EtwDecoder {
    if (this.#decoder === undefined) throw new Error('The trace is not opened yet');
    return this.#decoder;
  }

  #bytes(): number {
    return this.#trace?.files.reduce((sum, { size }) => sum + size, 0) ?? 0;
  }

  #turn(done: number): Promise<void> | undefined {
    if (this.#trace === undefined) return undefined;
    this.#progress(done, false);
    const hasSegment = this.#store.segments[0]?.sealed === true;
    const isLate = this.#store.length > 0 && performance.now() - this.#rowsStarted > FIRST_ROWS_MS;
    if (hasSegment || isLate) this.#showFirstRows();
    return this.#spill.ready();
  }

  #progress(done: number, isLast: boolean): void {
    const now = performance.now();
    if (!isLast && now - this.#lastProgress < PROGRESS_MS) return;
    this.#lastProgress = now;
    const total = this.#bytes() * PASSES;
    this.#options.onProgress?.({ done: Math.min(this.#doneBefore + done, total), total });
  }
}
