import { chmodSync, cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HelperScript } from '../../engine/live/support/scripted-helper.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PLAYER = join(ROOT, 'test', 'engine', 'live', 'support', 'scripted-helper.ts');

/**
 * Puts the built app into a folder, where what the capture helper would say is played: what the window shows then needs no
 * privileges, and comes when it is wanted. `script` undefined: there is no helper. To be given as `root` of the start options.
 */
export function playedApp(folder: string, script: HelperScript | undefined): string {
  const command = [process.execPath, PLAYER, JSON.stringify(script)];
  return appWithHelper(folder, script === undefined ? undefined : command, 'capture');
}

/**
 * The built app in a folder, with a command of words in the place of its capture helper: one that plays captures and does not
 * know what else a helper is asked, or one for boot logging, which is told that.
 */
export function appWithHelper(
  folder: string,
  command: readonly string[] | undefined,
  plays: 'capture' | 'boot' = 'capture',
): string {
  const root = join(folder, 'app');
  rmSync(root, { recursive: true, force: true });
  for (const name of ['out', 'assets', 'package.json'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  if (command === undefined) return root;
  const place = join(root, '.cache', 'native', `linux-${process.arch}`);
  mkdirSync(place, { recursive: true });
  const helper = join(place, 'procscope-helper');
  const words = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const noBoot = '[ "$1" = boot ] && { echo "This helper plays captures alone." >&2; exit 1; }';
  const run = plays === 'boot' ? `exec ${words} "$@"` : `${noBoot}\nexec ${words}`;
  writeFileSync(helper, `#!/bin/sh\n[ "$1" = --may-capture ] && exit 0\n${run}\n`);
  chmodSync(helper, 0o755);
  return root;
}
