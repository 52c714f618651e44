import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithCapture, helperForTests } from '../native/linux/support/native-test.ts';
import { temporaryFolder } from '../support/opened-log.ts';
import { RunningCapture, lastOf, rowsOf, withoutRights } from './support/capture-rig.ts';
import type { Row } from './support/capture-rig.ts';
import { runProcscope } from './support/run-procscope.ts';
import type { CommandRun } from './support/run-procscope.ts';

const capture = (...args: readonly string[]): Promise<CommandRun> => runProcscope(['capture', ...args]);

interface Info {
  readonly events: number;
  readonly system: { readonly tier: string };
}

/** What `procscope info` says of a capture file. */
async function infoOf(file: string): Promise<Info> {
  return JSON.parse((await runProcscope(['info', file, '--json'])).stdout) as Info;
}

/** The rows of a capture file. */
async function rowsIn(file: string): Promise<readonly Row[]> {
  return rowsOf((await runProcscope(['export', file, '--to', 'jsonl', '-o', '-'])).stdout);
}

/** Folders of captures that wait to be written elsewhere. */
const waiting = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('procscope-capture-'));

describeWithCapture('procscope capture', () => {
  beforeAll(() => {
    helperForTests();
  });

  it('records a program from its first instruction to its end, and ends as it does', async () => {
    const run = await capture('--', 'sh', '-c', 'echo out; echo err >&2; cat /no/such/file; exit 3');
    expect(run.status).toBe(3);
    expect(run.stderr).toBe('out\nerr\ncat: /no/such/file: No such file or directory\n');
    const rows = rowsOf(run.stdout);
    const exec = rows.find(({ operation }) => operation === 'execve');
    expect(exec).toMatchObject({ class: 'Process', result: 'SUCCESS' });
    // A busy machine may take so long for the call that it stands behind what happened in it.
    expect(['execve', 'Process Exec']).toContain(rows[0]?.['operation']);
    expect(lastOf(rows)).toMatchObject({ operation: 'Process Exit', detail: { 'Exit status': 3 } });
    const missing = rows.find(({ path, operation }) => operation === 'openat' && path === '/no/such/file');
    expect(missing).toMatchObject({ process: 'cat', result: 'ENOENT' });
    expect(new Set(rows.map(({ pid }) => pid)).size).toBe(2);
    expect(waiting()).toEqual([]);
  });

  it('gives the program its folder, its variables and its input', async () => {
    const folder = temporaryFolder();
    const file = join(folder, 'out.jsonl');
    const script = 'pwd; echo "$GREETING, $(cat)"';
    const options = ['--directory', folder, '--env', 'GREETING=hello=you', '--env', 'EMPTY='];
    const run = await capture(...options, '-o', file, '--', 'sh', '-c', script);
    expect(run).toEqual({ status: 0, stdout: `${folder}\nhello=you, \n`, stderr: '' });
    expect(rowsOf(readFileSync(file, 'utf8')).length).toBeGreaterThan(20);
  });

  it('ends with all that the program has started, or with --until-exit before', async () => {
    const folder = temporaryFolder();
    const mark = join(folder, 'mark');
    const whole = await capture('--', 'sh', '-c', `(sleep 0.4; : > "${mark}") & exit 0`);
    expect(whole.status).toBe(0);
    expect(rowsOf(whole.stdout).some(({ path }) => path === mark)).toBe(true);

    const file = join(folder, 'first.procscope');
    const script = 'sleep 600 >/dev/null 2>&1 & echo $!';
    const first = await capture('--until-exit', '-o', file, '--', 'sh', '-c', script);
    const sleeping = Number(first.stdout);
    try {
      expect(first).toMatchObject({ status: 0, stderr: '' });
      expect(existsSync(`/proc/${sleeping}`)).toBe(true);
      expect((await rowsIn(file)).some(({ operation }) => operation === 'Process Exit')).toBe(true);
    } finally {
      process.kill(sleeping);
    }
  });

  it('writes capture files and CSV, with exactly as many events as are wanted', async () => {
    const folder = temporaryFolder();
    const native = join(folder, 'find.procscope');
    const find = ['--', 'find', '/usr/share/doc', '-maxdepth', '1', '-name', 'none'];
    expect(await capture('--max-events', '50', '-o', native, ...find)).toMatchObject({
      stdout: '',
      stderr: '',
    });
    expect((await infoOf(native)).events).toBe(50);

    const table = join(folder, 'find.csv');
    writeFileSync(table, 'what was there before\n'.repeat(1000));
    await capture('--max-events', '20', '--columns', 'PID,Operation,Path', '-o', table, ...find);
    const lines = readFileSync(table, 'utf8').split('\r\n');
    expect(lines[0]).toBe('\ufeff"PID","Operation","Path"');
    expect(lines).toHaveLength(1 + 20 + 1);
  });

  it('leaves out what rules leave out', async () => {
    const rules = ['--rule', 'Operation;is;openat;Include', '--rule', 'Result;is;SUCCESS;Exclude'];
    const run = await capture(...rules, '--', 'sh', '-c', 'cat /etc/passwd /no/such/file');
    const rows = rowsOf(run.stdout);
    expect(rows.map(({ path }) => path)).toContain('/no/such/file');
    expect(rows.every(({ operation, result }) => operation === 'openat' && result !== 'SUCCESS')).toBe(true);
  });

  it('records one process, and what it starts if that is wanted, and ends with it', async () => {
    const ofShell = async (...args: readonly string[]): Promise<[string, [string, string][]]> => {
      const shell = spawn('sh', ['-c', 'read go; cat /etc/passwd; exit 0'], {
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      const file = join(temporaryFolder(), 'shell.csv');
      const what = ['--filter-pid', String(shell.pid), '--columns', 'PID,Path'];
      const running = new RunningCapture([...what, '--until-exit', '-o', file, ...args]);
      await hasBegun(file, running);
      shell.stdin.end('\n');
      expect(await running.ended()).toBe(0);
      const lines = readFileSync(file, 'utf8').split('\r\n').slice(1, -1);
      return [`"${shell.pid}"`, lines.map((line) => line.split(',') as [string, string])];
    };
    const [pid, alone] = await ofShell();
    expect(new Set(alone.map(([each]) => each))).toEqual(new Set([pid]));
    const [parent, both] = await ofShell('--tree');
    const others = both.filter(([each]) => each !== parent);
    expect(others.map(([, path]) => path)).toContain('"/etc/passwd"');
  });

  it('records everything until it is interrupted, and what it wrote is whole', async () => {
    const file = join(temporaryFolder(), 'all.csv');
    const running = new RunningCapture(['--to', 'csv', '--columns', 'PID,Path', '-o', file]);
    await hasBegun(file, running);
    const mark = join(temporaryFolder(), 'mark');
    writeFileSync(mark, '');
    running.child.kill('SIGINT');
    expect(await running.ended()).toBe(0);
    expect(running.said).toBe('');
    const text = readFileSync(file, 'utf8');
    expect(text).toMatch(/"\r\n$/);
    // This process is none of the command's, which is recorded.
    expect(text).toContain(`"${process.pid}","${mark}"`);
  });

  it('ends after its time', async () => {
    const run = await capture('--duration', '0.5');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    rowsOf(run.stdout);
  });

  it('interrupted while its program runs, leaves it running and says so', async () => {
    const file = join(temporaryFolder(), 'until.jsonl');
    const script = 'trap "" INT; echo $$ >&2; exec sleep 600';
    const running = new RunningCapture(['-o', file, '--', 'sh', '-c', script]);
    while (!running.said.includes('\n')) await later();
    const program = Number(running.said);
    running.child.kill('SIGINT');
    expect(await running.ended()).toBe(130);
    expect(existsSync(`/proc/${program}`)).toBe(true);
    process.kill(program);
    expect(rowsOf(readFileSync(file, 'utf8')).length).toBeGreaterThan(10);
  });

  it('ends quietly when nobody reads its output any more', async () => {
    const running = new RunningCapture(['--', 'find', '/usr', '-name', 'none']);
    running.child.stdout?.once('data', () => running.child.stdout?.destroy());
    expect(await running.ended()).toBe(0);
    expect(running.said).toBe('');
    expect(waiting()).toEqual([]);
  });

  it.each([
    ['is not there', ['no-such-program'], 127],
    ['is no program', ['/etc/passwd'], 126],
    ['was killed', ['sh', '-c', 'kill -9 $$'], 137],
  ])('ends as a shell does when the program %s', async (_what, program, status) => {
    for (const way of [[], ['--without-privileges']]) {
      const folder = temporaryFolder();
      const file = join(folder, 'out.jsonl');
      const run = await capture(...way, '-o', file, '--', ...program);
      expect(run.status).toBe(status);
      if (status === 137) continue;
      expect(run.stderr).toMatch(/^procscope: "[^"]+" could not be started: [^\n]+\.\n$/);
      // Nothing was recorded.
      expect(readdirSync(folder)).toEqual([]);
    }
  });

  it('writes a log of what was tried, when it is asked for', async () => {
    const folder = temporaryFolder();
    const log = join(folder, 'capture.log');
    writeFileSync(log, 'of another capture\n');
    const run = await capture('--log', log, '-o', join(folder, 'true.procscope'), '--', 'true');
    expect(run).toMatchObject({ status: 0, stderr: '' });
    const lines = linesOf(log);
    expect(lines[0]).toMatch(/^Procscope \d+\.\d+\.\d+\S* on linux /);
    expect(lines[1]).toMatch(/^Capture helper: Linux, /);
    expect(lines.filter((line) => /^ {2}(kernel|tier): ./.test(line))).toHaveLength(2);
    expect(lines).toContain('Recording begins');
    expect(lines.at(-2)).toBe('Recording ended: as it was asked to');
    expect(lines.at(-1)).toMatch(/^Events: [1-9]\d* recorded, 0 lost, 0 left out by the filter$/);

    const refused = await capture('--log', log, '-o', join(folder, 'none.csv'), '--', 'no-such-program');
    expect(refused.status).toBe(127);
    expect(linesOf(log).slice(1)).toEqual([
      expect.stringMatching(/^The capture did not begin: "no-such-program" could not be started: /),
    ]);
  });

  it('says of a log that cannot be written, before anything runs', async () => {
    const folder = temporaryFolder();
    const mark = join(folder, 'mark');
    const run = await capture('--log', folder, '-o', join(folder, 'out.csv'), '--', 'touch', mark);
    expect(run).toEqual({
      status: 1,
      stdout: '',
      stderr: `procscope: "${folder}" is a folder, not a file.\n`,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says of a folder that is not there, before anything runs', async () => {
    const run = await capture('-o', '/no/such/folder/file.procscope', '--', 'touch', '/no/such/file');
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(/^procscope: [^\n]*folder[^\n]*\.\n$/);
  });
});

describeWithCapture('procscope capture without rights', () => {
  beforeAll(() => {
    helperForTests();
  });

  it('records a program by tracing it, with what it prints apart', async () => {
    const options = { under: withoutRights() };
    const script = 'echo out; cat /no/such/file; cat /etc/shadow >/dev/null';
    const args = ['capture', '--without-privileges', '--', 'sh', '-c', script];
    const run = await runProcscope(args, options);
    const rows = rowsOf(run.stdout);
    expect(run.stderr.split('\n')[0]).toBe('out');
    expect(rows[0]).toMatchObject({ class: 'Process' });
    expect(rows.find(({ path }) => path === '/no/such/file')).toMatchObject({
      process: 'cat',
      result: 'ENOENT',
    });
    expect(lastOf(rows)).toMatchObject({ operation: 'Process Exit' });
  });

  it('writes a capture file that says how it was recorded', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o777);
    const file = join(folder, 'traced.procscope');
    const args = ['capture', '--without-privileges', '-o', file, '--', 'true'];
    expect(await runProcscope(args, { under: withoutRights() })).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    const info = await infoOf(file);
    expect(info.system.tier).toBe('ptrace');
    expect(info.events).toBeGreaterThan(5);
  });

  it('says how to get the rights that recording everything needs, and leaves no file', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o777);
    const args = ['capture', '--max-events', '1', '-o', join(folder, 'all.jsonl')];
    // Without a terminal, on which sudo would ask.
    const run = await runProcscope(args, { under: withoutRights(), detached: true });
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(/^procscope: Capturing needs administrator rights[^\n]+\.\n$/);
    expect(run.stderr).toContain('sudo setcap cap_bpf,');
    expect(run.stderr).toContain('--without-privileges');
    expect(readdirSync(folder)).toEqual([]);
  });
});

/** What a log says, without its times. */
function linesOf(log: string): string[] {
  return readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.replace(/^\S+Z {2}/, ''));
}

/** Waits until a capture that writes CSV records: the header then stands there. */
async function hasBegun(file: string, { child }: RunningCapture): Promise<void> {
  while (child.exitCode === null && (!existsSync(file) || statSync(file).size === 0)) await later();
}

const later = (): Promise<void> => new Promise((done) => setTimeout(done, 20));
