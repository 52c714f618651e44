import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { helperForTests } from '../native/linux/support/native-test.ts';
import { captured } from './captured.ts';
import { as, helperWith, idOf } from './users.ts';

it('lockdown is set to integrity', () => {
  expect(readFileSync('/sys/kernel/security/lockdown', 'utf8')).toContain('[integrity]');
});

it.each(['storage', 'hash'])('root captures, reading by %s', async (tier) => {
  const standing = await captured({ command: [helperForTests()] }, ['--tier', tier]);
  expect(standing.tier).toBe(tier);
});

it('a user captures through file capabilities', async () => {
  const standing = await captured(as('carol', helperWith('cap_bpf,cap_perfmon=ep')));
  expect(standing.uid).toBe(idOf('carol'));
});
