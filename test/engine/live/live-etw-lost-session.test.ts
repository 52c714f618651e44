import { describe, expect, it } from 'vitest';
import { Provider } from '../../../src/engine/etw/providers.ts';
import { rawTime } from '../../support/etw-trace.ts';
import type { TraceEvent } from '../../support/etw-trace.ts';
import { EtwRig, playedWindows, rowsOf } from './support/etw-rig.ts';
import { startSession, until } from './support/live-rig.ts';
import { TRACE_UNIX, WindowsFrames } from './support/windows-frames.ts';

const GUESSED = /^What Windows said of its tracing session was lost .* Events are recorded all the same/;
const UNTOLD = /^What Windows said of its tracing session was lost .* cannot be shown\. Stop the capture/;
const DAMAGED = "Events Lost | Lost: unknown, Cause: A part of the capture helper's data was damaged";

const query = (at: number): TraceEvent => ({
  ...{ at, provider: Provider.Registry, opcode: 13, version: 2, pid: 44, tid: 12 },
  fields: { InitialTime: rawTime(at) },
});

const sentences = ({ notices }: EtwRig): string[] => notices.map(({ message }) => message);

describe('a capture of Windows whose session was not told, because that was lost on the way,', () => {
  it('has its rows at the times of the helper\u2019s clock, the gap, and a notice', () => {
    const rig = new EtwRig();
    const { frames } = rig;
    frames.skip();
    rig.push(
      frames.clockAt(5, TRACE_UNIX + 5_000_000n),
      frames.drives({ '\\Device\\HarddiskVolume2': 'C:' }),
      frames.ports(6, undefined, [{ pid: 44, port: 80 }]),
      frames.records(query(10)),
    );
    rig.source.drain();
    expect(rig.rows('timeOfDay', 'operation', 'detail').slice(1)).toEqual([
      '12:00:00.0060000 AM | TCP Listen | Looked up: was there when recording began',
      '12:00:00.0100000 AM | RegQueryKey | Query: Basic',
    ]);
    expect(rig.rows('operation', 'detail')[0]).toBe(DAMAGED);
    expect(sentences(rig)).toEqual([expect.stringMatching(GUESSED)]);
  });

  it('goes on the same way without a word when an earlier one was told', () => {
    const rig = new EtwRig();
    const { frames } = rig;
    rig.push(frames.session(), frames.records(query(1)));
    rig.source.finish();
    frames.skip();
    rig.push(frames.records(query(2)));
    rig.source.drain();
    expect(rig.rows('relativeTime', 'operation')).toEqual([
      '00:00:00.2510000 | RegQueryKey',
      '00:00:00.2510000 | Events Lost',
      '00:00:00.2520000 | RegQueryKey',
    ]);
    expect(rig.notices).toEqual([]);
  });

  it('says once that nothing can be shown where the helper\u2019s clock is not known either', () => {
    const rig = new EtwRig({ ticksPerSecond: 0n });
    const { frames } = rig;
    rig.push(frames.records(query(1)), frames.records(query(2)));
    rig.source.drain();
    expect(rig.rows('operation')).toEqual([]);
    expect(sentences(rig)).toEqual([expect.stringMatching(UNTOLD)]);
  });

  it('tells whoever looks at it', async () => {
    const frames = new WindowsFrames();
    // The player sends the first frame before its answer: it stands for what came whole.
    const lot = [frames.drives({}), frames.records(query(1), query(2))];
    const { session } = await startSession({ source: 'etw', helper: playedWindows([lot]) });
    await until(() => session.capture.store.length === 2);
    expect(rowsOf(session.capture, 'operation')).toEqual(['RegQueryKey', 'RegQueryKey']);
    expect(session.state().notices).toMatchObject([
      { code: 'live/notice', sentence: expect.stringMatching(GUESSED) as string },
    ]);
  });
});
