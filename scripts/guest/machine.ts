import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../setup/project-node.mjs';
import type { GuestDisk } from './disk.ts';

/** A run of the guest. */
export interface GuestRun {
  /** A project of test/guest/vitest.config.ts. */
  readonly tests: string;
  /** More of the kernel's command line. */
  readonly kernelOptions: readonly string[];
  /** Where the guest leaves reports. */
  readonly results: string;
  /** What the guest may take, ms. */
  readonly timeLimit: number;
}

/**
 * Starts the guest, shows its console, and waits until it is off. The processor is emulated, no KVM is needed. Nothing that
 * it writes to its disk is kept.
 *
 * @returns why it ended before it was done; undefined when it switched itself off
 */
export async function runGuest(disk: GuestDisk, run: GuestRun): Promise<string | undefined> {
  const kernelOptions = [
    ...['console=ttyS0', 'quiet', 'panic=-1', 'mitigations=off', 'random.trust_cpu=on', 'nokaslr'],
    ...run.kernelOptions,
    `guest.tests=${run.tests}`,
  ];
  const share = (tag: string, path: string, ...more: readonly string[]) => [
    '-virtfs',
    ['local', `path=${path.replaceAll(',', ',,')}`, `mount_tag=${tag}`, 'security_model=none', ...more].join(
      ',',
    ),
  ];
  const machine = spawn(
    'qemu-system-x86_64',
    [
      ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-smp', '2', '-m', '2048'],
      ...['-nodefaults', '-no-user-config', '-no-reboot', '-display', 'none', '-serial', 'stdio'],
      ...['-kernel', disk.kernel, '-initrd', disk.initrd, '-append', kernelOptions.join(' ')],
      ...['-drive', `file=${disk.disk.replaceAll(',', ',,')},format=raw,if=virtio,snapshot=on`],
      ...['-device', 'virtio-rng-pci'],
      ...share('repository', ROOT, 'readonly=on'),
      ...share('packages', realpathSync(join(ROOT, 'node_modules')), 'readonly=on'),
      ...share('results', run.results),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  // The console ends lines as terminals do.
  machine.stdout
    .setEncoding('utf8')
    .on('data', (text: string) => process.stdout.write(text.replaceAll('\r', '')));
  const kill = () => machine.kill('SIGKILL');
  // Whoever ends this process ends the machine with it.
  const leave = () => {
    kill();
    process.exit(1);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  process.once('exit', kill);
  for (const signal of signals) process.once(signal, leave);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    kill();
  }, run.timeLimit);
  try {
    const status = await new Promise<number | null>((done, fail) => {
      machine.on('error', fail).on('close', done);
    });
    if (isLate) return `The guest was not done after ${run.timeLimit / 60_000} minutes.`;
    return status === 0 ? undefined : `QEMU ended with status ${status}.`;
  } finally {
    clearTimeout(timer);
    process.removeListener('exit', kill);
    for (const signal of signals) process.removeListener(signal, leave);
  }
}
