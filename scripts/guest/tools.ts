import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from '../setup/project-node.mjs';

/** Everything that the guest is made of and leaves behind. */
export const GUEST_FOLDER = join(ROOT, '.cache', 'guest');

/** Says why there can be no guest, as a sentence for people. */
export class GuestError extends Error {}

/** Programs that make and run the guest, with the Debian packages that bring them. */
const NEEDS = [
  ['/usr/bin/qemu-system-x86_64', 'qemu-system-x86'],
  ['/usr/sbin/debootstrap', 'debootstrap'],
  ['/usr/share/keyrings/debian-archive-keyring.gpg', 'debian-archive-keyring'],
  ['/usr/sbin/mke2fs', 'e2fsprogs'],
  ['/usr/bin/dpkg-deb', 'dpkg'],
] as const;

/** Errors: a {@link GuestError} that names the packages which are missing. */
export function requireTools(): void {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new GuestError('The guest is for x86-64 and is made on Linux on such a machine.');
  }
  const missing = NEEDS.filter(([file]) => !existsSync(file)).map(([, name]) => name);
  if (missing.length > 0) {
    throw new GuestError(
      `The guest cannot be made: these Debian packages are missing: ${missing.join(', ')}. ` +
        `Install them as root with: apt-get install --no-install-recommends ${missing.join(' ')}`,
    );
  }
}

/**
 * Runs a command as root, through sudo where needed; its messages go to a file, in `GUEST_FOLDER` where it names no folder.
 *
 * Errors: a {@link GuestError} that names the file when the command fails.
 */
export function asRoot(log: string, command: string, ...args: readonly string[]): void {
  const isRoot = process.getuid?.() === 0;
  const [program, ...rest] = isRoot ? [command, ...args] : ['sudo', command, ...args];
  const path = resolve(GUEST_FOLDER, log);
  const file = openSync(path, 'a');
  try {
    // sudo asks on the terminal by itself.
    const { status, error } = spawnSync(program, rest, { stdio: ['ignore', file, file] });
    if (error === undefined && status === 0) return;
    throw new GuestError(`${command} failed; its messages are in ${path}.`);
  } finally {
    closeSync(file);
  }
}
