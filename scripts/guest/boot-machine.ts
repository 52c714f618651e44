import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { BootDisks } from './boot-disk.ts';
import { GuestError } from './tools.ts';

/** What a start of the guest may take, ms: emulation on a busy machine. */
const TIME_LIMIT = 30 * 60_000;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const KERNEL_OPTIONS = ['console=ttyS0', 'root=/dev/vda', 'ro', 'panic=-1', 'mitigations=off', 'quiet'];

const ESCAPE = String.fromCharCode(27);
/** Colours, links and where terminals end lines. */
const TERMINAL = new RegExp(`${ESCAPE}\\[[0-9;]*[A-Za-z]|${ESCAPE}\\][^${ESCAPE}]*${ESCAPE}\\\\|\r`, 'g');

/** A guest with systemd that runs: its console, its end, its power. The processor is emulated, no KVM is needed. */
export class BootMachine {
  readonly #machine: ChildProcess;
  readonly #off = Promise.withResolvers<number | null>();
  #console = '';
  #hasEnded = false;
  #wake = Promise.withResolvers<undefined>();

  /** Starts it; what it is to do is the name of a case in boot-work.sh. It writes to the disks. */
  constructor(disks: BootDisks, work: string) {
    const drive = (file: string): readonly string[] => [
      '-drive',
      `file=${file.replaceAll(',', ',,')},format=raw,if=virtio`,
    ];
    const append = [...KERNEL_OPTIONS, 'random.trust_cpu=on', 'nokaslr', `guest.work=${work}`];
    this.#machine = spawn(
      'qemu-system-x86_64',
      [
        ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '1024'],
        ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-serial', 'stdio'],
        ...['-kernel', disks.kernel, '-initrd', disks.initrd, '-append', append.join(' ')],
        ...drive(disks.root),
        ...drive(disks.var),
        ...['-device', 'virtio-rng-pci'],
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    this.#machine.stdout?.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    this.#machine.on('error', () => this.#end(null)).on('close', (status) => this.#end(status));
    const kill = (): void => this.cutPower();
    // Whoever ends this process ends the machine with it.
    const leave = (): void => {
      kill();
      process.exit(1);
    };
    process.once('exit', kill);
    for (const signal of SIGNALS) process.once(signal, leave);
    const timer = setTimeout(kill, TIME_LIMIT);
    void this.#off.promise.then(() => {
      clearTimeout(timer);
      process.removeListener('exit', kill);
      for (const signal of SIGNALS) process.removeListener(signal, leave);
    });
  }

  /** What it has written so far. */
  get console(): string {
    return this.#console;
  }

  /** Waits for a text on its console. Errors: a {@link GuestError} when it ends before. */
  async until(text: string): Promise<void> {
    while (!this.#console.includes(text)) {
      if (this.#hasEnded) throw new GuestError(`The guest ended before it wrote "${text}".`);
      await this.#wake.promise;
    }
  }

  /** Waits until it has switched itself off. Errors: a {@link GuestError} when it did not. */
  async off(): Promise<void> {
    const status = await this.#off.promise;
    if (status !== 0) throw new GuestError(`The guest did not switch itself off (status ${status}).`);
  }

  /** Ends it as a power loss does. */
  cutPower(): void {
    if (!this.#hasEnded) this.#machine.kill('SIGKILL');
  }

  /** Waits until it is off, however. */
  async gone(): Promise<void> {
    await this.#off.promise;
  }

  #hear(text: string): void {
    const plain = text.replaceAll(TERMINAL, '');
    process.stdout.write(plain);
    this.#console += plain;
    this.#stir();
  }

  #end(status: number | null): void {
    this.#hasEnded = true;
    this.#off.resolve(status);
    this.#stir();
  }

  #stir(): void {
    this.#wake.resolve(undefined);
    this.#wake = Promise.withResolvers<undefined>();
  }
}
