import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { projectEnvironment, ROOT } from './setup/project-node.mjs';

/** One command of a check. */
export interface Step {
  /** What is checked, a word or two. */
  readonly name: string;
  /** A script to run on the project's Node, relative to the repository, and its arguments. */
  readonly command: readonly [script: string, ...args: string[]];
  /** What to do when it fails: a command, or words around one. */
  readonly fix: string;
  /** Whether it runs beside the steps that follow. */
  readonly beside?: boolean;
}

/** Where the test runners leave their results for `npm test` to add up. */
export const REPORTS = join(ROOT, '.cache', 'reports');

const VITEST = 'node_modules/vitest/vitest.mjs';

/** The quick checks that run no test. */
export const STATIC_STEPS: readonly Step[] = [
  { name: 'types', command: ['node_modules/typescript/bin/tsc', '-b'], fix: 'npm run check:types' },
  {
    name: 'lint',
    command: ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0'],
    fix: 'npm run fix (mends what can be mended by itself)',
    beside: true,
  },
  {
    name: 'format',
    command: [
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '--log-level=warn',
      '--cache',
      '--cache-strategy=content',
      '--cache-location=.cache/prettier',
      '.',
    ],
    fix: 'npm run fix',
    beside: true,
  },
  {
    name: 'repository',
    command: ['scripts/check-repo.mjs'],
    fix: 'edit the lines named above, then: npm run check:repo',
  },
];

/** The report of a step that {@link vitestStep} made: a file of `REPORTS`. */
export function vitestReport(projects: readonly string[]): string {
  return `vitest-${projects.join('-')}.json`;
}

/** Vitest on some of its projects; counts go to `REPORTS`. */
export function vitestStep(name: string, projects: readonly string[], fix: string): Step {
  return {
    name,
    command: [
      VITEST,
      'run',
      ...projects.flatMap((project) => ['--project', project]),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${join(REPORTS, vitestReport(projects))}`,
    ],
    fix,
  };
}

/**
 * Runs all steps, one after another, with their output shown; says how to mend what fails. Steps marked `beside` run
 * beside the others and show their output at the end: the linter fills one core for as long as all the rest take.
 *
 * @returns the steps with whether each passed, in the order given
 */
export async function runSteps(steps: readonly Step[]): Promise<{ step: Step; passed: boolean }[]> {
  const beside = new Map(steps.filter((step) => step.beside === true).map((step) => [step, run(step)]));
  const passed = new Map<Step, boolean>();
  for (const step of steps) {
    if (beside.has(step)) continue;
    console.log(`\n== ${step.name}`);
    passed.set(step, report(step, await run(step)));
  }
  for (const [step, running] of beside) {
    const outcome = await running;
    console.log(`\n== ${step.name}`);
    process.stdout.write(outcome.output);
    passed.set(step, report(step, outcome));
  }
  return steps.map((step) => ({ step, passed: passed.get(step) === true }));
}

interface Outcome {
  readonly passed: boolean;
  readonly milliseconds: number;
  /** What a step beside the others printed. */
  readonly output: string;
}

function run(step: Step): Promise<Outcome> {
  const start = performance.now();
  const [script, ...args] = step.command;
  const stream = step.beside === true ? 'pipe' : 'inherit';
  const child = spawn(process.execPath, [join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: ['ignore', stream, stream],
    env: projectEnvironment(),
  });
  let output = '';
  for (const pipe of [child.stdout, child.stderr]) {
    pipe?.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (status) =>
      done({ passed: status === 0, milliseconds: performance.now() - start, output }),
    );
  });
}

function report(step: Step, { passed, milliseconds }: Outcome): boolean {
  const seconds = (milliseconds / 1000).toFixed(1);
  if (passed) console.log(`${step.name}: passed in ${seconds} s`);
  else console.error(`${step.name}: FAILED after ${seconds} s. To mend it: ${step.fix}`);
  return passed;
}
