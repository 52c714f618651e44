/**
 * `node scripts/native/trace-agreement.ts [WORKLOAD...]`: traces workloads without privileges while the capture in the kernel
 * records them too, and prints how far the two agree, event by event, on every word: operation, path, result, flags, class and
 * details. Needs root for the capture in the kernel.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from '../setup/project-node.mjs';
import { WORKLOADS } from './agreement-workloads.ts';

/** The engine's side belongs to another TypeScript project: loaded by its address. */
interface Comparison {
  readonly recordByBoth: (args: readonly string[]) => Promise<{ lost: number }>;
  readonly compareTiers: (both: { lost: number }) => {
    compared: number;
    equal: number;
    differences: readonly { traced: string; captured: string }[];
  };
}

/** The words of an event without its path. */
function withoutPath(words: string): string {
  return words.replace(/^(\S+) .*? = /, '$1 = ');
}

execFileSync(process.execPath, [join(ROOT, 'scripts', 'build-native.ts'), 'linux'], { stdio: 'ignore' });
const support = join(ROOT, 'test', 'native', 'linux-trace', 'support', 'both-tiers.ts');
const { recordByBoth, compareTiers } = (await import(pathToFileURL(support).href)) as Comparison;
const wanted = process.argv.slice(2);
let [allCompared, allEqual] = [0, 0];
for (const [name, command] of Object.entries(WORKLOADS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const folder = mkdtempSync(join(tmpdir(), 'procscope-agreement-'));
  try {
    const both = await recordByBoth(['sh', '-c', `cd "$0"; ${command}`, folder]);
    const { compared, equal, differences } = compareTiers(both);
    allCompared += compared;
    allEqual += equal;
    const share = ((100 * equal) / Math.max(1, compared)).toFixed(3);
    const images = differences.filter(
      ({ traced, captured }) => withoutPath(traced) === withoutPath(captured),
    );
    console.log(
      `${name.padEnd(12)} ${equal} of ${compared} equal, ${share} %; ${images.length} by their path alone; ${both.lost} lost`,
    );
    for (const { traced, captured } of differences.filter((one) => !images.includes(one)).slice(0, 10))
      console.log(`  traced   ${traced}\n  captured ${captured}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const share = (100 * allEqual) / Math.max(1, allCompared);
console.log(`${'all'.padEnd(12)} ${allEqual} of ${allCompared} equal, ${share.toFixed(3)} %`);
process.exitCode = share >= 99.5 ? 0 : 1;
