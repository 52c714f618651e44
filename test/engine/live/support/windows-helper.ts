/**
 * Plays a capture helper of Windows: `node windows-helper.ts FILE`. Each start sends the next of the file's lots of frames, which
 * stand there in the order of their numbers and as JSON: frames as base64, and for an end that nobody asked for `"ended": true`.
 * A start that asks for call stacks sends those of `stacked` instead.
 */
import { readFileSync } from 'node:fs';
import { encodeFrame } from '../../../../src/engine/wire/control-frames.ts';
import { FrameReader } from '../../../../src/engine/wire/frame-reader.ts';
import { FrameKind, HelperState, StartFlag } from '../../../../src/engine/wire/wire-format.ts';

/** What the helper plays. */
export interface WindowsScript {
  /** Payloads with their kinds, base64: before it is ready. */
  readonly hello: PlayedFrame;
  /** For each start, what comes behind it. */
  readonly lots: readonly (readonly PlayedFrame[])[];
  readonly stacked?: readonly (readonly PlayedFrame[])[];
  /** Whether the system ends what it records behind the last lot. */
  readonly ended?: boolean;
}
export type PlayedFrame = readonly [kind: number, payload: string];

const script = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as WindowsScript;
let sequence = 0;
let lot = 0;

function send(kind: number, payload: Buffer): void {
  process.stdout.write(encodeFrame(kind, sequence++, payload));
}

function play([kind, payload]: PlayedFrame): void {
  send(kind, Buffer.from(payload, 'base64'));
}

function state(number: number, token: number): void {
  const payload = Buffer.alloc(16);
  payload.writeUInt32LE(number, 0);
  payload.writeUInt32LE(token, 4);
  send(FrameKind.State, payload);
}

play(script.hello);
state(HelperState.Ready, 0);

const commands = new FrameReader();
process.stdin.on('data', (chunk: Buffer) => {
  commands.push(chunk);
  for (let frame = commands.next(); frame !== undefined; frame = commands.next()) {
    const token = frame.payload.readUInt32LE(frame.kind === FrameKind.Start ? 4 : 0);
    switch (frame.kind) {
      case FrameKind.Start: {
        const hasStacks = (frame.payload.readUInt32LE(8) & StartFlag.Stacks) !== 0;
        const [session, ...rest] = (hasStacks ? script.stacked : script.lots)?.[lot++] ?? [];
        // As the real one: the sessions tell of themselves while they are started.
        if (session !== undefined) play(session);
        state(HelperState.Running, token);
        rest.forEach(play);
        if (script.ended === true && lot === script.lots.length) state(HelperState.Stopped, 0);
        break;
      }
      case FrameKind.Stop:
        state(HelperState.Stopped, token);
        break;
      case FrameKind.Filter:
        state(HelperState.FilterSet, token);
        break;
      case FrameKind.Rate:
        state(HelperState.RateSet, token);
        break;
      default:
        process.exit();
    }
  }
});
process.stdin.on('end', () => process.exit());
