import { readFileSync } from 'node:fs';

/** One figure of a run. `least` and `most` are its bound, in the same unit. */
export interface Measure {
  readonly name: string;
  /** What was measured on, such as `windows7-x86-mixed x 304, 10,010,720 events`. */
  readonly input: string;
  readonly value: number;
  readonly unit: string;
  readonly least?: number;
  readonly most?: number;
  /** A measure of the same run that this one is held against, and how many times better this one is. */
  readonly baseline?: { readonly name: string; readonly ratio: number };
}

/** Prints the measures of a phase for the runner: one line of JSON, the last of standard output. */
export function report(measures: readonly Measure[]): void {
  process.stdout.write(`\n${JSON.stringify(measures)}\n`);
}

/** Milliseconds that `work` took. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The middle of several runs, so that one disturbance does not decide. */
export async function medianOf(runs: number, work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) times.push(await timed(work));
  return percentile(times, 0.5);
}

/** The value below which the share `p` of `values` lies. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? 0;
}

/** Resident memory of this process in MiB; `peak` is the highest it ever was. Linux only: elsewhere both are now's. */
export function residentMiB(): { now: number; peak: number } {
  globalThis.gc?.();
  try {
    const status = readFileSync('/proc/self/status', 'latin1');
    const field = (name: string): number =>
      Number(new RegExp(`${name}:\\s*(\\d+) kB`).exec(status)?.[1] ?? 0) / 1024;
    return { now: field('VmRSS'), peak: field('VmHWM') };
  } catch {
    const now = process.memoryUsage.rss() / 2 ** 20;
    return { now, peak: now };
  }
}

/** A number with grouped digits. */
export function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
