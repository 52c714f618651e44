import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { Capture } from '../../../src/engine/capture/capture.ts';
import type { BootLogging } from '../../../src/engine/boot/boot-logging.ts';
import { windowsBootLogging } from '../../../src/engine/boot/windows/windows-boot-logging.ts';
import { CellFormatter } from '../../../src/engine/cells/cell-formatter.ts';
import { openCapture } from '../../../src/engine/open-capture.ts';
import { describeWithTraces, etlSamplePath } from '../../support/etl-samples.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { describeWithWine } from './support/describe-wine.ts';
import { WineMachine } from './support/wine-machine.ts';
import { compileWindowsTest } from './support/wine.ts';

const SECONDS = 1000;
const WMI = 'SYSTEM\\CurrentControlSet\\Control\\WMI';
const AUTOLOGGER = `${WMI}\\Autologger\\Procscope-Boot`;
const SERVICE = 'SYSTEM\\CurrentControlSet\\Services\\ProcscopeBoot';
const DATA = ['ProgramData', 'Procscope'] as const;
/** A trace of a session that Windows started by itself, 0.25 s after the system. */
const SAMPLE = 'airbus-shutdownperfdiag';

const never = new AbortController().signal;

function onMachine(helper: string): BootLogging {
  return windowsBootLogging({
    path: () => helper,
    elevated: () => Promise.resolve({ command: helper, args: [] }),
  });
}

function collectAll(signal = never) {
  return { signal, onProgress: () => undefined, discard: true };
}

async function openWhole(path: string): Promise<Capture> {
  const { capture, finished } = await openCapture(path);
  onTestFinished(() => capture.close());
  await finished;
  return capture;
}

/** Rows as text, without paths: those of a boot log have this machine's drive letters. */
function rowsOf({ store, ...capture }: Capture): readonly string[] {
  const cells = new CellFormatter({ store, ...capture });
  const rows: string[] = [];
  for (const segment of store.segments) {
    for (let i = 0; i < segment.length; i++) {
      cells.at(segment, i);
      const columns = ['timeOfDay', 'processName', 'pid', 'operation', 'result'] as const;
      rows.push(columns.map((column) => cells.text(column)).join(' '));
    }
  }
  return rows;
}

