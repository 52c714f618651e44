import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readBootJob } from '../../src/cli/boot/boot-options.ts';
import { runBoot } from '../../src/cli/boot/run-boot.ts';
import { CommandInput } from '../../src/cli/command.ts';
import type { CommandHost } from '../../src/cli/command.ts';
import { ProgressLine } from '../../src/cli/progress-line.ts';
import { StreamSink } from '../../src/cli/stdout-sink.ts';
import { createBootLogging } from '../../src/engine/boot/create-boot-logging.ts';
import { openCapture } from '../../src/engine/open-capture.ts';
import type { BootStatus } from '../../src/shared/boot.ts';
import { BEGAN, NOTHING, PlayedBoot } from '../engine/boot/support/played-boot.ts';
import type { PlayedSystem } from '../engine/boot/support/scripted-boot-helper.ts';
import { temporaryFolder } from '../support/opened-log.ts';
import { runProcscope } from './support/run-procscope.ts';

interface Played {
  readonly system: PlayedBoot;
  /** Runs `procscope boot …` on the system that is played. */
  readonly run: (
    action: string,
    options?: Readonly<Record<string, unknown>>,
  ) => Promise<{ said: string; warned: string[] }>;
}

function play(prepare: (system: PlayedBoot) => Partial<PlayedSystem> = () => ({})): Played {
  const system = new PlayedBoot(temporaryFolder());
  system.set(prepare(system));
  const path = system.helper();
  const elevated = () => Promise.resolve({ command: path, args: [] });
  const boot = createBootLogging({ path: () => path, elevated }, 'linux');
  return {
    system,
    run: async (action, options = {}) => {
      let said = '';
      const warned: string[] = [];
      const write = (chunk: Buffer, _: unknown, done: () => void): void => {
        said += chunk.toString();
        done();
      };
      const host: CommandHost = {
        output: new StreamSink(new Writable({ write })),
        progress: new ProgressLine({ write: () => undefined }),
        signal: new AbortController().signal,
        warn: (sentence) => warned.push(sentence),
        endWith: () => expect.unreachable('Its status is that of every command'),
      };
      await runBoot(readBootJob(new CommandInput([action], options)), boot, host);
      return { said, warned };
    },
  };
}

const eventsIn = async (path: string): Promise<number> => {
  const opening = await openCapture(path);
  await opening.finished;
  const { length } = opening.capture.store;
  await opening.capture.close();
  return length;
};

