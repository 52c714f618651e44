import { cancelled } from '../../../shared/errors.ts';
import type { EventStore } from '../../store/event-store.ts';
import { counted } from './damage-log.ts';
import type { DamageLog } from './damage-log.ts';
import { EventDecoder } from './event-decoder.ts';
import type { PartsShared, PmlPart } from './pml-part.ts';
import { PART_BASE } from './pml-payloads.ts';
import { PageReader } from './page-reader.ts';
import { OffsetArray } from './position-source.ts';
import type { PositionSource } from './position-source.ts';
import { RecordWindow } from './record-window.ts';
import { SalvageWalk } from './salvage-walk.ts';

/** Positions that are read at once. */
const BATCH_EVENTS = 65_536;
/** Events between two looks at the clock: about a millisecond. */
const SLICE_EVENTS = 1024;
/** The event loop gets a turn after this many milliseconds. */
const YIELD_MS = 10;

/** What the reading of one part tells while it goes on. */
export interface PassListener {
  /**
   * Called whenever the event loop gets a turn; `fraction` of the part's events is read. Reading goes on when the promise,
   * where there is one, is settled.
   */
  readonly onTurn: (fraction: number) => Promise<void> | undefined;
}

/**
 * Reads all events of one part into the store, in the order of the log, with turns for the event loop.
 * Errors: 'job/cancelled', 'file/io'; the events so far stay.
 */
export async function readEvents(
  part: PmlPart,
  store: EventStore,
  shared: PartsShared,
  signal: AbortSignal,
  listener: PassListener,
): Promise<void> {
  const { file, header, plan } = part;
  const decoder = new EventDecoder(store, {
    is64Bit: header.is64Bit,
    fileSize: file.size,
    payloadBase: part.no * PART_BASE,
    processes: part.processes,
    networkPaths: part.networkPaths,
    accounts: shared.accounts,
    timeBase: shared.timeBase,
  });
  const turns = new Turns(signal, listener);
  await listProcesses(part, store, shared.damage, turns);
  const walk =
    plan.offsets === undefined
      ? new SalvageWalk(new PageReader(file, 4), header.is64Bit, plan.events)
      : undefined;
  const source: PositionSource = walk ?? new OffsetArray(file, plan.offsets ?? plan.events);
  const fraction = (done: number): number =>
    walk === undefined ? done / Math.max(1, header.events) : walk.position / Math.max(1, file.size);

  const window = new RecordWindow(file, plan.events.end);
  const positions = new Uint32Array(BATCH_EVENTS);
  let done = 0;
  try {
    for (;;) {
      const count = await source.next(walk === undefined ? positions : positions.subarray(0, SLICE_EVENTS));
      if (count < 0) break;
      const isWhole = await decodeBatch(decoder, window, positions, count, turns, (at) =>
        fraction(done + at),
      );
      done += count;
      if (turns.isDue) await turns.take(fraction(done));
      if (isWhole) continue;
      noteStop(part, store, decoder, shared.damage);
      break;
    }
  } finally {
    await window.settle();
  }
  noteDamage(part, decoder, walk, shared.damage);
}

/** Appends a batch; false when the log has no more to give: it shrank, or its events overlap. */
async function decodeBatch(
  decoder: EventDecoder,
  window: RecordWindow,
  positions: Uint32Array,
  count: number,
  turns: Turns,
  fraction: (at: number) => number,
): Promise<boolean> {
  let at = 0;
  while (at < count) {
    const stop = Math.min(at + SLICE_EVENTS, count);
    at = decoder.decode(window, positions, at, stop);
    if (at < stop) {
      if (decoder.isExhausted) return false;
      await window.move(decoder.needPosition, decoder.needBytes);
      if (window.end < decoder.needPosition + decoder.needBytes) return false;
    }
    if (turns.isDue) await turns.take(fraction(at));
  }
  return true;
}

/** Bytes of texts and number of processes that are put into an epoch before its first event. */
const LISTED_BYTES = 64 * 1024 * 1024;
const LISTED_PROCESSES = 32_768;

/** Puts the processes of a part into the epoch, those without events too. */
async function listProcesses(
  part: PmlPart,
  store: EventStore,
  damage: DamageLog,
  turns: Turns,
): Promise<void> {
  const epoch = store.reserve(0);
  let listed = 0;
  for (const index of part.processes.indexes) {
    if (listed >= LISTED_PROCESSES || epoch.strings.byteSize > LISTED_BYTES) {
      damage.warn(
        'pml/damaged',
        'process-limit',
        part.file.name,
        `"${part.file.name}" has ${counted(part.processes.size, 'process', 'processes')}; of those without events only the first ${listed.toLocaleString('en-US')} are listed.`,
        { count: listed, processes: part.processes.size },
      );
      return;
    }
    part.processes.resolve(index, epoch);
    listed++;
    if (turns.isDue) await turns.take(0);
  }
}

function noteStop(part: PmlPart, store: EventStore, decoder: EventDecoder, damage: DamageLog): void {
  const name = part.file.name;
  const read = counted(store.length, 'event');
  if (decoder.isExhausted) {
    damage.warn(
      'pml/damaged',
      'events-overlap',
      name,
      `The events of "${name}" overlap each other, which no undamaged log does. Reading stopped after ${read}.`,
      { count: store.length },
    );
  } else {
    damage.warn(
      'pml/truncated',
      'became-shorter',
      name,
      `"${name}" became shorter while it was read. Reading stopped after ${read}.`,
      { count: store.length },
    );
  }
}

function noteDamage(
  part: PmlPart,
  decoder: EventDecoder,
  walk: SalvageWalk | undefined,
  damage: DamageLog,
): void {
  const name = part.file.name;
  const { outside, cut, cutPaths } = decoder.damage;
  if (outside > 0) {
    damage.warn(
      'pml/damaged',
      'events-outside',
      name,
      `${counted(outside, 'event')} of "${name}" ${outside === 1 ? 'does' : 'do'} not lie in the file and ${outside === 1 ? 'was' : 'were'} left out.`,
      { count: outside },
    );
  }
  if (cut > 0) {
    damage.warn(
      'pml/damaged',
      'details-outside',
      name,
      `The details of ${counted(cut, 'event')} of "${name}" do not lie in the file; only the other columns are there.`,
      { count: cut },
    );
  }
  if (cutPaths > 0) {
    damage.warn(
      'pml/damaged',
      'paths-cut',
      name,
      `The paths of ${counted(cutPaths, 'event')} of "${name}" are damaged and end early.`,
      { count: cutPaths },
    );
  }
  if (walk !== undefined && walk.skippedBytes > 0) {
    damage.warn(
      'pml/damaged',
      'bytes-between',
      name,
      `${counted(walk.skippedBytes, 'byte')} between the events of "${name}" are damaged; the events that were there are missing.`,
      { bytes: walk.skippedBytes },
    );
  }
}

/** Gives the event loop its turns and looks whether the user has cancelled. */
class Turns {
  readonly #signal: AbortSignal;
  readonly #listener: PassListener;
  #next = performance.now() + YIELD_MS;

  constructor(signal: AbortSignal, listener: PassListener) {
    this.#signal = signal;
    this.#listener = listener;
  }

  get isDue(): boolean {
    return performance.now() >= this.#next;
  }

  async take(fraction: number): Promise<void> {
    await this.#listener.onTurn(fraction);
    await new Promise<void>((resolve) => setImmediate(resolve));
    if (this.#signal.aborted) throw cancelled();
    this.#next = performance.now() + YIELD_MS;
  }
}
