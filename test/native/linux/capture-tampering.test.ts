import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ProcessFlag, WireCategory, WireClass } from '../../../src/engine/wire/wire-format.ts';
import { LINUX_IOCTLS } from '../../../src/engine/wire/linux-ioctls.ts';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { TestCapture, Workload } from './support/test-capture.ts';

describeWithCapture('what an analyst of malware looks for', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-tampering-')));
  let program = '';
  beforeAll(() => void (program = compileWorkload('tampering')), 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function capture(name: string) {
    const workload = new Workload(program, name, folder);
    const run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: workload.pid, record: true, tree: true }],
    });
    const printed = await workload.run();
    await run.finish();
    expect(run.losses).toEqual([]);
    const events = run.eventsOf(workload.pid);
    const first = (operation: string) => events.find((event) => event.operation === operation);
    const all = (operation: string) => events.filter((event) => event.operation === operation);
    return { run, pid: workload.pid, printed, events, first, all };
  }

  function ioctlCode(name: string): bigint {
    return BigInt(LINUX_IOCTLS.find((ioctl) => ioctl.name === name)?.code ?? -1);
  }

  it('is device control: the request, and which device', async () => {
    const { all } = await capture('devices');
    const ioctls = all('ioctl');
    expect(ioctls[0]).toMatchObject({
      path: '/dev/null',
      eventClass: WireClass.Device,
      details: { IOCTL: ioctlCode('BLKGETSIZE64'), NODE_DEVICE: 0x100003n },
    });
    const loop = ioctls.find(({ path }) => path === '/dev/loop-control');
    if (loop !== undefined) expect(loop.details['IOCTL']).toBe(ioctlCode('LOOP_CTL_GET_FREE'));
    expect(ioctls.at(-1)).toMatchObject({
      path: `${folder}/plain`,
      eventClass: WireClass.FileSystem,
      details: { IOCTL: ioctlCode('FS_IOC_GETFLAGS') },
    });
  });

  it('is reaching into another process: request, target, place and amount', async () => {
    const { printed, first, all } = await capture('injection');
    const [child = 0, address = 0] = printed;
    const [pid, base] = [BigInt(child), BigInt(address)];
    const [SEIZE, INTERRUPT, POKEDATA, DETACH] = [0x4206n, 0x4207n, 5n, 17n];
    expect(all('ptrace').map(({ details }) => details['PTRACE_REQUEST'])).toEqual([
      SEIZE,
      INTERRUPT,
      POKEDATA,
      DETACH,
    ]);
    for (const event of all('ptrace')) {
      expect(event.details['PID']).toBe(pid);
      expect(event.path).toMatch(/\/tampering$/);
      const isChange = event.details['PTRACE_REQUEST'] === POKEDATA;
      expect(event.category).toBe(isChange ? WireCategory.Write : WireCategory.None);
    }
    expect(all('ptrace')[2]?.details).toMatchObject({ ADDRESS: base, ARGUMENT: 0x2an });
    for (const [name, category] of [
      ['process_vm_readv', WireCategory.Read],
      ['process_vm_writev', WireCategory.Write],
    ] as const) {
      expect(first(name)).toMatchObject({
        result: 16,
        category,
        details: { PID: pid, REMOTE_BASE: base, REMOTE_LENGTH: 16n, REMOTE_VECTORS: 1n },
      });
      expect(first(name)?.path).toMatch(/\/tampering$/);
    }
    expect(first('pwrite64')).toMatchObject({
      path: `/proc/${child}/mem`,
      result: 5,
      category: WireCategory.Write,
      details: { OFFSET: base },
    });
    expect(first('pidfd_open')).toMatchObject({ details: { PID: pid } });
    expect(first('pidfd_getfd')).toMatchObject({ details: { TARGET_PID: pid } });
    expect(first('pidfd_getfd')?.path).toMatch(/^pipe:\[\d+\]$/);
    expect(first('pidfd_send_signal')).toMatchObject({ details: { TARGET_PID: pid, SIGNAL: 0n } });
    for (const name of ['pidfd_open', 'pidfd_send_signal']) expect(first(name)?.path).toMatch(/\/tampering$/);
    expect(first('kcmp')).toMatchObject({ details: { TARGET_TID: pid } });
  });

  it('is a program that was never a file', async () => {
    const { run, printed, first } = await capture('fileless');
    expect(first('memfd_create')).toMatchObject({ details: { TEXT: 'innocent' } });
    const events = run.eventsOf(printed[0] ?? 0);
    const exec = events.find(({ operation }) => operation === 'execveat');
    expect(exec).toMatchObject({
      path: 'memfd:innocent (deleted)',
      result: 0,
      details: { AT_FLAGS: 0x1000n },
    });
    const executed = [...run.byId.values()].find(
      ({ pid, generation }) => pid === printed[0] && generation === 1,
    );
    expect(executed).toMatchObject({
      image: 'memfd:innocent (deleted)',
      arguments: ['[kworker/0:1]', 'hidden'],
    });
    expect((executed?.flags ?? 0) & ProcessFlag.ImageDeleted).not.toBe(0);
  });

  it('is tampering with the kernel: modules, BPF, events, kexec, reboot, swap, time', async () => {
    const { first, all } = await capture('kernel');
    const module = `${folder}/module.ko`;
    expect(first('init_module')).toMatchObject({ details: { LENGTH: 13n, PARAMETERS: 'debug=1' } });
    expect(first('finit_module')).toMatchObject({ path: module, details: { PARAMETERS: 'level=2' } });
    expect(first('delete_module')).toMatchObject({ path: 'no_such_module' });
    const [load, create] = all('bpf');
    expect(load?.details).toMatchObject({
      BPF_COMMAND: 5n,
      PROGRAM_TYPE: 1n,
      INSTRUCTIONS: 2n,
      OBJECT_NAME: 'spy',
    });
    expect(create?.details).toMatchObject({ BPF_COMMAND: 0n, MAP_TYPE: 2n, OBJECT_NAME: 'loot' });
    expect(first('perf_event_open')).toMatchObject({
      details: { PERF_TYPE: 1n, PERF_CONFIG: 1n, PID: 0n, CPU: -1n },
    });
    expect(first('kexec_load')).toMatchObject({ details: { ENTRY_POINT: 0x1000n, SEGMENTS: 100_000n } });
    expect(first('kexec_file_load')).toMatchObject({ path: module, details: { KERNEL_COMMAND: 'quiet=1' } });
    expect(first('reboot')).toMatchObject({ details: { REBOOT_COMMAND: 0x12345678n } });
    for (const name of ['swapon', 'swapoff']) expect(first(name)).toMatchObject({ path: module });
    expect(first('clock_settime')).toMatchObject({ details: { CLOCK_ID: 0n, NEW_TIME: -1n } });
    expect(first('acct')).toMatchObject({ path: `${folder}/no/such/file`, result: -2 });
    expect(first('open_by_handle_at')?.result).toBeLessThan(0);
    expect(first('setns')).toMatchObject({ path: module, details: { CLONE_FLAGS: 0x40000000n } });
    const classes = {
      init_module: 9,
      finit_module: 9,
      delete_module: 9,
      bpf: 9,
      perf_event_open: 9,
      kexec_load: 10,
    };
    for (const [name, eventClass] of Object.entries(classes))
      expect(first(name)?.eventClass).toBe(eventClass);
  });

  it('is leaving namespaces, user and rights: also what is then said of the process', async () => {
    const { run, pid, first, all } = await capture('escape');
    expect(first('setns')?.path).toMatch(/^uts:\[\d+\]$/);
    expect(first('unshare')).toMatchObject({ result: 0, details: { CLONE_FLAGS: 0x4020000n } });
    expect(all('mount').map(({ path }) => path)).toEqual(['/', `${folder}/root`]);
    expect(all('mount')[1]?.details).toMatchObject({ TEXT: 'none', FILE_SYSTEM: 'tmpfs', MOUNT_FLAGS: 2n });
    expect(first('umount2')).toMatchObject({ path: `${folder}/root`, details: { UMOUNT_FLAGS: 2n } });
    expect(first('pivot_root')).toMatchObject({
      path: `${folder}/root`,
      details: { NEW_NAME: `${folder}/no/such/folder` },
    });
    expect(first('prctl')).toMatchObject({ details: { PRCTL_OPTION: 4n, ARGUMENT: 0n } });
    expect(first('capset')).toMatchObject({ details: { EFFECTIVE: 0xc0n, PERMITTED: 0xc0n } });
    expect(first('setresuid')).toMatchObject({ details: { UID: 65534n, EFFECTIVE_UID: 65534n } });
    expect(first('setuid')).toMatchObject({ result: -1 });
    const told = run.processes.filter((process) => process.pid === pid);
    expect(told.some(({ uid, capabilities }) => uid === 0 && capabilities === 0xc0n)).toBe(true);
    expect(told.at(-1)).toMatchObject({ uid: 65534, euid: 65534, gid: 65534, capabilities: 0n });
    expect(told.at(-1)?.mountNamespace).not.toBe(told[0]?.mountNamespace);
  });
});