describe.skipIf(process.platform === 'win32')('procscope boot', () => {
  it('says before it changes anything what that is, and afterwards how it is', async () => {
    const { run, system } = play();
    const { said } = await run('enable');
    const [first = '', ...rest] = said.trim().split('\n');
    expect(first).toBe(
      'Copies the capture helper to /usr/libexec/procscope-boot/procscope-helper, which administrators alone can change.',
    );
    expect(rest.at(-1)).toBe('Boot logging is on: the next start of the system is recorded, once.');
    expect(system.status.isArmed).toBe(true);
    // What is on already is not announced again.
    expect((await run('enable')).said).toBe(`${rest.at(-1) ?? ''}\n`);
    expect((await run('disable')).said).toBe(
      'Boot logging is off: the next start of the system is not recorded.\n',
    );
    expect(system.status.isArmed).toBe(false);
  });

  it('announces nothing where it is not possible, and says why', async () => {
    const sentence = 'Boot logging needs systemd, and this system was not started by it.';
    const unsupported = { code: 'boot/unsupported', sentence, facts: { reason: 'no-systemd' } } as const;
    const { run } = play(() => ({ status: { ...NOTHING, unsupported } }));
    await expect(run('enable')).rejects.toMatchObject({ code: 'boot/unsupported', message: sentence });
    expect((await run('status')).said).toContain(sentence);
  });

  it('tells the state for people, and for programs all of it', async () => {
    const { run, system } = play((played) => {
      const log = played.addLog({ id: 'first', isComplete: false, dropped: 1234 });
      const recording = { ...played.addLog({ id: 'now' }), isComplete: false, events: undefined };
      return { status: { ...NOTHING, logs: [log], recording, leftovers: ['/left'] } };
    });
    const { said } = await run('status');
    expect(said).toContain('Boot logging is off');
    expect(said).toContain('500 events, 24 KiB, 1,234 events dropped at the size limit');
    expect(said).toContain('It was cut off by a crash or a power loss. Its id is first.');
    expect(said).toContain('This start is being recorded since');
    expect(said).toContain('procscope boot disable removes them: /left');
    const json = JSON.parse((await run('status', { json: true })).said) as BootStatus;
    expect(json).toEqual(system.status);
  });

  it('saves the oldest log and deletes it then, tells of others, and of what is missing', async () => {
    const { run, system } = play((played) => ({
      status: {
        ...NOTHING,
        logs: [
          played.addLog({ id: 'first', isComplete: false }),
          played.addLog({ id: 'second', began: BEGAN + 86_400_000 }, 7),
        ],
      },
    }));
    const output = join(temporaryFolder(), 'boot.procscope');
    const { said, warned } = await run('collect', { output });
    expect(said).toMatch(
      /^50\d events of the start on 2026-11-20 .* written to ".*boot\.procscope"\. The log was deleted\.\n$/,
    );
    expect(warned.join('\n')).toMatch(/breaks off[^]*Another log waits/);
    expect(await eventsIn(output)).toBeGreaterThanOrEqual(500);
    expect(system.status.logs.map(({ id }) => id)).toEqual(['second']);
    const kept = await run('collect', { output, keep: true, log: 'second' });
    expect(kept).toMatchObject({
      said: expect.stringMatching(/^7 events [^]*procscope"\.\n$/) as string,
      warned: [],
    });
    expect(await eventsIn(output)).toBe(7);
    expect(system.status.logs).toHaveLength(1);
  });

  it('says what is wrong with the target before the recording is ended', async () => {
    const { run, system } = play((played) => ({
      status: { ...NOTHING, recording: { ...played.addLog({ id: 'now' }), isComplete: false } },
    }));
    const folder = temporaryFolder();
    await expect(run('collect', { output: join(folder, 'none', 'boot.procscope') })).rejects.toMatchObject({
      code: 'file/not-found',
    });
    await expect(run('collect', { output: '/dev/null' })).rejects.toMatchObject({ code: 'file/io' });
    expect(system.status.recording?.id).toBe('now');
    const output = join(folder, 'boot.procscope');
    await run('collect', { output });
    expect(system.status).toEqual(NOTHING);
    expect(readdirSync(folder)).toEqual(['boot.procscope']);
  });

  it('deletes a log by its id, and asks which where there are several', async () => {
    const { run, system } = play((played) => ({
      status: { ...NOTHING, logs: [played.addLog({ id: 'first' }), played.addLog({ id: 'second' })] },
    }));
    await expect(run('discard')).rejects.toThrow('There are several boot logs: name one with --log');
    await expect(run('discard', { log: 'third' })).rejects.toMatchObject({ code: 'boot/no-log' });
    expect((await run('discard', { log: 'first' })).said).toContain('was deleted.');
    await run('discard');
    expect(system.status.logs).toEqual([]);
    await expect(run('collect')).rejects.toMatchObject({ code: 'boot/no-log' });
  });
});

it.each([
  [
    ['boot', 'start'],
    '"start" is nothing that procscope boot can do: write enable, disable, status, collect or discard.',
  ],
  [['boot', 'enable', '--json'], '--json belongs to procscope boot status.'],
  [['boot', 'status', '--log', 'a'], '--log belongs to procscope boot collect and discard.'],
  [
    ['boot', 'collect', '-o', '-'],
    'A capture file cannot be written to standard output: name a file with --output.',
  ],
])('%j is refused with a sentence', async (args, sentence) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mine'), '');
  expect(await runProcscope(args, { cwd: folder })).toEqual({
    status: 2,
    stdout: '',
    stderr: `procscope: ${sentence}\n`,
  });
  expect(existsSync(join(folder, '-'))).toBe(false);
});
