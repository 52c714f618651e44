/**
 * Measures the bounds that the README names and prints them with ratios: `npm run bench [-- --events 1000000,10000000]
 * [--only NAME,...] [--json FILE]`. Each phase runs in a process of its own, so that memory figures are its own. JSON goes
 * to `.cache/bench/latest.json`. `test/bench/BASELINE.md` keeps the history.
 */
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { BENCH_FOLDER } from './logs.ts';
import { grouped } from './measure.ts';
import type { Measure } from './measure.ts';

/** Phases in order; those that scale are run once per size. */
const PHASES = [
  { name: 'opened-log', scales: true },
  { name: 'distinct-paths', scales: true },
  { name: 'first-rows', scales: false },
  { name: 'row-table', scales: true },
  { name: 'ingest', scales: true },
  { name: 'capture-file', scales: false },
  { name: 'export', scales: false },
] as const;

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000,10000000' },
    only: { type: 'string' },
    json: { type: 'string', default: join(BENCH_FOLDER, 'latest.json') },
  },
});

function runPhase(name: string, events: string | undefined): Promise<readonly Measure[]> {
  const script = fileURLToPath(new URL(`phases/${name}.ts`, import.meta.url));
  const args = ['--expose-gc', script, ...(events === undefined ? [] : [events])];
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text: string) => (output += text));
    child.on('error', reject);
    child.on('close', (code) => {
      const last = output.trimEnd().split('\n').at(-1);
      if (code === 0 && last !== undefined) resolve(JSON.parse(last) as readonly Measure[]);
      else reject(new Error(`The phase ${name} ended with status ${code}`));
    });
  });
}

/** How many times better than its bound a measure is; below 1 it misses. */
function headroom(measure: Measure): number | undefined {
  if (measure.least !== undefined) return measure.value / measure.least;
  if (measure.most !== undefined) return measure.most / measure.value;
  return undefined;
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

const sizes = values.events.split(',');
const only = values.only?.split(',');
const measures: Measure[] = [];
for (const phase of PHASES) {
  if (only !== undefined && !only.includes(phase.name)) continue;
  for (const events of phase.scales ? sizes : [undefined]) {
    process.stderr.write(
      `${phase.name}${events === undefined ? '' : `, ${grouped(Number(events))} events`} ...\n`,
    );
    measures.push(...(await runPhase(phase.name, events)));
  }
}

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
await mkdir(dirname(values.json), { recursive: true });
await writeFile(
  values.json,
  `${JSON.stringify({ date: new Date().toISOString(), machine, measures }, undefined, 2)}\n`,
);
if (measures.some((measure) => (headroom(measure) ?? 1) < 1)) process.exitCode = 1;
