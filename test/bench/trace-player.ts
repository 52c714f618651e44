import { FrameKind } from '../../src/engine/wire/wire-format.ts';
import { WindowsFrames } from '../engine/live/support/windows-frames.ts';
import { playHelper, send } from './played-helper.ts';
import { TraceFrames, moveTimes, sessionPayload } from './trace-frames.ts';

/** How a trace is played. */
export interface TracePlay {
  /** An .etl file, whose records are sent again and again, later each time. */
  readonly trace: string;
  /** Records that are sent at least; the last round is sent whole. */
  readonly records: number;
}

/** Plays the capture helper of Windows as fast as it is read: `trace-player.ts PLAY`, as JSON. */
const { trace, records } = JSON.parse(process.argv[2] ?? '') as TracePlay;
const recorded = await TraceFrames.read(trace);
const frames = new WindowsFrames();

async function play(): Promise<void> {
  for (let sent = 0; sent < records; sent += recorded.records) {
    for (const batch of recorded.batches) {
      send(frames.raw(FrameKind.RawRecords, batch.payload));
      moveTimes(batch, recorded.span);
      // Commands are read now and then.
      await new Promise(setImmediate);
    }
  }
}

playHelper(frames, {
  hello: frames.windowsHello(undefined, recorded.frequency),
  begin: () => [
    frames.raw(FrameKind.RawSession, sessionPayload(recorded)),
    frames.raw(FrameKind.RawProviders, recorded.providers),
  ],
  play,
});
