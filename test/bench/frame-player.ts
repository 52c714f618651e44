import { HelperFrames } from './helper-frames.ts';
import { playHelper, send } from './played-helper.ts';

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

playHelper(frames, { hello: frames.hello(), play });
