import type { Capture } from '../../engine/capture/capture.ts';
import { exportDialect } from '../../engine/dialect/export-dialect.ts';
import type { ByteSink } from '../../engine/export/byte-sink.ts';
import { makeEncoder } from '../../engine/export/export-events.ts';
import type { CaptureJob } from './capture-options.ts';
import { FileSink } from './file-sink.ts';
import { GrowingRows } from './growing-rows.ts';

/** The rows of a capture on their way to standard output or to a file. */
export class TableOutput {
  readonly #job: CaptureJob;
  readonly #sink: ByteSink;
  readonly #file: FileSink | undefined;
  #rows: GrowingRows | undefined;

  private constructor(job: CaptureJob, sink: ByteSink, file: FileSink | undefined) {
    this.#job = job;
    this.#sink = sink;
    this.#file = file;
  }

  /** Makes the file, where there is to be one. Errors: 'file/...'. */
  static async open(job: CaptureJob, output: ByteSink): Promise<TableOutput> {
    if (job.output === '-') return new TableOutput(job, output, undefined);
    const file = await FileSink.open(job.output);
    return new TableOutput(job, file, file);
  }

  /** Events that had gone before they could be written. */
  get missed(): number {
    return this.#rows?.missed ?? 0;
  }

  /** Begins to write a capture: what was in the file goes. Errors: those of the sink. */
  async begin(capture: Capture): Promise<void> {
    await this.#sink.write(new Uint8Array());
    const { to, columns } = this.#job;
    const format = to === 'csv' ? ({ format: 'csv', columns } as const) : ({ format: 'jsonl' } as const);
    const encoder = makeEncoder(capture, format, { dialect: exportDialect(capture) });
    this.#rows = new GrowingRows(capture, encoder, this.#sink);
    await this.#rows.begin();
  }

  /** Errors: those of the sink. */
  async writeNew(): Promise<void> {
    await this.#rows?.writeNew();
  }

  /** Writes the rest, when no more events come. Errors: those of the sink. */
  async finish(): Promise<void> {
    await this.#rows?.writeNew();
    await this.#rows?.end();
  }

  /** Lets go of the capture: to be called before it is closed. */
  release(): void {
    this.#rows?.close();
    this.#rows = undefined;
  }

  /** Without {@link begin}, a file that was there stays as it was. Errors: 'file/...'. */
  async close(): Promise<void> {
    await this.#file?.close();
  }
}
