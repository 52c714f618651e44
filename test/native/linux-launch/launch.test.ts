import { chmodSync, copyFileSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeWithCompiler, helperForTests } from '../linux/support/native-test.ts';
import { Launched } from './support/launched.ts';

describeWithCompiler('a launched program', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'procscope-launch-')));
  beforeAll(() => void helperForTests(), 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('waits, then has the number, arguments, environment, folder and descriptors that it was given', async () => {
    const script = 'echo $$ "$1" "$GREETING"; pwd; cat; echo to errors >&2; exit 42';
    const program = new Launched(['--directory', folder, '--', 'sh', '-c', script, 'sh', 'two words'], {
      env: { ...process.env, GREETING: 'hello there' },
    });
    expect(await program.line()).toBe('ready\n');
    expect(program.output).toBe('');
    program.letGo();
    program.child.stdin?.write('passed through\n');
    expect(await program.ended()).toBe(42);
    expect(program.output).toBe(`${program.pid} two words hello there\n${folder}\npassed through\n`);
    expect(program.errors).toBe('to errors\n');
    await program.silence();
    expect(program.said).toBe('ready\n');
  });

  it('has no descriptor of the launcher', async () => {
    const program = new Launched(['--', 'sh', '-c', 'test ! -e /proc/self/fd/3']);
    await program.line();
    program.letGo();
    expect(await program.ended()).toBe(0);
  });

  it('never runs when the other side goes', async () => {
    const program = new Launched(['--', 'sh', '-c', 'echo it ran']);
    await program.line();
    program.abandon();
    expect(await program.ended()).toBe(126);
    expect(program.output).toBe('');
  });

  it('that cannot be started says why, with the number of the error', async () => {
    const file = join(folder, 'text');
    writeFileSync(file, 'no program');
    chmodSync(file, 0o600);
    const none = new Launched(['--', 'no-such-program']);
    const sentence =
      '"no-such-program" could not be started: no folder of PATH has a program of this name. Check its spelling, or give its full path (ENOENT, 2).\n';
    expect(await none.line()).toBe(`failed 2 ${sentence}`);
    expect(await none.ended()).toBe(127);
    expect(none.errors).toBe('');
    const text = new Launched(['--', file]);
    expect(await text.line()).toMatch(/^failed 13 ".*" could not be started: it is not marked as a program/);
    expect(await text.ended()).toBe(126);
    const nowhere = new Launched(['--directory', join(folder, 'none'), '--', 'true']);
    expect(await nowhere.line()).toMatch(/^failed 2 The program could not be started in the folder/);
    expect(await nowhere.ended()).toBe(126);
  });

  it('that fails only when it is let go says so too', async () => {
    const script = join(folder, 'script');
    writeFileSync(script, '#!/no/such/interpreter\n');
    chmodSync(script, 0o755);
    const program = new Launched(['--', script]);
    expect(await program.line()).toBe('ready\n');
    program.letGo();
    expect(await program.ended()).toBe(127);
    expect(program.said).toMatch(/^ready\nfailed 2 ".*" could not be started: the interpreter or loader/);
  });

  it('may be a text without an interpreter, as in a shell', async () => {
    const script = join(folder, 'plain');
    writeFileSync(script, 'echo "run by $0 with $1"\n');
    chmodSync(script, 0o755);
    const program = new Launched(['--', './plain', 'this'], { cwd: folder });
    await program.line();
    program.letGo();
    expect(await program.ended()).toBe(0);
    expect(program.output).toBe('run by ./plain with this\n');
  });

  it.runIf(process.getuid?.() === 0)('has no rights that the helper has by its file', async () => {
    chmodSync(folder, 0o755);
    const helper = join(folder, 'helper');
    copyFileSync(helperForTests(), helper);
    const program = new Launched(['--', 'sh', '-c', 'grep -E "^(Cap(Prm|Eff|Amb)|Uid)" /proc/self/status'], {
      helper,
      uid: 65534,
      gid: 65534,
    });
    await program.line();
    program.letGo();
    expect(await program.ended()).toBe(0);
    expect(program.output.replace(/\s+/g, ' ').trim()).toBe(
      'Uid: 65534 65534 65534 65534 CapPrm: 0000000000000000 CapEff: 0000000000000000 CapAmb: 0000000000000000',
    );
  });
});
