import { appendFileSync } from 'node:fs';
import { FrameReader } from '../../../../src/engine/wire/frame-reader.ts';
import { FrameKind, HelperState } from '../../../../src/engine/wire/wire-format.ts';
import { WireFrames } from './wire-frames.ts';

/**
 * Speaks the protocol of a capture helper without any privilege: `scripted-helper.ts SCRIPT`, a JSON text. Its events are
 * numbered: event n has the thread id n and the path `/numbered/(n mod 1000)`.
 */
export interface HelperScript {
  /** Says this error instead of getting ready. */
  readonly fatal?: readonly [code: number, sentence: string];
  /** Writes this to standard error and ends with the status, before it says hello. */
  readonly exit?: readonly [status: number, said: string];
  /** Notices before it is ready. */
  readonly notices?: readonly (readonly [code: number, sentence: string, severity: number])[];
  /** Never gets ready. */
  readonly hangs?: boolean;
  /** Events of a turn; a turn takes 5 ms. */
  readonly events?: number;
  /** In all; then nothing more happens. */
  readonly most?: number;
  /** Bytes of each event's details. */
  readonly detailBytes?: number;
  /** Events that are lost with the first turn, because the buffer was full. */
  readonly losses?: number;
  /** A file that is told after each turn how many events were sent (f64), and when (f64, ms of the monotonic clock). */
  readonly log?: string;
  /** Number of the process in whose name it all happens. */
  readonly pid?: number;
}

const script = JSON.parse(process.argv[2] ?? '{}') as HelperScript;
if (script.exit !== undefined) {
  process.stderr.write(script.exit[1]);
  process.exit(script.exit[0]);
}

const TURN_MS = 5;
const frames = new WireFrames();
const now = (): number => Number(process.hrtime.bigint());
const send = (frame: Buffer): boolean => process.stdout.write(frame);
const details = Buffer.alloc(script.detailBytes ?? 0, 1);
let sent = 0;
let timer: NodeJS.Timeout | undefined;
let isBlocked = false;

send(frames.hello());
for (const [code, sentence, severity] of script.notices ?? []) send(frames.error(code, sentence, severity));
if (script.fatal !== undefined) {
  send(frames.error(...script.fatal));
  send(frames.bye());
  process.exitCode = 1;
} else if (script.hangs !== true) {
  send(frames.ready());
}

function begin(): void {
  send(frames.clock(now(), BigInt(Date.now()) * 1_000_000n));
  send(
    frames.processes({ id: 3, pid: script.pid ?? 4242, start: 1000, name: 'worker', image: '/bin/worker' }),
  );
  if (sent === 0) {
    const paths = Array.from({ length: 1000 }, (_, n) => [n + 1, `/numbered/${n}`] as const);
    send(frames.strings(Object.fromEntries(paths)));
  }
}

function turn(): void {
  if (isBlocked) return;
  const count = Math.min(script.events ?? 10, (script.most ?? Infinity) - sent);
  if (count <= 0) return;
  const time = now();
  const events = Array.from({ length: count }, (_, i) => ({
    start: time + i,
    process: 3,
    tid: sent + i,
    path: ((sent + i) % 1000) + 1,
    details,
  }));
  if (sent === 0 && script.losses !== undefined) send(frames.loss(script.losses, time));
  sent += count;
  const isTaken = send(frames.events(...events));
  if (script.log !== undefined)
    appendFileSync(script.log, Buffer.from(Float64Array.of(sent, now() / 1e6).buffer));
  if (isTaken) return;
  // As the real one: what is not read stays in the kernel.
  isBlocked = true;
  process.stdout.once('drain', () => (isBlocked = false));
}

const commands = new FrameReader();
process.stdin.on('data', (chunk: Buffer) => {
  commands.push(chunk);
  for (let frame = commands.next(); frame !== undefined; frame = commands.next()) {
    const token = frame.payload.readUInt32LE(frame.kind === FrameKind.Start ? 4 : 0);
    switch (frame.kind) {
      case FrameKind.Start:
        begin();
        send(frames.state(HelperState.Running, token));
        timer = setInterval(turn, TURN_MS);
        break;
      case FrameKind.Stop:
        clearInterval(timer);
        send(frames.state(HelperState.Stopped, token));
        break;
      case FrameKind.Filter:
        send(frames.state(HelperState.FilterSet, token));
        break;
      case FrameKind.Rate:
        send(frames.state(HelperState.RateSet, token));
        break;
      default:
        process.exit();
    }
  }
});
process.stdin.on('end', () => process.exit());