describeWithWine('boot logging of the Windows helper, under Wine', () => {
  let machine: WineMachine;
  let boot: BootLogging;
  beforeAll(() => {
    machine = new WineMachine('wine-boot');
    boot = onMachine(machine.helper);
  }, 600 * SECONDS);
  afterAll(() => machine.stop(), 60 * SECONDS);
  beforeEach(async () => {
    await boot.disable(never);
    // One that a test before left, and that was just started, is gone when it has ended.
    await expect.poll(() => machine.keys(SERVICE), { timeout: 60 * SECONDS }).toEqual({});
    rmSync(machine.path(...DATA), { recursive: true, force: true });
  }, 120 * SECONDS);

  const folder = (...parts: readonly string[]): string => machine.path(...DATA, 'boot', ...parts);

  function expectNothing(): void {
    expect(machine.keys(AUTOLOGGER)).toEqual({});
    expect(machine.keys(`${WMI}\\GlobalLogger`)).toEqual({});
    expect(machine.keys(SERVICE)).toEqual({});
    expect(existsSync(machine.path(...DATA))).toBe(false);
  }

  /** Puts a log where Windows would have written it, and starts the machine anew. Returns its id. */
  function recordStart(trace: string): string {
    const name = /procscope-boot-\w+\.etl/.exec(machine.keys(AUTOLOGGER)[AUTOLOGGER]!['FileName']!)![0];
    copyFileSync(trace, folder(name));
    machine.restart();
    return name.slice('procscope-boot-'.length, -'.etl'.length);
  }

  it('does what it should against a stand-in for sessions', { timeout: 600 * SECONDS }, () => {
    expect(machine.run(compileWindowsTest('boot'), []).stdout).toBe('0 failures\n');
  });

  it('writes the settings of the session, and takes them away', { timeout: 120 * SECONDS }, async () => {
    expectNothing();
    expect(await boot.status()).toEqual({ isArmed: false, logs: [], leftovers: [] });
    await boot.enable(never);
    expect(await boot.status()).toEqual({ isArmed: true, logs: [], leftovers: [] });
    const { [AUTOLOGGER]: settings, ...providers } = machine.keys(AUTOLOGGER);
    expect(settings).toEqual({
      ArmedBootId: expect.stringMatching(/^hex\(b\):(?:[\da-f]{2},){7}[\da-f]{2}$/) as string,
      BufferSize: 'dword:00000100',
      ClockType: 'dword:00000001',
      EnableKernelFlags: `hex:0f,02,03,06,${Array(28).fill('00').join(',')}`,
      FileName: expect.stringMatching(
        /^"C:\\\\ProgramData\\\\Procscope\\\\boot\\\\procscope-boot-\d{8}T\d{6}Z\.etl"$/,
      ) as string,
      FlushTimer: 'dword:00000001',
      Guid: '"{7d1f2c6e-58a4-4f0b-9c37-2b8e61d0a5f4}"',
      LogFileMode: 'dword:02000001',
      MaxFileSize: 'dword:00000800',
      MaximumBuffers: 'dword:00000200',
      MinimumBuffers: 'dword:00000040',
      Start: 'dword:00000001',
    });
    expect(providers).toEqual({
      [`${AUTOLOGGER}\\{22fb2cd6-0e7b-422b-a0c7-2fad1fd0e716}`]: {
        Enabled: 'dword:00000001',
        EnableLevel: 'dword:00000004',
        MatchAnyKeyword: 'hex(b):10,00,00,00,00,00,00,00',
      },
    });
    expect(machine.keys(SERVICE)[SERVICE]).toMatchObject({
      ImagePath: String.raw`"\"C:\\ProgramData\\Procscope\\boot\\procscope-helper.exe\" boot service"`,
      ObjectName: '"LocalSystem"',
      PreshutdownTimeout: 'dword:00007530',
      Start: 'dword:00000002',
    });
    // For administrators alone to change: nobody else may write there, which is all that Wine can show of an access list.
    for (const path of [machine.path(...DATA), folder()]) expect(statSync(path).mode & 0o027).toBe(0);
    expect(readdirSync(folder())).toEqual(['procscope-helper.exe']);
    await boot.disable(never);
    expectNothing();
  });

  it('says what it will change, and changes just that', { timeout: 120 * SECONDS }, async () => {
    const { changes, limit, beyond } = await boot.plan();
    expect({ changes, limit, beyond }).toEqual({
      changes: [
        { kind: 'registry-key', subject: `HKLM\\${AUTOLOGGER}` },
        { kind: 'program', subject: 'C:\\ProgramData\\Procscope\\boot\\procscope-helper.exe' },
        { kind: 'service', subject: 'ProcscopeBoot' },
        { kind: 'log', subject: 'C:\\ProgramData\\Procscope\\boot' },
      ],
      limit: 2 ** 31,
      beyond: 'newest',
    });
    expectNothing();
  });

  it('is off again when the system has started once', { timeout: 240 * SECONDS }, async () => {
    await boot.enable(never);
    machine.restart();
    await expect.poll(() => boot.status(), { timeout: 60 * SECONDS }).toMatchObject({ isArmed: false });
    await expect.poll(() => machine.keys(SERVICE), { timeout: 60 * SECONDS }).toEqual({});
    expect(machine.keys(AUTOLOGGER)).toEqual({});
    // Nothing was recorded here, so the copy of the program is all that is left.
    expect((await boot.status()).leftovers).toEqual([
      'C:\\ProgramData\\Procscope\\boot\\procscope-helper.exe',
    ]);
    await boot.disable(never);
    expectNothing();
  });

  it('stays on until then, whoever starts its service', { timeout: 120 * SECONDS }, async () => {
    await boot.enable(never);
    machine.run('net', ['start', 'ProcscopeBoot']);
    expect(machine.keys(AUTOLOGGER)[AUTOLOGGER]).toMatchObject({ Start: 'dword:00000001' });
    expect(machine.keys(SERVICE)).not.toEqual({});
    expect((await boot.status()).isArmed).toBe(true);
  });

  it('refuses what is not there', { timeout: 60 * SECONDS }, async () => {
    await expect(boot.discard('20260101T000000Z', never)).rejects.toMatchObject({ code: 'boot/no-log' });
    const target = join(temporaryFolder(), 'boot.procscope');
    await expect(boot.collect('20260101T000000Z', target, collectAll())).rejects.toMatchObject({
      code: 'boot/no-log',
    });
    expect(existsSync(target)).toBe(false);
    for (const args of [[], ['bogus'], ['send'], ['send', '..\\x'], ['enable', '--pipe', 'x']]) {
      const { status, stderr } = spawnSync(machine.helper, ['boot', ...args], { encoding: 'utf8' });
      expect([status, stderr.trimEnd()]).toEqual([2, expect.stringMatching(/^[A-Zb-].*\.$/) as string]);
    }
  });

  it('uses the only boot logger of Windows 7', { timeout: 120 * SECONDS }, async () => {
    const older = onMachine(machine.helperOnWindows7);
    const key = `${WMI}\\GlobalLogger`;
    expect((await older.plan()).changes[0]).toEqual({ kind: 'registry-key', subject: `HKLM\\${key}` });
    await older.enable(never);
    const settings = machine.keys(key)[key]!;
    expect(settings).toMatchObject({ LogFileMode: 'dword:00000001', Start: 'dword:00000001' });
    expect(Object.keys(settings)).not.toContain('Guid');
    await older.disable(never);
    expectNothing();
    machine.run('reg', ['add', `HKLM\\${key}`, '/v', 'FileName', '/d', 'C:\\other.etl', '/f']);
    onTestFinished(() => void machine.run('reg', ['delete', `HKLM\\${key}`, '/f']));
    expect((await older.status()).unsupported).toMatchObject({
      code: 'boot/unsupported',
      facts: { reason: 'other-logger' },
    });
    await expect(older.enable(never)).rejects.toMatchObject({ code: 'boot/unsupported' });
    await older.disable(never);
    expect(machine.keys(key)[key]).toEqual({ FileName: String.raw`"C:\\other.etl"` });
  });

  const isRoot = process.getuid?.() === 0;
  const name = 'goes into no folder that somebody else made';
  it.skipIf(!isRoot)(`${name} (needs root)`, { timeout: 60 * SECONDS }, async () => {
    mkdirSync(machine.path(...DATA));
    spawnSync('chown', ['12345', machine.path(...DATA)]);
    await expect(boot.enable(never)).rejects.toMatchObject({
      code: 'boot/failed',
      message: expect.stringContaining('was not made by an administrator') as string,
    });
    expect(machine.keys(AUTOLOGGER)).toEqual({});
    expect(machine.keys(SERVICE)).toEqual({});
  });

  describeWithTraces('a log', () => {
    it('becomes a capture file and goes, with all else', { timeout: 300 * SECONDS }, async () => {
      await boot.enable(never);
      const id = recordStart(etlSamplePath(SAMPLE));
      await expect.poll(() => machine.keys(SERVICE), { timeout: 60 * SECONDS }).toEqual({});
      const { bytes } = { bytes: statSync(etlSamplePath(SAMPLE)).size };
      const status = await boot.status();
      expect(status).toMatchObject({
        isArmed: false,
        logs: [{ id, bytes, isComplete: false }],
        leftovers: [],
      });

      const target = join(temporaryFolder(), 'boot.procscope');
      let last = 0;
      const collected = await boot.collect(id, target, {
        signal: never,
        discard: true,
        onProgress: ({ done, total }) => {
          expect(total).toBe(bytes);
          expect(done).toBeGreaterThanOrEqual(last);
          last = done;
        },
      });
      expect(last).toBe(bytes);
      expect(collected).toMatchObject({ isDiscarded: true, notices: [] });
      const rows = rowsOf(await openWhole(target));
      expect(rows).toEqual(rowsOf(await openWhole(etlSamplePath(SAMPLE))));
      expect(rows).toHaveLength(collected.events);
      expectNothing();
      expect(await boot.status()).toEqual({ isArmed: false, logs: [], leftovers: [] });
    });

    it(
      'stays when the next start is recorded, and when collecting is cancelled',
      { timeout: 300 * SECONDS },
      async () => {
        await boot.enable(never);
        const id = recordStart(etlSamplePath(SAMPLE));
        await expect.poll(() => machine.keys(SERVICE), { timeout: 60 * SECONDS }).toEqual({});
        await boot.enable(never);
        expect(machine.keys(AUTOLOGGER)[AUTOLOGGER]!['FileName']).not.toContain(id);
        await boot.disable(never);
        expect((await boot.status()).logs).toMatchObject([{ id }]);

        const place = temporaryFolder();
        const cancel = new AbortController();
        const collecting = boot.collect(id, join(place, 'boot.procscope'), {
          signal: cancel.signal,
          discard: true,
          onProgress: () => cancel.abort(),
        });
        await expect(collecting).rejects.toMatchObject({ code: 'job/cancelled' });
        expect(readdirSync(place)).toEqual([]);
        expect((await boot.status()).logs).toMatchObject([{ id }]);
        await boot.discard(id, never);
        expectNothing();
      },
    );

    it('comes through the pipes of a helper that has the rights', { timeout: 300 * SECONDS }, async () => {
      await boot.enable(never);
      const id = recordStart(etlSamplePath(SAMPLE));
      const send = (input: string) =>
        spawnSync(machine.helper, ['boot', 'send', id, '--as-user'], { input, maxBuffer: 2 ** 30 });
      const expected = readFileSync(etlSamplePath(SAMPLE));
      const kept = send('');
      const head = kept.stdout.indexOf('\n') + 1;
      expect(JSON.parse(kept.stdout.toString('utf8', 0, head))).toMatchObject({
        bytes: String(expected.length),
        drives: expect.arrayContaining([['\\SystemRoot', 'C:\\windows']]) as string[][],
      });
      expect(kept.stdout.subarray(head).equals(expected)).toBe(true);
      expect(existsSync(folder(`procscope-boot-${id}.etl`))).toBe(true);
      const gone = send('discard\n');
      expect(gone.status).toBe(0);
      expect(gone.stdout.subarray(head + expected.length).toString()).toBe('{"isDiscarded":true}\n');
      expectNothing();
    });
  });

  describe('without a helper', () => {
    it('says so', async () => {
      const missing = onMachine('/nowhere/procscope-helper.exe');
      await expect(missing.enable(never)).rejects.toMatchObject({ code: 'live/helper-missing' });
      expect((await missing.plan()).changes).toHaveLength(4);
    });
  });
});
