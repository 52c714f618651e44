import { execFileSync, spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { linuxBootLogging } from '../../../../src/engine/boot/linux/linux-boot-logging.ts';
import type { BootLogging } from '../../../../src/engine/boot/boot-logging.ts';
import { bootStatus } from '../../../../src/shared/boot.ts';
import type { BootStatus } from '../../../../src/shared/boot.ts';
import { temporaryFolder } from '../../../support/opened-log.ts';
import { helperForTests } from '../../linux/support/native-test.ts';

export const WANTS_LINK = '/etc/systemd/system/sysinit.target.wants/procscope-boot.service';
export const LOGS = '/var/lib/procscope';
export const EARLY = '/run/procscope-boot';
export const BOOT_ID = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();

/** What the helper reads of the kernel's files beside /proc. */
const KERNEL_FILES = ['/sys/kernel/btf/vmlinux', '/sys/devices/system/cpu/possible'];
const FOLDERS = ['etc/systemd/system', 'usr/bin', 'usr/libexec', 'run/systemd/system', 'var/lib', 'proc'];
const UNPRIVILEGED = 65_534;

/** How a command ended, and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly error: string;
}

/**
 * A folder that the helper takes for the root of a system with systemd, whose systemctl only writes down what it is asked. What
 * is recorded is the machine.
 */
export class BootTree {
  readonly root = join(temporaryFolder(), 'root');

  constructor() {
    for (const folder of FOLDERS) mkdirSync(join(this.root, folder), { recursive: true });
    for (const file of KERNEL_FILES) {
      mkdirSync(join(this.root, file, '..'), { recursive: true });
      // Not by copyFileSync: the kernel's files are shorter than they say, for which it waits.
      writeFileSync(join(this.root, file), readFileSync(file));
    }
    copyFileSync(helperForTests(), join(this.root, 'procscope-helper'));
    const systemctl = join(this.root, 'usr/bin/systemctl');
    execFileSync('gcc', ['-static', '-O1', join(import.meta.dirname, 'systemctl.c'), '-o', systemctl]);
    chmodSync(this.root, 0o755);
  }

  /** Runs `procscope-helper boot` with more arguments, to its end. */
  run(args: readonly string[], { input = '', isRoot = true } = {}): Ended {
    const { command, args: before } = this.#command('/procscope-helper', isRoot);
    const { status, stdout, stderr } = spawnSync(command, [...before, 'boot', ...args], { input });
    return { status, output: stdout.toString('latin1'), error: stderr.toString('utf8').trim() };
  }

  status(): BootStatus {
    return bootStatus.parse(JSON.parse(this.run(['status'], { isRoot: false }).output));
  }

  /** The app's side of it. */
  logging(): BootLogging {
    const elevated = this.#command('/procscope-helper', true);
    return linuxBootLogging({ path: () => '/procscope-helper', elevated: () => Promise.resolve(elevated) });
  }

  /** Starts the recorder as its service does; resolves when it records. */
  async record(...options: readonly string[]): Promise<Recorder> {
    const { command, args } = this.#command('/usr/libexec/procscope-boot/procscope-helper', true);
    const recorder = new Recorder(spawn(command, [...args, 'boot', 'record', ...options], { stdio: 'pipe' }));
    onTestFinished(() => recorder.kill());
    while (this.status().recording === undefined) {
      if (recorder.hasEnded) throw new Error(`The recorder ended: ${recorder.error}`);
      await pause();
    }
    return recorder;
  }

  has(path: string): boolean {
    return lstatSync(join(this.root, path), { throwIfNoEntry: false }) !== undefined;
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  mode(path: string): string {
    return (lstatSync(join(this.root, path)).mode & 0o7777).toString(8);
  }

  link(path: string): string {
    return readlinkSync(join(this.root, path));
  }

  files(path: string): string[] {
    return existsSync(join(this.root, path)) ? readdirSync(join(this.root, path)).sort() : [];
  }

  /** Every path that boot logging could have written to. */
  everything(): string[] {
    return ['etc', 'usr', 'run', 'var']
      .flatMap((folder) =>
        readdirSync(join(this.root, folder), { recursive: true }).map((path) => `${folder}/${String(path)}`),
      )
      .sort();
  }

  /** Each has a mount of /proc, and ends with its command. */
  #command(program: string, isRoot: boolean): { command: string; args: string[] } {
    const user = isRoot ? [] : ['--setuid', String(UNPRIVILEGED), '--setgid', String(UNPRIVILEGED)];
    return {
      command: 'unshare',
      args: ['--mount', `--root=${this.root}`, '--mount-proc', ...user, '--', program],
    };
  }
}

/** A recorder that runs. */
export class Recorder {
  readonly #child: ChildProcess;
  #error = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stderr?.on('data', (bytes: Buffer) => (this.#error += bytes.toString('utf8')));
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  get error(): string {
    return this.#error.trim();
  }

  /** Ends it as systemd does. Returns its status. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return await this.ended();
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async ended(): Promise<number | null> {
    if (!this.hasEnded) await once(this.#child, 'close');
    return this.#child.exitCode;
  }
}

/** Some milliseconds, for what happens in another process. */
export function pause(): Promise<void> {
  return new Promise((done) => setTimeout(done, 20));
}
