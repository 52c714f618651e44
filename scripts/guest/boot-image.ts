import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildLinuxHelper, nativeTarget } from '../native/build-linux.ts';
import { BOOT_GUEST_FOLDER } from './boot-disk.ts';
import type { BootDisks } from './boot-disk.ts';
import { asRoot, GuestError } from './tools.ts';

const LOG = join(BOOT_GUEST_FOLDER, 'images.log');

const ROOT_LINE = '/dev/vda / ext4 defaults 0 1\n';
const VAR_LINE = '/dev/vdb /var ext4 defaults 0 2\n';

/** Copies the disks under another name: what a start writes there is its own. */
export function copyDisks(disks: BootDisks, name: string): BootDisks {
  const copy = (from: string, kind: string): string => {
    const path = join(BOOT_GUEST_FOLDER, `${name}-${kind}.img`);
    run('cp', ['--sparse=always', from, path]);
    return path;
  };
  return { ...disks, root: copy(disks.root, 'root'), var: copy(disks.var, 'var') };
}

/** Puts the helper and the guest's script on a root, without mounting it. */
export function putPrograms(root: string): void {
  writeInto(root, '/opt/procscope', 'procscope-helper', buildLinuxHelper(nativeTarget('x64')), '0100755');
  writeInto(root, '/usr/local/sbin', 'guest-work', join(import.meta.dirname, 'boot-work.sh'), '0100755');
}

/** A processor that is emulated takes its time to get ready, most of all on a busy machine: the guest's start waits for it. */
const DROP_IN = '[Service]\nTimeoutStartSec=infinity\nEnvironment=PROCSCOPE_BOOT_PATIENCE=600\n';
const DROP_IN_FOLDER = '/etc/systemd/system/procscope-boot.service.d';

/** Has the guest's start wait until it is recorded, however long that takes. */
export function putPatience(root: string): void {
  const file = join(BOOT_GUEST_FOLDER, 'patience.conf');
  writeFileSync(file, DROP_IN);
  debugfs(root, [`mkdir ${DROP_IN_FOLDER}`], true);
  writeInto(root, DROP_IN_FOLDER, 'patience.conf', file, '0100644');
}

/** Says whether /var is a disk of its own. */
export function chooseVar(root: string, isOwnDisk: boolean): void {
  const file = join(BOOT_GUEST_FOLDER, 'fstab');
  writeFileSync(file, isOwnDisk ? ROOT_LINE + VAR_LINE : ROOT_LINE);
  writeInto(root, '/etc', 'fstab', file, '0100644');
}

/** Whether a path is there. */
export function hasPath(disk: string, path: string): boolean {
  return debugfs(disk, [`stat ${path}`]).includes('Inode:');
}

/** Brings a disk in order after a power loss, as the next start would: its journal is played. */
export function repair(disk: string): void {
  const { status } = spawnSync('e2fsck', ['-p', disk], { encoding: 'utf8' });
  // 1: something was mended. Source: e2fsck(8), "Exit code".
  if (status === null || status > 1)
    throw new GuestError(`e2fsck could not mend ${disk} (status ${status}).`);
}

/** A folder with logs in it that the helper takes for the root: for chroot. */
export interface TakenLogs {
  readonly root: string;
  /** The helper's path as it is seen from that root. */
  readonly helper: string;
}

/** Copies the logs out of a disk. `folderOfLogs` is their folder's path on it. */
export function takeLogs(disk: string, folderOfLogs: string): TakenLogs {
  const root = join(BOOT_GUEST_FOLDER, 'logs');
  asRoot(LOG, 'rm', '-rf', root);
  mkdirSync(join(root, 'var', 'lib'), { recursive: true });
  debugfs(disk, [`rdump ${folderOfLogs} ${join(root, 'var', 'lib')}`]);
  const helper = '/procscope-helper';
  copyFileSync(buildLinuxHelper(nativeTarget('x64')), join(root, helper));
  return { root, helper };
}

function writeInto(disk: string, folder: string, name: string, from: string, mode: string): void {
  debugfs(
    disk,
    [`cd ${folder}`, `rm ${name}`, `write ${from} ${name}`, `set_inode_field ${name} mode ${mode}`],
    true,
  );
  if (!hasPath(disk, `${folder}/${name}`)) throw new GuestError(`${name} could not be put on ${disk}.`);
}

/** Runs commands of debugfs(8). Returns what it prints. */
function debugfs(disk: string, commands: readonly string[], isWriting = false): string {
  const file = join(BOOT_GUEST_FOLDER, 'debugfs.txt');
  writeFileSync(file, commands.map((command) => `${command}\n`).join(''));
  return run('debugfs', [...(isWriting ? ['-w'] : []), '-f', file, disk]);
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, error } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` },
  });
  if (error !== undefined || status !== 0) {
    throw new GuestError(`${command} ${args.join(' ')} failed (${error?.message ?? `status ${status}`}).`);
  }
  return stdout;
}
