import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { helperForTests } from '../native/linux/support/native-test.ts';
import type { Launch } from '../native/linux/support/test-capture.ts';

/** Users of the guest: alice may become root, bob with his password, carol may not. */
export type User = 'alice' | 'bob' | 'carol';

/** bob's, as scripts/guest/set-up.sh has set it. */
export const PASSWORD = 'correct horse';

export function idOf(user: User): number {
  return Number(execFileSync('id', ['-u', user], { encoding: 'utf8' }));
}

/** A command that a user starts. */
export function as(user: User, ...command: readonly string[]): Launch {
  return { command, uid: idOf(user), gid: idOf(user) };
}

/** A copy of the helper whose file has capabilities, as setcap takes them; none for an empty text. */
export function helperWith(capabilities: string): string {
  const folder = join('/opt/procscope', `with-${capabilities.replaceAll(/\W/g, '-')}`);
  mkdirSync(folder, { recursive: true });
  const copy = join(folder, 'procscope-helper');
  copyFileSync(helperForTests(), copy);
  if (capabilities !== '') execFileSync('setcap', [capabilities, copy]);
  return copy;
}
