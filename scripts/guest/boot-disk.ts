import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/project-node.mjs';
import { makeInitrd, SYSTEM_PLAN } from './initrd.ts';
import { debianMirrors } from './mirrors.ts';
import type { Mirrors } from './mirrors.ts';
import { asRoot, GUEST_FOLDER, GuestError } from './tools.ts';

/** Everything that the guest whose start is recorded is made of, and what is left of its runs. */
export const BOOT_GUEST_FOLDER = join(ROOT, '.cache', 'boot-guest');

/** The files that QEMU starts a guest with systemd from: its root, and a disk for /var where it is to have one of its own. */
export interface BootDisks {
  readonly kernel: string;
  readonly initrd: string;
  readonly root: string;
  readonly var: string;
}

const LOG = join(BOOT_GUEST_FOLDER, 'make.log');

/**
 * Makes the disks, the kernel and the initrd of a small Debian 12 with systemd, unless they are there and what they are made of
 * has not changed. Needs root and Debian's mirror, and takes a minute or a few.
 *
 * Errors: a {@link GuestError} that says which step failed.
 */
export function makeBootDisks(say: (line: string) => void): BootDisks {
  const disks = {
    kernel: join(BOOT_GUEST_FOLDER, 'vmlinuz'),
    initrd: join(BOOT_GUEST_FOLDER, 'initrd'),
    root: join(BOOT_GUEST_FOLDER, 'root.img'),
    var: join(BOOT_GUEST_FOLDER, 'var.img'),
  };
  const stamp = join(BOOT_GUEST_FOLDER, 'made-from.txt');
  const mirrors = debianMirrors();
  const madeFrom = recipe(mirrors);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === madeFrom) return disks;
  make(disks, mirrors, say);
  writeFileSync(stamp, madeFrom);
  return disks;
}

/** A text that changes when the disks would. */
function recipe({ main, security }: Mirrors): string {
  const hash = createHash('sha256');
  for (const name of ['boot-disk.ts', 'boot-set-up.sh', 'initrd.ts']) {
    hash.update(readFileSync(join(import.meta.dirname, name)));
  }
  return `${main} ${security} ${hash.digest('hex')}\n`;
}

function make(disks: BootDisks, mirrors: Mirrors, say: (line: string) => void): void {
  mkdirSync(GUEST_FOLDER, { recursive: true });
  if (existsSync(BOOT_GUEST_FOLDER)) asRoot('remove.log', 'rm', '-rf', BOOT_GUEST_FOLDER);
  rmSync(join(GUEST_FOLDER, 'remove.log'), { force: true });
  mkdirSync(BOOT_GUEST_FOLDER, { recursive: true });
  const tree = join(BOOT_GUEST_FOLDER, 'root');

  say(`Making the guest's disks from ${mirrors.main} (once; a few minutes)`);
  asRoot(LOG, 'debootstrap', '--variant=minbase', 'bookworm', tree, mirrors.main);
  say('Adding systemd and the kernel');
  asRoot(LOG, 'cp', join(import.meta.dirname, 'boot-set-up.sh'), join(tree, 'set-up.sh'));
  asRoot(LOG, 'chroot', tree, 'sh', '/set-up.sh', mirrors.main, mirrors.security);
  unpackKernel(tree, disks);

  say('Writing the disks');
  asRoot(LOG, 'rm', '-rf', join(tree, 'packages'), join(tree, 'set-up.sh'));
  asRoot(LOG, 'cp', '-a', join(tree, 'var'), join(BOOT_GUEST_FOLDER, 'var'));
  asRoot(LOG, 'install', '-d', join(tree, 'opt', 'procscope'));
  for (const name of ['root', 'var'] as const) {
    const from = join(BOOT_GUEST_FOLDER, name);
    asRoot(LOG, 'mke2fs', '-q', '-t', 'ext4', '-d', from, disks[name], name === 'root' ? '900M' : '600M');
    asRoot(LOG, 'chown', `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`, disks[name]);
    asRoot(LOG, 'rm', '-rf', from);
  }
}

/** Takes the kernel out of its package, and makes the initrd that goes with it. */
function unpackKernel(tree: string, disks: BootDisks): void {
  const packages = join(tree, 'packages');
  const system = join(BOOT_GUEST_FOLDER, 'system');
  for (const file of readdirSync(packages).filter((entry) => entry.endsWith('.deb'))) {
    asRoot(LOG, 'dpkg-deb', '-x', join(packages, file), system);
  }
  const kernel = readdirSync(join(system, 'boot')).find((entry) => entry.startsWith('vmlinuz-'));
  if (kernel === undefined) throw new GuestError("The kernel's package has no kernel in it.");
  asRoot(LOG, 'install', '-m', '644', join(system, 'boot', kernel), disks.kernel);
  writeFileSync(disks.initrd, makeInitrd(system, SYSTEM_PLAN));
  asRoot(LOG, 'rm', '-rf', system);
}
