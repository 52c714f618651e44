import { writeSync } from 'node:fs';
import { FrameReader } from '../../src/engine/wire/frame-reader.ts';
import { FrameKind, HelperState } from '../../src/engine/wire/wire-format.ts';
import type { WireFrames } from '../engine/live/support/wire-frames.ts';

/** Sends bytes. What the pipe does not take now is waited for: reading is somebody else's business. */
export function send(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

export interface PlayedHelper {
  readonly hello: Buffer;
  /** Makes what comes behind a start but before the answer to it; frames are numbered as they are made. */
  readonly begin?: () => readonly Buffer[];
  /** Sends what is recorded; gives commands their turn now and then. */
  readonly play: () => Promise<void>;
}

/** Plays a capture helper over the standard streams. The answer to a stop comes behind the last event. */
export function playHelper(frames: WireFrames, { hello, begin, play }: PlayedHelper): void {
  send(hello);
  send(frames.ready());
  let playing: Promise<void> = Promise.resolve();
  const commands = new FrameReader();
  process.stdin.on('data', (chunk: Buffer) => {
    commands.push(chunk);
    for (let frame = commands.next(); frame !== undefined; frame = commands.next()) {
      const { kind } = frame;
      const token = frame.payload.readUInt32LE(kind === FrameKind.Start ? 4 : 0);
      if (kind === FrameKind.Filter) send(frames.state(HelperState.FilterSet, token));
      else if (kind === FrameKind.Rate) send(frames.state(HelperState.RateSet, token));
      else if (kind === FrameKind.Start) {
        begin?.().forEach(send);
        send(frames.state(HelperState.Running, token));
        playing = play();
      } else if (kind === FrameKind.Stop)
        void playing.then(() => send(frames.state(HelperState.Stopped, token)));
      else process.exit();
    }
  });
  process.stdin.on('end', () => process.exit());
}
