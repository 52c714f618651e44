import { expect, it } from 'vitest';
import { linuxProcessInfo } from '../../../../src/engine/dialect/linux/process-info.ts';
import type { LinuxProcess } from '../../../../src/engine/store/process-table.ts';
import { LinuxTestCapture } from '../../../support/linux-capture.ts';

/** What the properties show of a process. */
function shown(process: Partial<LinuxProcess>): ReturnType<typeof linuxProcessInfo> {
  const { capture, store } = (() => {
    const made = new LinuxTestCapture(process);
    made.append({});
    return made;
  })();
  const { epoch } = store.segments[0]!;
  const record = epoch.processes.records[0]!;
  return linuxProcessInfo(epoch, record.pid, record.linux!, (id) => capture.accountOf(id));
}

it('says who a process is, and whom it acts as', () => {
  expect(shown({ uid: 1000, euid: 0, gid: 100, egid: 100, loginUid: 1000 })).toMatchObject({
    user: '1000 (jin), effective 0 (root)',
    group: '100 (users)',
    loginUser: '1000 (jin)',
    directory: '/home/jin',
    cgroup: '/user.slice',
    container: '',
  });
  expect(shown({ uid: 4242, euid: 4242 })).toMatchObject({ user: '4242', loginUser: '' });
});

it.each([
  [0n, 'none'],
  [(1n << 41n) - 1n, 'all'],
  [(1n << 12n) | (1n << 21n), 'CAP_NET_ADMIN|CAP_SYS_ADMIN'],
  [(1n << 63n) | 1n, 'CAP_CHOWN|0x8000000000000000'],
])('names capabilities: %s', (capabilities, text) => {
  expect(shown({ capabilities }).capabilities).toBe(text);
});

it.each([
  [undefined, ''],
  [0, '0'],
  [7 << 8, '7'],
  [9, 'SIGKILL'],
  [0x8b, 'SIGSEGV, core dumped'],
])('tells how it ended: %s', (exitStatus, text) => {
  expect(shown({ exitStatus }).exit).toBe(text);
});

it('tells namespaces, and the PID in them where it is another', () => {
  expect(shown({ pidNamespace: 1, mountNamespace: 2, netNamespace: 3, innerPid: 5 })).toMatchObject({
    namespaces: 'pid 1, mnt 2, net 3',
    innerPid: '5',
  });
  expect(shown({ innerPid: 41 })).toMatchObject({ namespaces: '', innerPid: '' });
});
