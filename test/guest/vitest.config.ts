import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const ROOT = join(import.meta.dirname, '..', '..');

/** Left out: units.test.ts, which compiles C with sanitizers and asks nothing of the kernel, and the traces by ptrace. */
const CAPTURES = ['test/native/linux/capture-*.test.ts', 'test/native/linux-launch/*.test.ts'];

/** A project a boot of the guest: scripts/test-guest.ts names them. */
const PROJECTS: Readonly<Record<string, readonly string[]>> = {
  capture: ['test/guest/kernel.guest.ts', 'test/guest/suspend.guest.ts', ...CAPTURES],
  older: ['test/guest/older-kernel.guest.ts', 'test/guest/suspend.guest.ts', ...CAPTURES],
  privileges: ['test/guest/privileges.guest.ts'],
  integrity: ['test/guest/lockdown-integrity.guest.ts'],
  confidentiality: ['test/guest/lockdown-confidentiality.guest.ts'],
};

/** What a boot's kernel cannot: io_uring is told from 5.19 on, which older-kernel.guest.ts sees said. */
const NOT_THERE: Readonly<Record<string, readonly string[]>> = {
  older: ['test/native/linux/capture-uring.test.ts'],
};

/** Tests in the guest that scripts/test-guest.ts starts: one file at a time, with time for an emulated processor. */
export default defineConfig({
  root: ROOT,
  // The repository cannot be written to.
  cacheDir: '/tmp/vite',
  test: {
    allowOnly: false,
    fileParallelism: false,
    isolate: false,
    projects: Object.entries(PROJECTS).map(([name, include]) => ({
      cacheDir: '/tmp/vite',
      test: {
        ...{ root: ROOT, name, include: [...include], exclude: [...(NOT_THERE[name] ?? [])] },
        ...{ testTimeout: 900_000, hookTimeout: 300_000 },
      },
    })),
  },
});
