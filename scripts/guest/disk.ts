import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeInitrd, TESTS_PLAN } from './initrd.ts';
import { debianMirrors } from './mirrors.ts';
import type { Mirrors } from './mirrors.ts';
import { asRoot, GUEST_FOLDER, GuestError } from './tools.ts';

/** Releases of Debian whose kernels the guest can be started with; everything else is of Debian 12 (bookworm). */
export const KERNELS = ['bookworm', 'bullseye'] as const;
export type KernelName = (typeof KERNELS)[number];

/** The files that QEMU starts the guest from. */
export interface GuestDisk {
  readonly kernel: string;
  readonly initrd: string;
  readonly disk: string;
}

/** The messages of all that is run. */
const LOG = 'make.log';

/** What the tests use beyond a minimal system: ways to gain privileges, Node's library. */
const PACKAGES = ['sudo', 'pkexec', 'polkitd', 'dbus', 'libcap2-bin', 'iproute2', 'libstdc++6', 'libatomic1'];

const SET_UP = join(import.meta.dirname, 'set-up.sh');

/**
 * Makes the guest's disk, kernels and initrds, unless they are there and what they are made of has not changed. Needs root
 * and Debian's mirror, and takes a minute or a few.
 *
 * Errors: a {@link GuestError} that says which step failed.
 */
export function makeGuestDisk(say: (line: string) => void): void {
  const stamp = join(GUEST_FOLDER, 'made-from.txt');
  const mirrors = debianMirrors();
  const madeFrom = recipe(mirrors);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === madeFrom) return;
  make(GUEST_FOLDER, mirrors, say);
  writeFileSync(stamp, madeFrom);
}

/** What to start the guest from with one of the kernels, as {@link makeGuestDisk} has left it. */
export function guestDisk(name: KernelName): GuestDisk {
  return {
    kernel: join(GUEST_FOLDER, `vmlinuz-${name}`),
    initrd: join(GUEST_FOLDER, `initrd-${name}`),
    disk: join(GUEST_FOLDER, 'disk.img'),
  };
}

/** A text that changes when the disk would. */
function recipe({ main, security }: Mirrors): string {
  const hash = createHash('sha256');
  for (const name of ['disk.ts', 'initrd.ts', 'set-up.sh']) {
    hash.update(readFileSync(join(import.meta.dirname, name)));
  }
  return `${main} ${security} ${hash.digest('hex')}\n`;
}

function make(folder: string, mirrors: Mirrors, say: (line: string) => void): void {
  const root = join(folder, 'root');
  if (existsSync(folder)) asRoot('../guest-remove.log', 'rm', '-rf', folder);
  mkdirSync(folder, { recursive: true });
  rmSync(join(folder, '..', 'guest-remove.log'), { force: true });

  say(`Making the guest's disk from ${mirrors.main} (once; a few minutes)`);
  asRoot(LOG, 'debootstrap', '--variant=minbase', 'bookworm', root, mirrors.main);
  say('Adding packages and the kernel');
  asRoot(LOG, 'cp', SET_UP, join(root, 'set-up.sh'));
  asRoot(LOG, 'chroot', root, 'sh', '/set-up.sh', mirrors.main, mirrors.security, ...PACKAGES);

  // The kernels' packages are only unpacked: the guest boots from outside, with an initrd of ours.
  for (const name of KERNELS) unpackKernel(folder, root, name);
  asRoot(LOG, 'rm', '-rf', join(root, 'packages'), join(root, 'set-up.sh'));

  say('Writing the disk');
  const disk = join(folder, 'disk.img');
  asRoot(LOG, 'mke2fs', '-q', '-t', 'ext4', '-d', root, disk, '1500M');
  asRoot(LOG, 'chown', `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`, disk);
  asRoot(LOG, 'rm', '-rf', root);
}

/** Takes a kernel out of its package, and makes the initrd that goes with it. */
function unpackKernel(folder: string, root: string, name: KernelName): void {
  const packages = join(root, 'packages');
  const system = join(folder, `system-${name}`);
  for (const from of [packages, join(packages, name)]) {
    for (const file of readdirSync(from).filter((entry) => entry.endsWith('.deb'))) {
      asRoot(LOG, 'dpkg-deb', '-x', join(from, file), system);
    }
  }
  const kernel = readdirSync(join(system, 'boot')).find((entry) => entry.startsWith('vmlinuz-'));
  if (kernel === undefined) throw new GuestError(`The package of ${name}'s kernel has no kernel in it.`);
  asRoot(LOG, 'install', '-m', '644', join(system, 'boot', kernel), join(folder, `vmlinuz-${name}`));
  writeFileSync(join(folder, `initrd-${name}`), makeInitrd(system, TESTS_PLAN));
  asRoot(LOG, 'rm', '-rf', system);
}
