/** `npm run check`: the quick part of the checks. Runs every step, so that one run shows all there is to mend. */
import { runSteps, STATIC_STEPS, vitestStep } from './run-step.ts';

const results = await runSteps([
  ...STATIC_STEPS,
  vitestStep('unit tests', ['unit'], 'npx vitest --project unit (runs again at every change)'),
]);
const failed = results.filter((result) => !result.passed).map((result) => result.step.name);
console.log(failed.length === 0 ? '\nAll checks passed.' : `\nFailed: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
