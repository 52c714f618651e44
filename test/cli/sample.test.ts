import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runProcscope } from './support/run-procscope.ts';

const SAMPLE = join(import.meta.dirname, '..', '..', 'assets', 'sample.procscope');

it('the sample capture is whole, small and of a machine that is nobody’s', { timeout: 60_000 }, async () => {
  expect(statSync(SAMPLE).size).toBeLessThan(300 * 1024);
  const run = await runProcscope(['info', SAMPLE, '--json']);
  expect(run).toMatchObject({ status: 0, stderr: '' });
  const info = JSON.parse(run.stdout) as {
    readonly events: number;
    readonly classes: Readonly<Record<string, number>>;
  };
  expect(info).toMatchObject({ system: { computer: 'workstation' }, lost: { places: 0 } });
  expect(info.events).toBeGreaterThan(2000);
  // There is something to see of each of these.
  for (const name of ['File System', 'Network', 'Process', 'IPC', 'Memory', 'Security'])
    expect(info.classes[name]).toBeGreaterThan(0);
});
