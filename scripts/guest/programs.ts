import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildLinuxHelper, nativeTarget, run } from '../native/build-linux.ts';
import { ROOT } from '../setup/project-node.mjs';
import { GUEST_FOLDER } from './tools.ts';

const FLAGS = ['-D_GNU_SOURCE', '-O1', '-pthread', '-static', '-Wno-unused-result'];

/**
 * Builds what runs in the guest, where there is no compiler: the helper, the programs whose doings the tests capture,
 * and those that start it. They are linked statically, so that it does not matter which release of Debian they come from.
 *
 * @returns the folder they are in
 */
export function guestPrograms(): string {
  const folder = join(GUEST_FOLDER, 'programs');
  mkdirSync(folder, { recursive: true });
  copyFileSync(buildLinuxHelper(nativeTarget('x64')), join(folder, 'procscope-helper'));
  const tests = join(ROOT, 'test');
  for (const from of [join(tests, 'native', 'linux', 'support'), join(tests, 'guest')]) {
    for (const name of readdirSync(from).filter((file) => file.endsWith('.c'))) {
      const program = join(folder, basename(name, '.c'));
      run('gcc', [...FLAGS, join(from, name), '-o', program]);
    }
  }
  return folder;
}
