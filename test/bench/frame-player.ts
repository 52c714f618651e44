import { writeSync } from 'node:fs';
import { FrameReader } from '../../src/engine/wire/frame-reader.ts';
import { FrameKind, HelperState } from '../../src/engine/wire/wire-format.ts';
import { HelperFrames } from './helper-frames.ts';

/** How a helper is played. */
export interface Play {
  readonly events: number;
  /** Events a second; 0 for as fast as they are read. */
  readonly rate: number;
  /**
   * Events that may wait to be read, as in the kernel's buffer: what comes beyond is lost, and told. Absent: those that happen
   * wait, and none is lost.
   */
  readonly room?: number;
  /** Whether there are new files and processes all the time. */
  readonly hasNews?: boolean;
}

/** Plays a capture helper: `frame-player.ts PLAY`, as JSON. The answer to a stop comes behind the last event. */
const { events: total, rate, room = Infinity, hasNews = false } = JSON.parse(process.argv[2] ?? '') as Play;
const helper = new HelperFrames();
const { frames } = helper;

/** What the pipe does not take now is waited for: reading is somebody else's business. */
function send(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

const now = (): number => Number(process.hrtime.bigint());

async function play(): Promise<void> {
  for (const frame of helper.definitions(now())) send(frame);
  const begin = now();
  const step = rate === 0 ? 1000 : 1e9 / rate;
  let batches = 0;
  for (let done = 0; done < total;) {
    const due = begin + done * step;
    if (rate > 0 && now() < due) {
      await new Promise((resolve) => setTimeout(resolve, (due - now()) / 1e6));
      continue;
    }
    const waiting = rate > 0 ? Math.floor((now() - due) / step) : 0;
    if (waiting > room) {
      const lost = Math.min(waiting - room, total - done);
      done += lost;
      send(frames.loss(lost, Math.floor(begin + done * step)));
      if (done >= total) break;
    }
    const time = Math.floor(begin + done * step);
    if (hasNews) for (const frame of helper.news(time)) send(frame);
    const batch = helper.batch(time, step);
    send(batch.frame);
    done += batch.events;
    // Commands are read now and then.
    if (++batches % 8 === 0) await new Promise(setImmediate);
  }
}

send(frames.hello());
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
      send(frames.state(HelperState.Running, token));
      playing = play();
    } else if (kind === FrameKind.Stop)
      void playing.then(() => send(frames.state(HelperState.Stopped, token)));
    else process.exit();
  }
});
process.stdin.on('end', () => process.exit());
