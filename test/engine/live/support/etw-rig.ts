import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CellFormatter } from '../../../../src/engine/cells/cell-formatter.ts';
import { StoredPayloads } from '../../../../src/engine/capture/stored-payloads.ts';
import type { Capture } from '../../../../src/engine/capture/capture.ts';
import { DropStage } from '../../../../src/engine/live/drop-stage.ts';
import { EtwSystem } from '../../../../src/engine/live/etw-system.ts';
import { fileTimeOfUnix } from '../../../../src/engine/live/boot-clock.ts';
import type { LiveSource } from '../../../../src/engine/live/live-source.ts';
import type { LiveRequest } from '../../../../src/engine/live/start-helper.ts';
import { EventStore } from '../../../../src/engine/store/event-store.ts';
import { WireStream } from '../../../../src/engine/wire/wire-stream.ts';
import type { HelloMessage, WireMessage } from '../../../../src/engine/wire/wire-messages.ts';
import type { DropFilter } from '../../../../src/shared/api/live-contract.ts';
import type { ProcscopeError } from '../../../../src/shared/errors.ts';
import type { ColumnName } from '../../../../src/shared/columns.ts';
import { temporaryFolder } from '../../../support/opened-log.ts';
import type { PlayedFrame, WindowsScript } from './windows-helper.ts';
import { TRACE_UNIX, WindowsFrames } from './windows-frames.ts';

/** Milliseconds that the capture of tests begins before its first session. */
export const EARLIER = 250;

/** What the frames of a helper of Windows become in a store, without a process and without a file. */
export class EtwRig {
  readonly frames = new WindowsFrames();
  readonly clockSteps: bigint[] = [];
  readonly notices: ProcscopeError[] = [];
  readonly system: EtwSystem;
  readonly store: EventStore;
  source: LiveSource;
  readonly #stream = new WireStream();
  readonly #hello: HelloMessage;

  constructor(options: { readonly most?: number; readonly ticksPerSecond?: bigint } = {}) {
    const [hello] = [...this.#stream.push(this.frames.windowsHello(undefined, options.ticksPerSecond))];
    if (hello?.type !== 'hello') throw new Error('The frames begin with no hello');
    this.#hello = hello;
    this.system = new EtwSystem(hello, { startUnix: TRACE_UNIX - BigInt(EARLIER) * 1_000_000n });
    const { dialect } = this.system;
    this.store = new EventStore({
      operation: (key) => dialect.operation(key),
      resultText: (code) => dialect.resultText(code),
    });
    this.source = this.#makeSource(options.most);
  }

  /** Another helper goes on. */
  changeHelper(): void {
    this.source = this.#makeSource();
  }

  push(...frames: readonly Buffer[]): this {
    for (const message of this.messages(...frames)) this.source.take(message);
    return this;
  }

  *messages(...frames: readonly Buffer[]): Generator<WireMessage> {
    for (const frame of frames) yield* this.#stream.push(frame);
  }

  drop(filter: DropFilter | undefined): void {
    const { meta, dialect } = this.capture;
    const accountOf = (id: string): string | undefined => this.system.accountOf(id);
    const cells = { timeZoneOffset: () => 0 };
    const stage =
      filter === undefined ? undefined : new DropStage(filter, { meta, dialect, accountOf, cells });
    this.source.setStage(stage);
  }

  get capture(): Capture {
    const { dialect, info, startUnix } = this.system;
    return {
      meta: {
        format: 'native',
        dialect: 'etw',
        bitness: 64,
        system: info,
        startTime: fileTimeOfUnix(startUnix),
      },
      store: this.store,
      dialect,
      payloads: new StoredPayloads(this.store),
      icons: [],
      hosts: [],
      ports: [],
      accountOf: (id) => this.system.accountOf(id),
      close: () => Promise.resolve(),
    };
  }

  /** Cells of all events, a line for each event. */
  rows(...columns: readonly ColumnName[]): string[] {
    return rowsOf(this.capture, ...columns);
  }

  #makeSource(most?: number): LiveSource {
    return this.system.makeSource({
      store: this.store,
      hello: this.#hello,
      most,
      onClockStep: (step) => this.clockSteps.push(step),
      onNotice: (notice) => this.notices.push(notice),
    });
  }
}

/** Cells of all events of a capture, a line for each event. */
export function rowsOf(capture: Capture, ...columns: readonly ColumnName[]): string[] {
  const cells = new CellFormatter(capture, { timeZoneOffset: () => 0 });
  return capture.store.segments.flatMap((segment) =>
    Array.from({ length: segment.length }, (_, i) => {
      cells.at(segment, i);
      return columns.map((column) => cells.text(column)).join(' | ');
    }),
  );
}

/** A command that plays a helper of Windows; each lot of frames comes behind a start, the first frame before its answer. */
export function playedWindows(
  lots: readonly (readonly Buffer[])[],
  {
    ended = false,
    frames = new WindowsFrames(),
    stacked = [],
  }: { ended?: boolean; frames?: WindowsFrames; stacked?: typeof lots } = {},
): LiveRequest['helper'] {
  const script: WindowsScript = {
    hello: played(frames.windowsHello())[0]!,
    lots: lots.map((lot) => lot.flatMap(played)),
    stacked: stacked.map((lot) => lot.flatMap(played)),
    ended,
  };
  const path = join(temporaryFolder(), 'script.json');
  writeFileSync(path, JSON.stringify(script));
  return { command: process.execPath, args: [join(import.meta.dirname, 'windows-helper.ts'), path] };
}

/** The frames that stand one behind the other in a buffer. */
function played(frames: Buffer): PlayedFrame[] {
  const found: PlayedFrame[] = [];
  for (let at = 0; at < frames.length;) {
    const end = at + 24 + frames.readUInt32LE(at + 8);
    found.push([frames.readUInt16LE(at + 4), frames.toString('base64', at + 24, end)]);
    at = end;
  }
  return found;
}
