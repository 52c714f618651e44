import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithCapture, helperForTests } from '../linux/support/native-test.ts';
import { BootTree, WANTS_LINK } from './support/boot-tree.ts';

const PROGRAM = '/usr/libexec/procscope-boot/procscope-helper';
const RECORD_UNIT = '/etc/systemd/system/procscope-boot.service';
const FLUSH_UNIT = '/etc/systemd/system/procscope-boot-flush.service';

/** Building the helper, when that has to be done, on a busy machine. */
const BUILD_MS = 600_000;

describeWithCapture('switching boot logging on and off', () => {
  beforeAll(() => void helperForTests(), BUILD_MS);

  it('puts a program, two services and a link where systemd finds them, for root alone to change', () => {
    const tree = new BootTree();
    expect(tree.status()).toEqual({ isArmed: false, logs: [], leftovers: [] });
    expect(tree.run(['enable'])).toEqual({ status: 0, output: '', error: '' });

    expect(tree.status()).toEqual({ isArmed: true, logs: [], leftovers: [] });
    expect([PROGRAM, RECORD_UNIT, FLUSH_UNIT].map((path) => tree.mode(path))).toEqual(['755', '644', '644']);
    expect(tree.link(WANTS_LINK)).toBe('../procscope-boot.service');
    expect(tree.read(PROGRAM) === tree.read('/procscope-helper')).toBe(true);
    expect(tree.read('/systemctl.log')).toBe('daemon-reload\n');
    const unit = tree.read(RECORD_UNIT);
    expect(unit).toContain(`ExecStart=${PROGRAM} boot record\n`);
    expect(unit).toContain('After=systemd-remount-fs.service\n');
    expect(unit).toContain('DefaultDependencies=no\n');
    expect(tree.read(FLUSH_UNIT)).toContain('RequiresMountsFor=/var/lib/procscope\n');
  });

  it('undoes everything without a trace', () => {
    const tree = new BootTree();
    const before = tree.everything();
    tree.run(['enable']);
    expect(tree.everything()).not.toEqual(before);
    expect(tree.run(['disable'])).toEqual({ status: 0, output: '', error: '' });
    expect(tree.everything()).toEqual(before);
    expect(tree.read('/systemctl.log')).toBe('daemon-reload\ndaemon-reload\n');
  });

  it('does nothing when it is so already', () => {
    const tree = new BootTree();
    const before = tree.everything();
    expect(tree.run(['disable']).status).toBe(0);
    expect(tree.everything()).toEqual(before);
    tree.run(['enable']);
    const enabled = tree.everything();
    expect(tree.run(['enable']).status).toBe(0);
    expect(tree.everything()).toEqual(enabled);
  });

  it('leaves services of others where they are', () => {
    const tree = new BootTree();
    const wants = join(tree.root, 'etc/systemd/system/sysinit.target.wants');
    mkdirSync(wants);
    writeFileSync(join(wants, 'other.service'), '');
    const before = tree.everything();
    tree.run(['enable']);
    tree.run(['disable']);
    expect(tree.everything()).toEqual(before);
  });

  it.each([
    ['systemd takes no services', (tree: BootTree) => writeFileSync(join(tree.root, 'systemctl-fails'), '')],
    [
      'the folder of services is none',
      (tree: BootTree) => {
        rmSync(join(tree.root, 'etc/systemd/system'), { recursive: true });
        writeFileSync(join(tree.root, 'etc/systemd/system'), '');
      },
    ],
    [
      'a folder stands where a service should be',
      (tree: BootTree) => mkdirSync(join(tree.root, `${FLUSH_UNIT}/in-it`), { recursive: true }),
    ],
  ])('is undone when %s', (_name, spoil) => {
    const tree = new BootTree();
    spoil(tree);
    const before = tree.everything();
    const { status, error } = tree.run(['enable']);
    expect(status).toBe(1);
    // Who asked shows the last line.
    expect(error.split('\n').at(-1)).toMatch(/^Boot logging could not be .*\.$/);
    expect(tree.everything()).toEqual(before);
    expect(tree.status().isArmed).toBe(false);
  });

  it('shows what an interrupted switch-off has left, and takes it away', () => {
    const tree = new BootTree();
    const before = tree.everything();
    tree.run(['enable']);
    rmSync(join(tree.root, WANTS_LINK));
    rmSync(join(tree.root, FLUSH_UNIT));
    expect(tree.status()).toEqual({
      isArmed: false,
      logs: [],
      leftovers: [RECORD_UNIT, PROGRAM, '/usr/libexec/procscope-boot'],
    });
    tree.run(['disable']);
    expect(tree.everything()).toEqual(before);
  });

  it('needs root, which the state does not', () => {
    const tree = new BootTree();
    const before = tree.everything();
    for (const command of ['enable', 'disable', 'record', 'flush', 'send']) {
      const { status, error } = tree.run([command], { isRoot: false });
      expect({ command, status, error }).toEqual({
        command,
        status: 1,
        error:
          'Boot logging needs administrator rights. Confirm the request when it comes, or do it as root.',
      });
    }
    expect(tree.everything()).toEqual(before);
  });
});

describeWithCapture('a system whose start cannot be recorded', () => {
  it.each([
    ['no systemd', 'boot/unsupported', 'no-systemd', 'run/systemd/system'],
    ['no type information', 'live/no-btf', 'no-btf', 'sys/kernel/btf/vmlinux'],
  ])('says so with %s', (_name, code, reason, path) => {
    const tree = new BootTree();
    rmSync(join(tree.root, path), { recursive: true });
    const before = tree.everything();
    const { unsupported } = tree.status();
    expect(unsupported).toMatchObject({ code, facts: { reason } });
    expect(tree.run(['enable'])).toEqual({ status: 1, output: '', error: unsupported?.sentence });
    expect(tree.everything()).toEqual(before);
  });

  it('says so in a container', () => {
    const tree = new BootTree();
    writeFileSync(join(tree.root, 'run/systemd/container'), 'podman\n');
    expect(tree.status().unsupported?.facts).toEqual({ reason: 'container' });
    expect(tree.run(['enable']).error).toMatch(/^This system is a container, .* is recorded there\.$/);
  });
});

describeWithCapture('a log that is not there', () => {
  it.each(['send', 'discard'])('cannot be asked for: %s', (command) => {
    const tree = new BootTree();
    const { status, error } = tree.run([command, '6f1c3b52-0d5e-4f1f-9a51-3f6f0c7f9d10']);
    expect({ status, error }).toEqual({
      status: 3,
      error: 'There is no such boot log any more: it was collected or deleted meanwhile.',
    });
  });

  it.each(['../../etc', 'x', '', 'a'.repeat(64)])('is not looked for where no log can be: "%s"', (id) => {
    expect(new BootTree().run(['discard', id]).status).toBe(2);
  });
});
