import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { testDataFolder } from './sample-files.ts';
import { unpacked } from './unpacked.ts';

/** Why there are none. */
export const NO_TRACES =
  'no event traces: set PROCSCOPE_TEST_DATA to their folder or lay it beside the checkout as ../shared/data';

/** An event of a sample as it was found by other means. */
export interface ExpectedRecord {
  readonly offset: number;
  readonly headerType: number;
  readonly cpu: number;
  readonly rawTime: string;
  readonly fileTime: string;
  readonly relMs: number;
  readonly pid: number;
  readonly tid: number;
  readonly pointerSize: number;
  readonly payloadLength: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What is known of a sample. */
export interface ExpectedTrace {
  readonly file: string;
  readonly size: number;
  readonly note?: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly buffers: {
    readonly count: number;
    readonly compressed: number;
    readonly perCpu: Readonly<Record<string, number>>;
  };
  readonly totalEvents: number;
  readonly recordKinds: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly mergedOrderSha256: string;
  readonly first: Readonly<Record<string, readonly ExpectedRecord[]>>;
  readonly rows?: readonly Readonly<Record<string, unknown>>[];
}

/** An event trace of a real or made-up system, and what it holds. */
export interface EtlSample {
  /** Such as `perfview-net452-x64`. */
  readonly name: string;
  /** The unpacked file. */
  readonly path: string;
  readonly expected: ExpectedTrace;
}

/** All sample traces, unpacked; undefined where the data are absent. */
export function etlSamples(): readonly EtlSample[] | undefined {
  const folder = etlFolder();
  if (folder === undefined) return undefined;
  return readdirSync(folder)
    .map((file) => /^(.+)\.etl\.gz$/.exec(file)?.[1])
    .filter((name) => name !== undefined)
    .map((name) => ({ name, path: etlSamplePath(name), expected: expectedTrace(folder, name) }));
}

/** The path of one sample, unpacked. Throws where the data or the sample are absent. */
export function etlSamplePath(name: string): string {
  const folder = etlFolder();
  if (folder === undefined) throw new Error(`There are ${NO_TRACES}.`);
  // Apart from other samples: their folders are shown in dialogs, whose first page has room for some.
  return unpacked(join(folder, `${name}.etl.gz`), join('etl', `${name}.etl`));
}

/** Like `describe`, for tests that read sample traces: without data they are one skipped test that says why. */
export function describeWithTraces(name: string, tests: (samples: readonly EtlSample[]) => void): void {
  const samples = etlSamples();
  describe(name, () => {
    if (samples === undefined) it.skip(`skipped: ${NO_TRACES}`, () => undefined);
    else tests(samples);
  });
}

function etlFolder(): string | undefined {
  const folder = testDataFolder();
  return folder === undefined || !existsSync(join(folder, 'etl')) ? undefined : join(folder, 'etl');
}

function expectedTrace(folder: string, name: string): ExpectedTrace {
  return JSON.parse(readFileSync(join(folder, `${name}.expected.json`), 'utf8')) as ExpectedTrace;
}
