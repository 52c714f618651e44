import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { grouped } from './measure.ts';
import type { Measure } from './measure.ts';

/** How many times better than its bound a measure is; below 1 it misses. */
function headroom(measure: Measure): number | undefined {
  if (measure.least !== undefined) return measure.value / measure.least;
  if (measure.most === undefined) return undefined;
  // Of what must not be at all there is no ratio.
  if (measure.most === 0) return measure.value === 0 ? 1 : 0;
  return measure.most / measure.value;
}

/** Whether no measure misses its bound. */
export function areWithinBounds(measures: readonly Measure[]): boolean {
  return measures.every((measure) => (headroom(measure) ?? 1) >= 1);
}

/** Prints what was measured on which machine as a table, and writes it to a JSON file. */
export async function publish(measures: readonly Measure[], jsonFile: string): Promise<void> {
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${process.platform} ${process.arch}`,
    node: process.version,
  };
  console.log(
    `${machine.cores} x ${machine.processor}, ${machine.memoryGiB} GiB, ${machine.system}, Node ${machine.node}\n`,
  );
  printTable(measures);
  await mkdir(dirname(jsonFile), { recursive: true });
  await writeFile(
    jsonFile,
    `${JSON.stringify({ date: new Date().toISOString(), machine, measures }, undefined, 2)}\n`,
  );
}

function formatValue(measure: Measure, value: number): string {
  return `${Math.abs(value) >= 100 ? grouped(value) : value.toPrecision(3)} ${measure.unit}`;
}

function printTable(measures: readonly Measure[]): void {
  const rows = measures.map((measure) => {
    const ratio = headroom(measure);
    const bound =
      measure.least !== undefined
        ? `>= ${formatValue(measure, measure.least)}`
        : measure.most !== undefined
          ? `<= ${formatValue(measure, measure.most)}`
          : '';
    return [
      measure.name,
      formatValue(measure, measure.value),
      bound,
      ratio === undefined ? '' : `${ratio.toFixed(2)} x${ratio < 1 ? ' MISSED' : ''}`,
      measure.baseline === undefined ? '' : `${measure.baseline.ratio.toFixed(1)} x ${measure.baseline.name}`,
      measure.input,
    ];
  });
  const header = ['what', 'measured', 'bound', 'headroom', 'against', 'input'];
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  for (const row of [header, ...rows]) {
    console.log(
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  }
}
