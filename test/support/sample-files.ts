import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { unpacked } from './unpacked.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Why there are none. */
export const ABSENT =
  'no sample logs: set PROCSCOPE_TEST_DATA to their folder or lay it beside the checkout as ../shared/data';

/** A log that Process Monitor wrote, and the CSV with all columns that it exported from it. */
export interface SampleLog {
  /** Such as `windows10-x64-mixed`. */
  readonly name: string;
  readonly pmlPath: string;
  readonly csvPath: string;
}

/** The folder of sample data (with `pml` in it), or undefined where there is none. */
export function testDataFolder(): string | undefined {
  const named = process.env['PROCSCOPE_TEST_DATA'];
  if (named !== undefined && named !== '') {
    if (!existsSync(join(named, 'pml')))
      throw new Error(`PROCSCOPE_TEST_DATA names ${named}, which has no folder pml.`);
    return named;
  }
  const beside = join(ROOT, '..', 'shared', 'data');
  return existsSync(join(beside, 'pml')) ? beside : undefined;
}

/** All sample logs with their CSVs, unpacked; undefined where the data are absent. */
export function sampleLogs(): readonly SampleLog[] | undefined {
  const folder = testDataFolder();
  if (folder === undefined) return undefined;
  const names = readdirSync(join(folder, 'pml'))
    .map((file) => /^(.+)\.pml(\.gz)?$/.exec(file)?.[1])
    .filter((name) => name !== undefined);
  return names.map((name) => ({ name, pmlPath: samplePml(name), csvPath: sampleCsv(name) }));
}

/** The path of one sample log, unpacked. Throws where the data or the log are absent. */
export function samplePml(name: string): string {
  return sampleFile(`${name}.pml`);
}

/** The path of Process Monitor's own CSV of one sample log, unpacked. Throws where the data or the file are absent. */
export function sampleCsv(name: string): string {
  return sampleFile(`${name}.csv`);
}

function sampleFile(file: string): string {
  const folder = testDataFolder();
  if (folder === undefined) throw new Error(`There are ${ABSENT}.`);
  const plain = join(folder, 'pml', file);
  return existsSync(plain) ? plain : unpacked(`${plain}.gz`, file);
}
