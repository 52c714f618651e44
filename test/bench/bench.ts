/**
 * Measures the bounds that the README names and prints them with ratios: `npm run bench [-- --events 1000000,10000000]
 * [--only NAME,...] [--minutes N] [--json FILE]`. `--only live-soak` records for ten minutes, or N. Each phase runs in a
 * process of its own, so that memory figures are its own. JSON goes to `.cache/bench/latest.json`.
 * `test/bench/BASELINE.md` keeps the history.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runtimeForTests } from '../../scripts/electron-runtime.mjs';
import { BENCH_FOLDER } from './logs.ts';
import { grouped } from './measure.ts';
import type { Measure } from './measure.ts';
import { areWithinBounds, publish } from './print-measures.ts';

/** Phases in order; those that scale are run once per size, those that take minutes when they are named. */
const PHASES = [
  { name: 'opened-log', scales: true },
  { name: 'distinct-paths', scales: true },
  { name: 'first-rows', scales: false },
  { name: 'row-table', scales: true },
  { name: 'ingest', scales: true },
  { name: 'live-ingest', scales: true },
  { name: 'etw-decode', scales: true },
  { name: 'live-etw', scales: true },
  { name: 'capture-file', scales: false },
  { name: 'export', scales: false },
  { name: 'save-pml', scales: true },
  { name: 'etl-read', scales: true },
  { name: 'live-soak', scales: false, isLong: true },
] as const;

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000,10000000' },
    only: { type: 'string' },
    minutes: { type: 'string', default: '10' },
    json: { type: 'string', default: join(BENCH_FOLDER, 'latest.json') },
  },
});

interface Runtime {
  readonly program: string;
  readonly env?: NodeJS.ProcessEnv;
}

const NODE: Runtime = { program: process.execPath };

/**
 * What users run the engine on, which has another allocator than Node. Without one, as before anything that needs a window
 * was set up, Node serves, and the phase says so.
 */
function appRuntime(): Runtime {
  const program = runtimeForTests();
  return program === undefined ? NODE : { program, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } };
}

function runPhase(name: string, size: string | undefined, runtime = NODE): Promise<readonly Measure[]> {
  const script = fileURLToPath(new URL(`phases/${name}.ts`, import.meta.url));
  const args = ['--expose-gc', script, ...(size === undefined ? [] : [size])];
  return new Promise((resolve, reject) => {
    const { program, env } = runtime;
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      ...(env === undefined ? {} : { env }),
    });
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

const sizes = values.events.split(',');
const only = values.only?.split(',');
const measures: Measure[] = [];
for (const phase of PHASES) {
  const isLong = 'isLong' in phase;
  if (only === undefined ? isLong : !only.includes(phase.name)) continue;
  if (isLong) {
    process.stderr.write(`${phase.name}, ${values.minutes} minutes ...\n`);
    measures.push(...(await runPhase(phase.name, values.minutes, appRuntime())));
    continue;
  }
  for (const events of phase.scales ? sizes : [undefined]) {
    process.stderr.write(
      `${phase.name}${events === undefined ? '' : `, ${grouped(Number(events))} events`} ...\n`,
    );
    measures.push(...(await runPhase(phase.name, events)));
  }
}

await publish(measures, values.json);
if (!areWithinBounds(measures)) process.exitCode = 1;
