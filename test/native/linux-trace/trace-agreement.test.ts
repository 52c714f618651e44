import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { compileWorkload, describeWithCapture } from '../linux/support/native-test.ts';
import { compareTiers, recordByBoth } from './support/both-tiers.ts';

describeWithCapture('tracing and the capture in the kernel', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-both-')));
  let program = '';
  beforeAll(() => void (program = compileWorkload()), 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(['files', 'network', 'names', 'mounts'])(
    'say the same of %s, in every detail',
    async (name) => {
      const { compared, differences } = compareTiers(
        await recordByBoth([program, name, mkdtempSync(join(folder, name))]),
      );
      expect(differences).toEqual([]);
      expect(compared).toBeGreaterThan(20);
    },
    120_000,
  );

  it('say the same of 32-bit calls and of killed ones, but for a call that seccomp has refused', async () => {
    const { differences } = compareTiers(await recordByBoth([program, 'odd', folder]));
    expect(differences.map(({ traced }) => traced)).toEqual(['nothing']);
    expect(differences[0]?.captured).toMatch(/^mkdirat .*\/refused = -13 /);
  }, 120_000);

  it('say the same of processes', async () => {
    const { compared, differences } = compareTiers(await recordByBoth([program, 'processes', folder]));
    expect(differences).toEqual([]);
    expect(compared).toBeGreaterThan(1000);
  }, 120_000);
});
