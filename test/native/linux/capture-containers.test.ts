import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EventFlag } from '../../../src/engine/wire/wire-format.ts';
import { compileWorkload, describeWithCapture } from './support/native-test.ts';
import { TestCapture, Workload } from './support/test-capture.ts';
import type { CapturedEvent } from './support/test-capture.ts';

const ID = '0123456789abcdef'.repeat(4);
const GROUP = `procscope-test-${ID}.scope`;

/** Folders for a control group of ours, one in each hierarchy that takes it: cpuset asks for processors first. */
function groupFolders(): string[] {
  const folders: string[] = [];
  for (const line of readFileSync('/proc/self/mountinfo', 'utf8').split('\n')) {
    const [, place = '', kind = '', options = ''] =
      /^\S+ \S+ \S+ \S+ (\S+) .* - (\S+) \S+ (\S+)$/.exec(line) ?? [];
    if (kind !== 'cgroup2' && (kind !== 'cgroup' || options.includes('cpuset'))) continue;
    const folder = join(place, GROUP);
    try {
      mkdirSync(folder, { recursive: true });
      folders.push(folder);
    } catch {
      // A hierarchy that is mounted read-only.
    }
  }
  return folders;
}

const folders = process.platform === 'linux' && process.getuid?.() === 0 ? groupFolders() : [];

afterAll(() => {
  for (const group of folders) rmdirSync(group);
});

describeWithCapture('a container', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-container-')));
  let run: TestCapture;
  let inside = 0;
  let manager = 0;
  let events: CapturedEvent[] = [];

  beforeAll(async () => {
    const workload = new Workload(compileWorkload('containers'), 'manager', folder, {
      CGROUPS: folders.join(':'),
    });
    manager = workload.pid;
    run = await TestCapture.start({
      skipOthers: true,
      scopes: [{ pid: workload.pid, record: true, tree: true }],
    });
    [inside = 0] = await workload.run();
    await run.finish();
    expect(run.losses).toEqual([]);
    events = run.eventsOf(inside);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has its process with its namespaces, its number in them and its image as it sees it', () => {
    const generations = [...run.byId.values()].filter(({ pid }) => pid === inside);
    const outside = [...run.byId.values()].find(({ pid }) => pid === manager);
    expect(generations.at(-1)).toMatchObject({
      image: '/program',
      name: 'program',
      arguments: ['program', 'inside', '/'],
      innerPid: 1,
      parentPid: manager,
    });
    // Told again when its root changes.
    const told = run.processes.filter(({ pid, generation }) => pid === inside && generation === 1);
    expect(told[0]?.directory).toBe('/');
    expect(told.some(({ directory }) => directory === '/volume')).toBe(true);
    expect(generations.at(-1)?.pidNamespace).not.toBe(outside?.pidNamespace);
  });

  it.skipIf(folders.length === 0)(
    `has its id${folders.length === 0 ? ' (skipped: no control group can be made here)' : ''}`,
    () => {
      const [last] = [...run.byId.values()].filter(({ pid }) => pid === inside).slice(-1);
      expect(last?.cgroup).toMatch(new RegExp(`/${GROUP}$`));
      expect(last?.container).toBe(ID);
      const outside = [...run.byId.values()].find(({ pid }) => pid === manager);
      expect(outside?.container).not.toBe(ID);
    },
  );

  it('has the paths that it sees: of layers, volumes, memory, relative ones and below another root', () => {
    const opened = events.filter(({ operation }) => operation === 'openat' || operation === 'open');
    const from = events.findIndex(({ operation }) => operation === 'Process Exec');
    const paths = opened
      .filter((event) => events.indexOf(event) > from)
      .map(({ path, result }) => [path, result >= 0]);
    expect(paths).toEqual([
      ['/lower-file', true],
      ['/upper-file', true],
      ['/new-file', true],
      ['/volume/data', true],
      ['/memory/scratch', true],
      ['/volume/data', true],
      ['/lower-file', true],
      ['/jail/missing', false],
    ]);
    expect(events.find(({ operation }) => operation === 'unlink')?.path).toBe('/volume/data');
    const missing = opened.at(-1);
    expect((missing?.flags ?? 0) & EventFlag.Chroot).not.toBe(0);
    expect(missing?.details['PATH']).toBe('/missing');
  });

  it('is made before the eyes of the capture', () => {
    const mounts = run.eventsOf(manager).filter(({ operation }) => operation === 'mount');
    expect(mounts.map(({ path }) => path?.replace(`${folder}/`, ''))).toEqual([
      '/',
      'store',
      'store/root',
      'store/root/volume',
      'store/root/memory',
    ]);
    expect(mounts[2]?.details).toMatchObject({ FILE_SYSTEM: 'overlay' });
    const pivot = events.find(({ operation }) => operation === 'pivot_root');
    expect(pivot?.path).toBe(`${folder}/store/root`);
    expect(pivot?.details).toMatchObject({ NEW_NAME: `${folder}/store/root/old` });
  });
});
