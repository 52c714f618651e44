import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ALL_CLASSES } from '../../../src/shared/event-class.ts';
import { parseFilterRule } from '../../../src/shared/filter/filter-rule.ts';
import { describeWithCapture, helperForTests } from '../../native/linux/support/native-test.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { LiveEngine } from './support/live-engine.ts';
import { filesOf, until } from './support/live-rig.ts';

const helper = (): { command: string; args: string[] } => ({ command: helperForTests(), args: [] });

/** PID of the helper that this process has started. */
function helperPid(): number {
  const name = helperForTests();
  const found = readdirSync('/proc').find((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const parent = / \(.*\) \S+ (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
      return Number(parent) === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(name);
    } catch {
      return false;
    }
  });
  return Number(found);
}

describeWithCapture('a live capture of this machine', () => {
  it('has what a launched program did from its first instruction, and nothing else', async () => {
    const engine = new LiveEngine();
    const folder = temporaryFolder();
    const file = join(folder, '한글 이름');
    const script = 'echo "$GREETING" > "$1"; cat "$1" no-such-file; mv "$1" "$1.old"; exit 3';
    await engine.host.call('live/start', {
      folder: join(folder, 'captures'),
      helper: helper(),
      launcher: helper(),
      launch: {
        ...{ program: 'sh', arguments: ['-c', script, 'sh', file], directory: folder },
        environment: [['GREETING', 'hello']],
      },
    });
    await until(() => engine.session.state().live?.launched?.exit !== undefined);
    await engine.host.call('live/stop', {});
    const { live } = engine.session.state();
    expect(live).toMatchObject({ state: 'stopped', lost: 0, launched: { exit: 3 } });
    expect(readFileSync(`${file}.old`, 'utf8')).toBe('hello\n');

    const pid = String(live?.launched?.pid);
    const columns = ['pid', 'processName', 'operation', 'path', 'result'] as const;
    const rows = await engine.rows(columns);
    const own = rows.filter(([each]) => each === pid);
    const first = own.findIndex(([, , operation]) => operation === 'execve');
    expect(own[first]?.slice(2)).toEqual([
      'execve',
      expect.stringMatching(/\/(da|ba)?sh$/) as string,
      'SUCCESS',
    ]);
    // A call that a busy machine takes long for stands where it ended: behind what happened in it.
    const within = new Set(['Process Exec', 'Load Image']);
    expect(own.slice(0, first).filter(([, , operation]) => !within.has(operation ?? ''))).toEqual([]);
    expect(rows).toContainEqual([pid, expect.stringMatching(/sh$/) as string, 'openat', file, 'SUCCESS']);
    const others = rows.filter(([each]) => each !== pid);
    expect(others).toContainEqual([expect.any(String) as string, 'cat', 'openat', file, 'SUCCESS']);
    expect(others).toContainEqual([
      expect.any(String) as string,
      'cat',
      'openat',
      join(folder, 'no-such-file'),
      'ENOENT',
    ]);
    const renames = others.filter(
      ([, , operation, path]) => operation?.startsWith('rename') === true && path === file,
    );
    expect(renames).toMatchObject([[expect.any(String), 'mv', expect.any(String), file, 'SUCCESS']]);
    expect(new Set(rows.map(([, name]) => name))).toEqual(
      new Set([own.at(-1)?.[1], 'cat', 'mv', 'procscope-helper']),
    );
  });

  it('leaves this process and what it starts out, unless it is asked for', async () => {
    const engine = new LiveEngine();
    const folder = temporaryFolder();
    const request = { folder: join(folder, 'captures'), helper: helper() };
    const nowhere = join(folder, 'nothing-here');
    const path = parseFilterRule(`Path;is;${nowhere};Include`);
    const own = parseFilterRule(`PID;is;${process.pid};Include`);
    await engine.host.call('live/start', request);
    spawnSync('cat', [nowhere]);
    await until(() => engine.session.state().events > 0);
    await engine.host.call('live/stop', {});
    expect(await engine.rows(['operation'], [path])).toEqual([]);
    expect(await engine.rows(['operation'], [own])).toEqual([]);

    await engine.host.call('live/start', { ...request, scope: { pid: process.pid, tree: true } });
    spawnSync('cat', [nowhere]);
    await engine.host.call('live/stop', {});
    const rows = await engine.rows(['processName', 'operation', 'result', 'commandLine'], [path]);
    expect(rows).toEqual([['cat', 'openat', 'ENOENT', `cat ${nowhere}`]]);
    expect(await engine.rows(['operation'], [own])).not.toEqual([]);
  });

  it('says that a program cannot be run, and leaves what was open', async () => {
    const engine = new LiveEngine();
    const folder = join(temporaryFolder(), 'captures');
    const start = engine.host.call('live/start', {
      ...{ folder, helper: helper(), launcher: helper() },
      launch: { program: '/no/such/program', arguments: [] },
    });
    await expect(start).rejects.toMatchObject({
      code: 'live/launch-failed',
      message: expect.stringContaining('/no/such/program') as string,
    });
    expect(engine.session.state()).toMatchObject({ state: 'none' });
    expect(engine.session.state().live).toBeUndefined();
    expect(existsSync(folder) ? filesOf(folder) : []).toEqual([]);
    expect(helperPid()).toBeNaN();
  });

  it('fails with a sentence when the helper is killed, keeps its events, and goes on', async () => {
    const engine = new LiveEngine();
    const folder = temporaryFolder();
    const { capture } = await engine.host.call('live/start', { folder, helper: helper() });
    await until(() => engine.session.state().events > 0);
    process.kill(helperPid(), 'SIGKILL');
    await until(() => engine.session.state().live?.state === 'failed');
    const { live, events } = engine.session.state();
    expect(live?.error?.sentence).toMatch(/^The capture helper was ended by SIGKILL\. /);
    expect(events).toBeGreaterThan(0);
    expect(await engine.host.call('live/start', { folder, helper: helper() })).toEqual({ capture });
    await until(() => engine.session.state().events > events);
    expect(engine.session.state().live).toMatchObject({ state: 'running' });
    expect(engine.session.state().live?.error).toBeUndefined();
    await engine.host.call('capture/close', {});
    expect(helperPid()).toBeNaN();
    expect(filesOf(folder)).toEqual([]);
  });

  it('records only what a drop filter shows, and can be saved while it runs', async () => {
    const engine = new LiveEngine();
    const folder = temporaryFolder();
    const rules = [parseFilterRule('Path;begins with;/proc;Include')];
    await engine.host.call('live/start', {
      ...{ folder: join(folder, 'captures'), helper: helper() },
      ...{ scope: { pid: process.pid, tree: true }, drop: { rules, classes: ALL_CLASSES } },
    });
    spawnSync('sh', [
      '-c',
      'for i in 1 2 3 4 5 6 7 8 9; do cat /proc/uptime /etc/hostname; sleep 0.05; done',
    ]);
    await engine.rows(['path'], [parseFilterRule('Path;is;/proc/uptime;Include')], 9);
    const path = join(folder, 'saved.procscope');
    const { events } = await engine.host.call('capture/save', { path, format: 'native', columns: [] });
    expect(events).toBeGreaterThan(0);
    await engine.host.call('live/stop', {});
    const found = await engine.rows(['path']);
    expect(found.every(([each]) => each?.startsWith('/proc') === true)).toBe(true);
    expect(engine.session.state().live?.dropped).toBeGreaterThan(0);
    await engine.host.call('capture/open', { path });
    await until(() => engine.session.state().state === 'ready');
    expect(engine.session.state()).toMatchObject({ events, meta: { dialect: 'linux' } });
    expect(engine.session.state().live).toBeUndefined();
  });

  it('goes on in the file that the user chose when it is named again', async () => {
    // In this order: the capture is closed before its folder goes.
    const folder = temporaryFolder();
    const engine = new LiveEngine();
    const request = {
      ...{ folder: join(folder, 'captures'), file: join(folder, 'mine.procscope') },
      ...{ helper: helper(), scope: { pid: process.pid, tree: true } },
    };
    const { capture } = await engine.host.call('live/start', request);
    spawnSync('cat', ['/etc/hostname']);
    await engine.host.call('live/stop', {});
    expect(await engine.host.call('live/start', request)).toEqual({ capture });
    spawnSync('cat', ['/etc/hostname']);
    await engine.host.call('live/stop', {});
    const opens = ['Path;is;/etc/hostname;Include', 'Operation;is;openat;Include'];
    expect(
      await engine.rows(
        ['processName'],
        opens.map((rule) => parseFilterRule(rule)),
      ),
    ).toEqual([['cat'], ['cat']]);
  });

  it('traces a program without privileges', async () => {
    const engine = new LiveEngine();
    const folder = temporaryFolder();
    const file = join(folder, 'file');
    writeFileSync(file, 'text');
    await engine.host.call('live/start', {
      ...{ folder: join(folder, 'captures'), source: 'ptrace', helper: helper() },
      launch: { program: 'cat', arguments: [file, 'no-such-file'], directory: folder },
    });
    await until(() => engine.session.state().live?.state === 'stopped');
    expect(engine.session.state().live).toMatchObject({
      source: 'ptrace',
      tier: 'ptrace',
      launched: { exit: 1 },
    });
    const rows = await engine.rows(['processName', 'operation', 'path', 'result']);
    expect(rows).toContainEqual(['cat', 'openat', file, 'SUCCESS']);
    expect(rows).toContainEqual(['cat', 'openat', join(folder, 'no-such-file'), 'ENOENT']);
  });
});
