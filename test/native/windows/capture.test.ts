import { beforeAll, expect, it } from 'vitest';
import {
  ByeReason,
  HelperErrorCode,
  HelperState,
  Severity,
  WireSystem,
} from '../../../src/engine/wire/wire-format.ts';
import { describeWithWine } from './support/describe-wine.ts';
import { TestHelper } from './support/test-helper.ts';
import { helperOnWindows7, windowsHelper } from './support/wine.ts';

const SECONDS = 1000;

/** In one file, because a machine has one capture at a time. */
describeWithWine('a capture of the machine', () => {
  beforeAll(() => void windowsHelper(), 600 * SECONDS);

  it('begins with what the machine is', { timeout: 60 * SECONDS }, async () => {
    const helper = new TestHelper();
    const hello = await helper.until('hello');
    expect(hello).toMatchObject({ major: 1, minor: 0, system: WireSystem.Windows, ringBytes: 64 << 20 });
    expect(hello.facts).toMatchObject({ source: 'etw', machine: 'x86_64', wine: 'yes', root: 'C:\\windows' });
    expect(hello.facts['kernel']).toMatch(/^\d+\.\d+\.\d+$/);
    expect(hello.cpus).toBeGreaterThan(0);
    expect(hello.ticksPerSecond).toBeGreaterThan(1_000_000);
    await helper.state(HelperState.Ready);
    helper.send(helper.controls.shutdown(1));
    expect(await helper.ended()).toBe(0);
    expect(helper.messages.map(({ type }) => type)).toEqual(['hello', 'state', 'statistics', 'bye']);
  });

  it(
    'says what fails when the system traces nothing, after what it tried',
    { timeout: 60 * SECONDS },
    async () => {
      const helper = new TestHelper(['--start']);
      const error = await helper.until('error');
      // Wine starts sessions and gives no records: this is as far as its stubs go.
      expect(error).toMatchObject({
        code: HelperErrorCode.Unsupported,
        severity: Severity.Fatal,
        facts: { call: 'OpenTrace', error: '5' },
      });
      expect(error.sentence).toBe(
        'Wine has no event tracing, so nothing can be captured here (OpenTrace failed: 5). Capture on Windows, or open a recorded .etl file.',
      );
      const logged = helper.all('log').map(({ text }) => text);
      for (const name of ['Procscope Kernel', 'Procscope Events', 'Procscope Rundown'])
        expect(logged).toContain(`The session "${name}" was left behind by a capture that broke off: ended`);
      expect(await helper.ended()).toBe(1);
      expect(helper.messages.at(-1)?.type).toBe('bye');
    },
  );

  it('goes the other way on Windows 7', { timeout: 60 * SECONDS }, async () => {
    const helper = new TestHelper(['--start', '--fast-flush'], helperOnWindows7());
    expect((await helper.until('hello')).facts['kernel']).toMatch(/^6\.1\./);
    expect((await helper.until('error')).facts).toEqual({ call: 'OpenTrace', error: '5' });
    expect(await helper.ended()).toBe(1);
  });

  it('is the only one of a machine', { timeout: 60 * SECONDS }, async () => {
    const first = new TestHelper();
    await first.state(HelperState.Ready);
    const { helperPid } = await first.until('hello');
    const second = new TestHelper();
    const error = await second.until('error');
    expect(error.code).toBe(HelperErrorCode.InUse);
    expect(error.sentence).toBe(
      `Procscope captures on this machine already, for process ${helperPid}. Stop that capture first.`,
    );
    expect(await second.ended()).toBe(1);
    // What is killed leaves nothing behind that would keep the next one away.
    first.process.kill('SIGKILL');
    await first.ended();
    let third = new TestHelper();
    for (let left = 20; left > 0; left--) {
      const answer = await Promise.race([third.state(HelperState.Ready), third.until('error')]).catch(
        () => undefined,
      );
      if (answer?.type === 'state') break;
      await third.ended();
      third = new TestHelper();
    }
    third.send(third.controls.shutdown(1));
    expect(await third.ended()).toBe(0);
  });

  it('ends when what connects it is killed', { timeout: 60 * SECONDS }, async () => {
    // It owns the machine's one capture while it runs: the next one tells when it is gone.
    const first = new TestHelper(['elevate', '--as-user']);
    await first.state(HelperState.Ready);
    const { helperPid } = await first.until('hello');
    const meanwhile = new TestHelper();
    expect((await meanwhile.until('error')).facts).toEqual({ owner: String(helperPid) });
    await meanwhile.ended();
    first.process.kill('SIGKILL');
    for (;;) {
      const next = new TestHelper();
      const answer = await Promise.race([next.state(HelperState.Ready), next.until('error')]);
      next.send(next.controls.shutdown(1));
      await next.ended();
      if (answer.type === 'state') break;
      expect(answer.facts).toEqual({ owner: String(helperPid) });
    }
  });

  it('fails as one without them does', { timeout: 60 * SECONDS }, async () => {
    const helper = new TestHelper(['elevate', '--as-user', '--start']);
    expect(await helper.until('error')).toMatchObject({
      code: HelperErrorCode.Unsupported,
      severity: Severity.Fatal,
      facts: { call: 'OpenTrace', error: '5' },
    });
    expect((await helper.until('bye')).reason).toBe(ByeReason.Fatal);
    expect(await helper.ended()).toBe(1);
  });
});
