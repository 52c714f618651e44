import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { GuestError } from './tools.ts';

/** What an initrd does. */
export interface InitrdPlan {
  /** Kernel modules that the guest needs; what they depend on comes along. */
  readonly modules: readonly string[];
  /** The first program: a script of busybox, which loads the modules that the file /order names. */
  readonly init: string;
}

const DISK_MODULES = ['crc32c_generic', 'virtio_pci', 'virtio_rng', 'virtio_blk', 'ext4'];

/** Loads the modules, mounts the disk and the repository, and goes on with init.sh of the repository. */
export const TESTS_PLAN: InitrdPlan = {
  // The last: what tests make containers of.
  modules: [...DISK_MODULES, '9pnet_virtio', '9p', 'overlay'],
  init: `#!/bin/busybox sh
for module in $(/bin/busybox cat /order); do /bin/busybox insmod /modules/$module; done
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t ext4 /dev/vda /disk
/bin/busybox mount --move /dev /disk/dev
/bin/busybox mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=loose,ro repository /disk/mnt/shared
exec /bin/busybox switch_root /disk /bin/sh /mnt/shared/scripts/guest/init.sh
`,
};

/** Loads the modules, mounts the disk so that it cannot be written to, as distributions do, and goes on with its own init. */
export const SYSTEM_PLAN: InitrdPlan = {
  modules: DISK_MODULES,
  init: `#!/bin/busybox sh
for module in $(/bin/busybox cat /order); do /bin/busybox insmod /modules/$module; done
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox mount -t ext4 -o ro /dev/vda /disk
/bin/busybox mount --move /dev /disk/dev
exec /bin/busybox switch_root /disk /sbin/init
`,
};

/**
 * An initrd that mounts the first disk and goes on there.
 *
 * @param system a folder with the unpacked packages of the kernel and of busybox-static
 * @returns a cpio archive, not compressed
 */
export function makeInitrd(system: string, plan: InitrdPlan): Buffer {
  const files = readdirSync(join(system, 'lib', 'modules'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ko'))
    .map((entry) => join(entry.parentPath, entry.name));
  const byName = new Map(files.map((file) => [moduleName(basename(file, '.ko')), file]));
  const order = new Set<string>();
  for (const name of plan.modules) addWithDependencies(name, byName, order);
  const modules = [...order].map((file) => ({
    name: `modules/${basename(file)}`,
    mode: FILE,
    bytes: readFileSync(file),
  }));
  return cpio([
    { name: 'bin', mode: FOLDER, bytes: NOTHING },
    { name: 'dev', mode: FOLDER, bytes: NOTHING },
    { name: 'disk', mode: FOLDER, bytes: NOTHING },
    { name: 'modules', mode: FOLDER, bytes: NOTHING },
    { name: 'bin/busybox', mode: PROGRAM, bytes: readFileSync(join(system, 'bin', 'busybox')) },
    { name: 'init', mode: PROGRAM, bytes: Buffer.from(plan.init) },
    { name: 'order', mode: FILE, bytes: Buffer.from([...order].map((file) => basename(file)).join('\n')) },
    ...modules,
  ]);
}

/** Files of modules name what they depend on with the one sign or the other. */
function moduleName(name: string): string {
  return name.replaceAll('-', '_');
}

/** Adds a module's file after those of all that it depends on, as its own `depends=` says. */
function addWithDependencies(name: string, byName: ReadonlyMap<string, string>, order: Set<string>): void {
  const file = byName.get(moduleName(name));
  if (file === undefined) throw new GuestError(`The kernel's package has no module ${name}.`);
  if (order.has(file)) return;
  const depends = /\0depends=([^\0]*)\0/.exec(readFileSync(file, 'latin1'))?.[1] ?? '';
  for (const other of depends.split(',')) if (other !== '') addWithDependencies(other, byName, order);
  order.add(file);
}

const NOTHING = Buffer.alloc(0);
const FOLDER = 0o040755;
const FILE = 0o100644;
const PROGRAM = 0o100755;

interface ArchiveFile {
  readonly name: string;
  readonly mode: number;
  readonly bytes: Buffer;
}

/** An archive in cpio's "newc" format, which the kernel unpacks (Documentation/driver-api/early-userspace/buffer-format). */
function cpio(files: readonly ArchiveFile[]): Buffer {
  const entries = [...files, { name: 'TRAILER!!!', mode: 0, bytes: NOTHING }].map(
    ({ name, mode, bytes }, i) => {
      const isFolder = mode === FOLDER;
      const numbers = [i + 1, mode, 0, 0, isFolder ? 2 : 1, 0, bytes.length, 0, 0, 0, 0, name.length + 1, 0];
      const hex = numbers.map((value) => value.toString(16).padStart(8, '0')).join('');
      const head = Buffer.from(`070701${hex}${name}\0`);
      return Buffer.concat([padded(head), padded(bytes)]);
    },
  );
  return Buffer.concat(entries);
}

/** Heads and contents end at multiples of four bytes. */
function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}
