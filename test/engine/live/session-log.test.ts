import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { LogFile } from '../../../src/engine/live/log-file.ts';
import type { LogSink } from '../../../src/engine/live/session-log.ts';
import { HelperErrorCode, LossCause, Severity } from '../../../src/engine/wire/wire-format.ts';
import type { TraceEvent } from '../../support/etw-trace.ts';
import { temporaryFolder } from '../../support/opened-log.ts';
import { playedWindows } from './support/etw-rig.ts';
import { scripted, startSession, until } from './support/live-rig.ts';
import { WindowsFrames } from './support/windows-frames.ts';

const { signal } = new AbortController();

/** A log that is kept as lines. */
class Lines implements LogSink {
  readonly lines: string[] = [];
  readonly times = new Map<string, number>();
  isClosed = false;

  line(time: number, text: string): void {
    expect(this.isClosed).toBe(false);
    this.lines.push(text);
    this.times.set(text, time);
  }

  close(): Promise<void> {
    this.isClosed = true;
    return Promise.resolve();
  }
}

const watch = (at: number, filter: number): TraceEvent => ({
  ...{ at, provider: Provider.FileIo, opcode: 77, version: 3, pid: 44, tid: 12 },
  fields: { Irp: BigInt(at), FileObject: 0x9a00n, TTID: 12, InfoClass: filter, Length: 64 },
});

function lot(frames: WindowsFrames, ...more: readonly Buffer[]): Buffer[] {
  return [frames.session(), frames.session('Procscope Events'), ...more];
}

describe('the log of a capture', () => {
  it('has what the helper says of itself and tried, at its time, what was lost and why, and the end', async () => {
    const frames = new WindowsFrames();
    const sentence = 'Call stacks are not given here.';
    const unix = BigInt(Date.UTC(2026, 0, 2)) * 1_000_000n;
    const lots = [
      lot(
        frames,
        frames.log(0, 'before the clock is known'),
        frames.clockAt(1000, unix),
        frames.log(3500, 'Names of open files: KernelRundown refused (5)'),
        frames.error(HelperErrorCode.Hook, sentence, Severity.Warning),
        frames.records(watch(10, 0x11), watch(11, 0x2), watch(12, 0x11)),
        frames.lostAt(2, 3, LossCause.HelperFull),
        frames.lostAt(3, 4, LossCause.HelperFull),
        frames.lostAt(4, 1, LossCause.Buffers),
      ),
      lot(frames, frames.log(60_000, 'once more')),
    ];
    const log = new Lines();
    const began = Date.now();
    const helper = playedWindows(lots);
    const { session } = await startSession({ source: 'etw', helper }, { log });
    await until(() => session.state().lost === 8);
    await session.stop();
    expect(log.lines).toEqual([
      'Capture helper: Windows, X86_64, 4 processors, protocol 1.0, PID 0',
      '  source: etw',
      '  kernel: 10.0.19045',
      '  host: PC',
      'Recording begins',
      'before the clock is known',
      'Names of open files: KernelRundown refused (5)',
      `The capture helper warns (${HelperErrorCode.Hook}): ${sentence}`,
      'Order of the sessions: 0 of 3 records came behind later ones that had gone on; sorted within 500 ms',
      'Numbers of NotifyChangeDirectory, taken for filters: 0x11 (2), 0x2 (1)',
      'Recording ended: as it was asked to',
      'Events: 3 recorded, 8 lost, 0 left out by the filter',
      "Lost: 7 (The capture helper's queue was full: more happened than could be sent)",
      'Lost: 1 (Windows lost whole buffers of events: more happened than could be read)',
    ]);
    expect(log.times.get(log.lines[5]!)).toBeGreaterThanOrEqual(began);
    expect(log.times.get(log.lines[6]!)).toBe(Date.UTC(2026, 0, 2) + 2500);

    const before = log.lines.length;
    await session.goOn({ folder: '', source: 'etw', helper }, signal);
    await until(() => log.lines.includes('once more'));
    await session.close();
    expect(log.lines.slice(before)).toEqual([
      'Recording begins',
      'once more',
      'Recording ended: the capture was closed',
      'Events: 3 recorded, 8 lost, 0 left out by the filter',
    ]);
    expect(log.isClosed).toBe(true);
  });

  it('says how a helper ended that nobody asked to, and that another goes on', async () => {
    const frames = new WindowsFrames();
    const log = new Lines();
    const helper = playedWindows([lot(frames)]);
    const { session } = await startSession({ source: 'etw', helper }, { log });
    process.kill(session.helperPid!, 'SIGKILL');
    await until(() => session.state().state === 'failed');
    expect(log.lines.at(-2)).toBe(`Recording ended: ${session.state().error!.sentence}`);
    await session.goOn({ folder: '', source: 'etw', helper: playedWindows([lot(frames)]) }, signal);
    const hellos = log.lines.filter((line) => line.startsWith('Capture helper: '));
    expect(hellos).toHaveLength(2);
  });

  it('says why a capture did not begin, and is closed', async () => {
    const log = new Lines();
    const sentence = 'This is what happened. This is what to do.';
    const helper = scripted({ fatal: [HelperErrorCode.Session, sentence] });
    await expect(startSession({ helper }, { log })).rejects.toMatchObject({ message: sentence });
    expect(log).toMatchObject({
      lines: [`The capture did not begin: ${sentence}`],
      isClosed: true,
    });
  });

  it('takes times that make no sense for now', async () => {
    const frames = new WindowsFrames();
    const log = new Lines();
    const began = Date.now();
    const far = frames.clockAt(0, -(1n << 62n));
    const helper = playedWindows([lot(frames, far, frames.log(0, 'when'))]);
    await startSession({ source: 'etw', helper }, { log });
    await until(() => log.times.has('when'));
    expect(log.times.get('when')).toBeGreaterThanOrEqual(began);
  });

  it('of Linux, whose helper tells nothing that it tried, has the rest', async () => {
    const path = join(temporaryFolder(), 'capture.log');
    const log = await LogFile.begin(path, '1.2.3');
    const { session } = await startSession(
      { helper: scripted({ events: 10, most: 50, losses: 7 }) },
      { log },
    );
    await until(() => session.state().recorded === 50);
    await session.stop();
    await session.close();
    const lines = readFileSync(path, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.slice(26));
    expect(lines[0]).toMatch(/^Procscope 1\.2\.3 on /);
    expect(lines[1]).toMatch(/^Capture helper: Linux, X86_64, \d+ processors, protocol 1\.\d+, PID \d+$/);
    expect(lines.slice(-4)).toEqual([
      'Recording begins',
      'Recording ended: as it was asked to',
      'Events: 50 recorded, 7 lost, 0 left out by the filter',
      "Lost: 7 (The kernel's buffer was full: more happened than could be read)",
    ]);
  });
});
