import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventFlag, WireCategory, WireClass } from '../../../src/engine/wire/wire-format.ts';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { TestCapture, Workload } from './support/test-capture.ts';
import type { CapturedEvent } from './support/test-capture.ts';

const ENOENT = -2;
const O_DIRECTORY = process.arch === 'arm64' ? 0o40000 : 0o200000;

describeWithCapture('captured file operations', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-capture-')));
  let program = '';
  beforeAll(() => void (program = compileWorkload()), 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What a workload did in its own process, from its first change of directory on. */
  async function capture(name: string): Promise<CapturedEvent[]> {
    const workload = new Workload(program, name, folder);
    const run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: workload.pid, record: true, tree: true }],
    });
    await workload.run();
    expect(await run.finish()).toBe(0);
    expect(run.losses).toEqual([]);
    const events = run.eventsOf(workload.pid);
    return events.slice(
      events.findIndex(({ operation }) => operation === 'chdir' || operation === 'unshare'),
    );
  }

  function short({ operation, path, result }: CapturedEvent): string {
    return `${operation} ${path ?? '-'} = ${result}`;
  }

  it('have operation, full path, result and details', async () => {
    const events = await capture('files');
    const at = (name: string) => `${folder}/${name}`;
    const opens = events.filter(({ operation }) => operation === 'openat');
    const created = opens.find(({ path }) => path === at('sub/file'));
    const fd = created?.result ?? -1;
    expect(events.slice(0, 10).map(short)).toEqual([
      `chdir ${folder} = 0`,
      `mkdir ${at('sub')} = 0`,
      `openat ${at('sub/file')} = ${fd}`,
      `write ${at('sub/file')} = 100`,
      `pread64 ${at('sub/file')} = 40`,
      `lseek ${at('sub/file')} = 10`,
      `read ${at('sub/file')} = 20`,
      `unlink ${at('sub/file')} = 0`,
      `read ${at('sub/file')} (deleted) = 5`,
      `close ${at('sub/file')} (deleted) = 0`,
    ]);
    expect(created?.details).toMatchObject({
      PATH: 'sub/./file',
      MODE: 0o640n,
      FILE_OPENED: 1n,
      DIRFD: -100n,
    });
    expect(created?.category).toBe(WireCategory.Write);
    const [, , , write, pread, lseek, read, , readDeleted] = events;
    expect(write?.details).toMatchObject({ FD: BigInt(fd), LENGTH: 100n, OFFSET: 0n });
    expect(pread?.details).toMatchObject({ LENGTH: 50n, OFFSET: 60n });
    expect(lseek?.details).toMatchObject({ SEEK_TO: 10n, WHENCE: 0n });
    expect(read?.details).toMatchObject({ LENGTH: 20n, OFFSET: 10n });
    expect(readDeleted?.flags).toBe(EventFlag.Deleted);
    expect(read?.category).toBe(WireCategory.Read);

    expect(events.slice(10).map(short)).toEqual([
      `openat ${at('no/such/file')} = ${ENOENT}`,
      `symlink ${at('link')} = 0`,
      expect.stringMatching(/^(newfstatat|stat) .*\/link = 0$/),
      `readlink ${at('link')} = 3`,
      `openat ${at('sub')} = ${fd}`,
      `openat ${at('sub/second')} = ${fd + 1}`,
      `close ${at('sub/second')} = 0`,
      `renameat ${at('sub/second')} = 0`,
      `chmod ${at('third')} = 0`,
      `truncate ${at('third')} = 0`,
      `unlink ${at('third')} = 0`,
      `rmdir ${at('sub/../sub')} = 0`,
      `unlink ${at('link')} = 0`,
      `close ${at('sub')} (deleted) = 0`,
      `memfd_create memfd:scratch (deleted) = ${fd}`,
      `write memfd:scratch (deleted) = 3`,
      `close memfd:scratch (deleted) = 0`,
      expect.stringMatching(/^exit_group .*\/workload = 0$/),
      expect.stringMatching(/^Process Exit .*\/workload = 0$/),
    ]);
    const named = (name: string) => events.filter(({ operation }) => operation === name);
    expect(named('symlink')[0]?.details).toMatchObject({ TARGET: 'sub' });
    expect(named('readlink')[0]?.details).toMatchObject({ LINK_TARGET: 'sub' });
    expect(named('renameat')[0]?.details).toMatchObject({ NEW_NAME: at('third') });
    expect(named('truncate')[0]?.details).toMatchObject({ NEW_LENGTH: 12345n });
    expect(named('chmod')[0]?.details).toMatchObject({ MODE: 0o604n });
    expect(Number(opens[2]?.details['OPEN_FLAGS'] ?? 0n) & O_DIRECTORY).toBe(O_DIRECTORY);
    expect(opens[1]?.flags).toBe(EventFlag.CallerText | EventFlag.Failed);
    for (const event of events) {
      expect(event.duration).toBeGreaterThanOrEqual(0);
      expect(event.tid).toBe(events[0]?.tid);
    }
  });

  it('have names of every byte, and paths as long as there can be', async () => {
    const events = await capture('names');
    const odd = events.filter(({ operation, result }) => operation === 'openat' && result >= 0).slice(0, 3);
    const name = (from: number, to: number) =>
      Buffer.from(Array.from({ length: to - from }, (_, i) => from + i).filter((byte) => byte !== 0x2f));
    expect(odd[0]?.path).toBe(`${folder}/${name(1, 101).toString('latin1')}`);
    expect(odd[1]?.path).toContain('\\x80\\x81');
    expect(odd[2]?.path).toBe(
      `${folder}/${[...name(201, 256)].map((byte) => `\\x${byte.toString(16)}`).join('')}`,
    );
    const deep = events.filter(
      ({ operation, path }) => operation === 'openat' && path?.endsWith('/leaf') === true,
    );
    expect(deep).toHaveLength(1);
    expect(deep[0]?.path).toBe(`${folder}${`/${'d'.repeat(200)}`.repeat(19)}/leaf`);
  });

  it('have paths through mounts, and of a process with another root', async () => {
    const events = await capture('mounts');
    const paths = events.filter(({ operation }) => operation === 'openat').map(({ path }) => path);
    expect(paths).toEqual([`${folder}/mounted/inside`, `${folder}/bound/inside`, `${folder}/mounted/inside`]);
    const unlinks = events.filter(({ operation }) => operation === 'unlink');
    expect(unlinks.map(short)).toEqual([
      `unlink ${folder}/mounted/inside = 0`,
      `unlink ${folder}/mounted/inside = ${ENOENT}`,
    ]);
    expect(unlinks[0]?.flags).toBe(EventFlag.CallerText | EventFlag.Chroot);
    expect(events.filter(({ operation }) => operation === 'mount').map(short)).toEqual([
      'mount / = 0',
      `mount ${folder}/mounted = 0`,
      `mount ${folder}/bound = 0`,
    ]);
  });

  it('are devices where they are', async () => {
    const workload = new Workload(compileWorkload('many'), 'descriptors', folder);
    const run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: workload.pid, record: true, tree: false }],
    });
    await workload.run();
    await run.finish();
    const opens = run.eventsOf(workload.pid).filter(({ path }) => path === '/dev/null');
    expect(opens).toHaveLength(1000);
    expect(opens.at(-1)).toMatchObject({ eventClass: WireClass.Device, details: { NODE_DEVICE: 0x100003n } });
  });
});
