import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HelperErrorCode } from '../../src/engine/wire/wire-format.ts';
import { helperForTests } from '../native/linux/support/native-test.ts';
import { TestCapture } from '../native/linux/support/test-capture.ts';
import { captured, refusal } from './captured.ts';
import { onTerminal } from './terminal.ts';
import { as, helperWith, idOf, PASSWORD } from './users.ts';

const NEEDS_RIGHTS = /^Capturing system activity needs administrator rights\. .* CAP_BPF and CAP_PERFMON\.$/;
/** Bits of BPF and PERFMON. */
const TWO = '000000c000000000';
/** With SYS_PTRACE and DAC_READ_SEARCH, what README.md of the helper gives it. */
const FOUR = '000000c000080004';

describe('file capabilities', () => {
  it('let a user capture who may not become root', async () => {
    const standing = await captured(as('carol', helperWith('cap_bpf,cap_perfmon=ep')));
    expect(standing).toEqual({
      uid: idOf('carol'),
      capabilities: TWO,
      noNewPrivileges: true,
      tier: 'storage',
    });
  });

  it('are kept as far as the helper uses them', async () => {
    const documented = 'cap_bpf,cap_perfmon,cap_sys_ptrace,cap_dac_read_search=ep';
    expect(readFileSync('native/linux/README.md', 'utf8')).toContain(`setcap ${documented}`);
    expect((await captured(as('carol', helperWith(documented)))).capabilities).toBe(FOUR);
    const more = 'cap_bpf,cap_perfmon,cap_sys_admin,cap_net_admin=ep';
    expect((await captured(as('carol', helperWith(more)))).capabilities).toBe(TWO);
  });

  it('may be CAP_SYS_ADMIN instead, as before Linux 5.8', async () => {
    const standing = await captured(as('carol', helperWith('cap_sys_admin=ep')));
    expect(standing).toMatchObject({ uid: idOf('carol'), capabilities: '0000000000200000' });
  });

  it.each(['', 'cap_bpf=ep', 'cap_perfmon=ep'])('"%s" are too few', async (capabilities) => {
    const error = await refusal(as('carol', helperWith(capabilities)));
    expect(error?.code).toBe(HelperErrorCode.Privilege);
    expect(error?.sentence).toMatch(NEEDS_RIGHTS);
  });
});

describe('sudo', () => {
  it('starts the helper, which becomes the user', async () => {
    const standing = await captured(as('alice', 'sudo', '-n', helperForTests()));
    expect(standing).toEqual({
      uid: idOf('alice'),
      capabilities: FOUR,
      noNewPrivileges: true,
      tier: 'storage',
    });
  });

  it('refuses who needs a password and cannot be asked, and who may not at all', async () => {
    for (const user of ['bob', 'carol'] as const) {
      const run = new TestCapture(['--start'], as(user, 'sudo', '-n', helperForTests()));
      let said = '';
      run.helper.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
      expect(await run.exited()).toBe(1);
      expect(said).toBe('sudo: a password is required\n');
      expect(run.messages).toEqual([]);
    }
  });
});

describe.each(['sudo', 'pkexec'] as const)('%s on a terminal', (command) => {
  it('starts the helper after the password', async () => {
    const run = await onTerminal('bob', command, [`${PASSWORD}\n`]);
    expect(run).toMatchObject({ status: 0, uid: idOf('bob') });
    expect(run.messages.at(-1)).toMatchObject({ type: 'bye' });
    expect(run.messages.filter(({ type }) => type === 'processes').length).toBeGreaterThan(0);
  });

  it('does not start it after wrong ones', async () => {
    const run = await onTerminal('bob', command, ['wrong\n', 'wrong\n', 'wrong\n']);
    expect(run).toMatchObject({ status: command === 'sudo' ? 1 : 127, uid: undefined, messages: [] });
    expect(run.shown).toContain(command === 'sudo' ? '3 incorrect password attempts' : 'Not authorized');
    expect(run.shown).not.toContain('cookie');
  });

  it('does not start it when the question is interrupted', async () => {
    const run = await onTerminal('bob', command, ['\x03']);
    expect(run.shown).toMatch(/password/i);
    expect(run).toMatchObject({ uid: undefined, messages: [] });
    expect(run.status).not.toBe(0);
  });
});

describe('pkexec', () => {
  it('starts the helper, which becomes the user', async () => {
    const standing = await captured(as('alice', 'pkexec', helperForTests()));
    expect(standing).toEqual({
      uid: idOf('alice'),
      capabilities: FOUR,
      noNewPrivileges: true,
      tier: 'storage',
    });
  });

  it('ends with status 127 when the rules refuse', async () => {
    const run = new TestCapture(['--start'], as('carol', 'pkexec', helperForTests()));
    let said = '';
    run.helper.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    expect(await run.exited()).toBe(127);
    expect(said).toContain('Not authorized');
    expect(run.messages).toEqual([]);
  });
});

describe('the kernel', () => {
  // 1 is last: it cannot be taken back.
  it.each(['2', '0', '1'])('may have kernel.unprivileged_bpf_disabled=%s', async (value) => {
    const setting = '/proc/sys/kernel/unprivileged_bpf_disabled';
    writeFileSync(setting, value);
    expect(readFileSync(setting, 'utf8').trim()).toBe(value);
    expect((await refusal(as('carol', helperWith(''))))?.sentence).toMatch(NEEDS_RIGHTS);
    const standing = await captured(as('carol', helperWith('cap_bpf,cap_perfmon=ep')));
    expect(standing.capabilities).toBe(TWO);
  });

  it.each(['-1', '3'])('may have kernel.perf_event_paranoid=%s', async (value) => {
    writeFileSync('/proc/sys/kernel/perf_event_paranoid', value);
    expect((await captured(as('carol', helperWith('cap_bpf,cap_perfmon=ep')))).capabilities).toBe(TWO);
    expect((await refusal(as('carol', helperWith(''))))?.sentence).toMatch(NEEDS_RIGHTS);
  });

  it('may be without its type information', async () => {
    // Another file system hides it from the helper, as if it had not been built.
    const hide = 'mount -t tmpfs tmpfs /sys/kernel/btf && exec "$@"';
    const error = await refusal({ command: ['unshare', '-m', 'sh', '-c', hide, 'sh', helperForTests()] });
    expect(error?.code).toBe(HelperErrorCode.NoBtf);
    expect(error?.sentence).toMatch(/^This kernel comes without its type information .* to capture\.$/);
  });

  it.each([
    [1, HelperErrorCode.Seccomp, /^A seccomp filter keeps the capture helper from using BPF\. .* sandbox\.$/],
    [38, HelperErrorCode.NoBpf, /^This kernel has BPF switched off .* to capture\.$/],
  ])('may answer bpf() with error %d', async (errno, code, sentence) => {
    const withoutBpf = join(dirname(helperForTests()), 'without-bpf');
    const error = await refusal({ command: [withoutBpf, String(errno), helperForTests()] });
    expect(error?.code).toBe(code);
    expect(error?.sentence).toMatch(sentence);
  });

  it('gives no rights to the root of a user namespace', async () => {
    const error = await refusal(as('carol', 'unshare', '--user', '--map-root-user', helperForTests()));
    expect(error?.code).toBe(HelperErrorCode.Namespace);
    expect(error?.sentence).toMatch(
      /^The capture helper runs in a user namespace, .* outside of this container\.$/,
    );
  });
});
