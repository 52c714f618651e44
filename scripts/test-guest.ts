/**
 * `npm run test:guest [NAME...]`: the Linux helper's tests on Debian 12's own kernel, in a virtual machine whose processor
 * QEMU emulates. Prints the sum as `N passed, N failed`. Not part of `npm test`: emulation takes its time.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { guestDisk, makeGuestDisk } from './guest/disk.ts';
import type { KernelName } from './guest/disk.ts';
import { runGuest } from './guest/machine.ts';
import { guestPrograms } from './guest/programs.ts';
import { GUEST_FOLDER, GuestError, requireTools } from './guest/tools.ts';
import { NativeBuildError } from './native/build-linux.ts';
import { add, NONE, ONE_FAILED, vitestCounts } from './test-counts.ts';
import type { Counts } from './test-counts.ts';

const MINUTE = 60_000;

interface Boot {
  readonly kernel: KernelName;
  readonly kernelOptions: readonly string[];
  readonly timeLimit: number;
}

/**
 * One start of the guest for each project of test/guest/vitest.config.ts: the kernel's state is what differs, and cannot be
 * taken back.
 */
const BOOTS: Readonly<Record<string, Boot>> = {
  capture: { kernel: 'bookworm', kernelOptions: [], timeLimit: 120 * MINUTE },
  privileges: { kernel: 'bookworm', kernelOptions: [], timeLimit: 60 * MINUTE },
  integrity: { kernel: 'bookworm', kernelOptions: ['lockdown=integrity'], timeLimit: 30 * MINUTE },
  confidentiality: {
    kernel: 'bookworm',
    kernelOptions: ['lockdown=confidentiality'],
    timeLimit: 30 * MINUTE,
  },
  // Debian 11's kernel 5.10 has no task storage for these programs: the last tier.
  older: { kernel: 'bullseye', kernelOptions: [], timeLimit: 120 * MINUTE },
};

async function main(names: readonly string[]): Promise<number> {
  const unknown = names.find((name) => BOOTS[name] === undefined);
  if (unknown !== undefined) {
    throw new GuestError(`There is no boot ${unknown}: there are ${Object.keys(BOOTS).join(', ')}.`);
  }
  requireTools();
  makeGuestDisk((line) => console.log(line));
  guestPrograms();
  const results = join(GUEST_FOLDER, 'results');
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });

  const rows: [string, Counts][] = [];
  for (const [name, boot] of Object.entries(BOOTS)) {
    if (names.length > 0 && !names.includes(name)) continue;
    console.log(`\n== ${name}: the kernel of ${boot.kernel} ${boot.kernelOptions.join(' ')}`);
    const began = performance.now();
    const failure = await runGuest(guestDisk(boot.kernel), { tests: name, results, ...boot });
    if (failure !== undefined) console.error(failure);
    console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`);
    rows.push([name, countsOf(join(results, name))]);
  }
  console.log('');
  for (const [name, counts] of rows) console.log(`  ${name.padEnd(16)} ${asText(counts)}`);
  const total = rows.map(([, counts]) => counts).reduce(add, NONE);
  // A test that is skipped in the guest has not seen what it is there for.
  const failed = total.failed + total.skipped;
  console.log(`${total.passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function countsOf(path: string): Counts {
  const status = existsSync(`${path}.status`) ? readFileSync(`${path}.status`, 'utf8').trim() : undefined;
  return existsSync(`${path}.json`) ? vitestCounts(`${path}.json`, status === '0') : ONE_FAILED;
}

function asText({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof GuestError || error instanceof NativeBuildError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
