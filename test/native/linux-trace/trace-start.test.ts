import { chmodSync, copyFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { HelperErrorCode, ProgramState, Severity } from '../../../src/engine/wire/wire-format.ts';
import { ControlWriter } from '../../../src/engine/wire/control-frames.ts';
import { WireStream } from '../../../src/engine/wire/wire-stream.ts';
import type { WireMessage } from '../../../src/engine/wire/wire-messages.ts';
import { describeWithCompiler, helperForTests } from '../linux/support/native-test.ts';
import { TestCapture } from '../linux/support/test-capture.ts';
import { compileProgram, errorsOf, programReaches, statusOf, trace } from './support/trace-run.ts';

const ORDINARY = 65534;

describeWithCompiler('a program that is to be traced', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-trace-')));
  const helper = join(folder, 'helper');
  beforeAll(() => {
    // Where an ordinary user may read it too.
    chmodSync(folder, 0o755);
    copyFileSync(helperForTests(), helper);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What the helper says of a program that cannot be started. */
  async function failure(args: readonly string[], options: readonly string[] = [], command = [helper]) {
    const run = new TestCapture(['trace', ...options, '--', ...args], { command });
    // No answer that it runs: the error is the answer.
    await expect(run.startAgain()).rejects.toThrow();
    expect(await run.exited()).toBe(1);
    expect(run.messages.at(-1)).toMatchObject({ type: 'bye', reason: 3 });
    const [error] = errorsOf(run);
    expect(error?.severity).toBe(Severity.Fatal);
    return error;
  }

  it('is looked for before, and why it cannot be started is said', async () => {
    const file = join(folder, 'text');
    writeFileSync(file, 'no program');
    chmodSync(file, 0o600);
    const script = join(folder, 'script');
    writeFileSync(script, '#!/no/such/interpreter\n');
    chmodSync(script, 0o755);
    const foreign = join(folder, 'foreign');
    writeFileSync(foreign, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 9, 9, 9, 0, 0, 0]));
    chmodSync(foreign, 0o755);
    expect(await failure(['no-such-program'])).toMatchObject({
      code: HelperErrorCode.Program,
      sentence:
        '"no-such-program" could not be started: no folder of PATH has a program of this name. Check its spelling, or give its full path (ENOENT, 2).',
      facts: { program: 'no-such-program' },
    });
    expect((await failure([join(folder, 'none')]))?.sentence).toMatch(/there is no such file.*\(ENOENT, 2\)/);
    expect((await failure([file]))?.sentence).toMatch(/not marked as a program.*\(EACCES, 13\)/);
    expect((await failure([folder]))?.sentence).toMatch(/it is a folder.*\(EISDIR, 21\)/);
    expect((await failure([script]))?.sentence).toMatch(/interpreter or loader.*\(ENOENT, 2\)/);
    expect((await failure([foreign]))?.sentence).toMatch(/no program for this machine.*\(ENOEXEC, 8\)/);
    expect((await failure(['true'], ['--directory', '/no/such/folder']))?.sentence).toMatch(
      /in the folder "\/no\/such\/folder".*\(ENOENT, 2\)/,
    );
  });

  it('is refused where the system forbids ptrace, with what helps', async () => {
    const error = await failure(['true'], [], [compileProgram('without-ptrace'), helper]);
    expect(error?.code).toBe(HelperErrorCode.Trace);
    expect(error?.sentence).toMatch(/forbids tracing.*EPERM|forbids tracing programs \(ptrace: .*\)/);
    expect(error?.sentence).toMatch(/--cap-add=SYS_PTRACE|ptrace_scope/);
  });

  it('has the environment, the folder and the descriptors of the helper, without those of the protocol', async () => {
    const list = 'ls /proc/self/fd | sort -n';
    const inherited = execFileSync('sh', ['-c', list], { encoding: 'utf8' });
    const child = spawn(
      helper,
      [
        ...['trace', '--output', '3', '--input', '4', '--directory', folder, '--'],
        ...['sh', '-c', `cat; pwd; echo "$GREETING" >&2; ${list}; exit 4`],
      ],
      { stdio: ['pipe', 'pipe', 'pipe', 'pipe', 'pipe'], env: { ...process.env, GREETING: 'hello there' } },
    );
    const [input, output, errors, frames, commands] = child.stdio;
    const stream = new WireStream();
    const messages: WireMessage[] = [];
    const controls = new ControlWriter();
    const closed = once(child, 'close');
    (frames as Readable).on('data', (chunk: Buffer) => {
      for (const message of stream.push(chunk)) {
        messages.push(message);
        if (message.type === 'program' && message.state === ProgramState.Ended)
          (commands as NodeJS.WritableStream).write(controls.shutdown(1));
      }
    });
    (commands as NodeJS.WritableStream).write(controls.start(1));
    input?.end('passed through\n');
    const [said, complained] = await Promise.all([text(output), text(errors)]);
    await closed;
    expect(child.exitCode).toBe(0);
    expect(said).toBe(`passed through\n${folder}\n${inherited}`);
    expect(complained).toBe('hello there\n');
    expect(messages.find((one) => one.type === 'program' && one.state === ProgramState.Ended)).toMatchObject({
      status: 4 << 8,
    });
  });

  it.runIf(process.getuid?.() === 0)('needs no privileges, and says what it loses without them', async () => {
    const privileged = join(folder, 'privileged');
    copyFileSync('/bin/sh', privileged);
    chmodSync(privileged, 0o4755);
    const launch = { command: [helper], uid: ORDINARY, gid: ORDINARY };
    const script = `cat /etc/hostname > /dev/null; ${privileged} -c true; exit 6`;
    const run = await trace(['sh', '-c', script], { launch });
    expect(statusOf(run)).toBe(6 << 8);
    expect(run.events.some(({ operation, path }) => operation === 'read' && path === '/etc/hostname')).toBe(
      true,
    );
    expect(new Set([...run.byId.values()].map(({ uid, euid }) => `${uid} ${euid}`))).toEqual(
      new Set([`${ORDINARY} ${ORDINARY}`]),
    );
    expect(errorsOf(run).map(({ severity, sentence }) => [severity, sentence])).toEqual([
      [
        Severity.Warning,
        `"${privileged}" gets no rights of its own (setuid) while it is traced without administrator rights, and may refuse to work. Capture with administrator rights to see it as usual.`,
      ],
    ]);
  });

  it.runIf(process.getuid?.() === 0)('keeps its rights when the tracer has all', async () => {
    const privileged = join(folder, 'changes-user');
    copyFileSync('/bin/sh', privileged);
    const run = await trace([privileged, '-c', 'grep NoNewPrivs:.*0 /proc/self/status']);
    expect(statusOf(run)).toBe(0);
    expect(errorsOf(run)).toEqual([]);
  });

  it('starts when it is told to, and is told of', async () => {
    const run = new TestCapture(['trace', '--', 'true'], { command: [helper] });
    await run.until((message) => message.type === 'state');
    expect(run.messages[0]).toMatchObject({
      type: 'hello',
      facts: { tier: 'ptrace' },
      helperPid: run.helper.pid,
    });
    await run.startAgain();
    const started = await programReaches(run, ProgramState.Started);
    expect(await programReaches(run, ProgramState.TreeEnded)).toMatchObject({ pid: started.pid });
    expect(await run.finish()).toBe(0);
  });
});
