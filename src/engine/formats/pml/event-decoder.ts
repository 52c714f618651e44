import { EventClass } from '../../../shared/event-class.ts';
import type { OperationId, ProcessId, RelTicks, ResultId, StringId } from '../../../shared/units.ts';
import { pmlOperationKey } from '../../dialect/pml/operation-key.ts';
import type { Epoch } from '../../store/epoch.ts';
import type { EventStore } from '../../store/event-store.ts';
import { sidText } from './accounts.ts';
import type { Accounts } from './accounts.ts';
import { IdCache } from './id-cache.ts';
import { EVENT, EVENT_HEAD_BYTES, HEADER_BYTES, STATUS_PENDING } from './layout.ts';
import { NETWORK_BYTES, NETWORK_IS_TCP } from './network-path.ts';
import type { NetworkPaths } from './network-path.ts';
import {
  DIRECTORY_CONTROL,
  INTEGRITY_SID_LENGTH_AT,
  MAX_PATH_REACH,
  PROCESS_CREATE,
  PROCESS_CREATE_BYTES,
  QUERY_DIRECTORY,
  USER_SID_LENGTH_AT,
  pathLocations,
  pathSlot,
} from './path-location.ts';
import type { PathLocations } from './path-location.ts';
import { PatternPath } from './pattern-path.ts';
import type { Processes } from './processes.ts';
import type { RecordWindow } from './record-window.ts';

const EMPTY = 0 as StringId;
/** Classes 0 to 7 with operation codes and sub-operations of 8 bits: one slot each. */
const OPERATION_SLOTS = 8 * 256 * 256;

/** What is wrong with events, counted. */
export interface EventDamage {
  /** Records that do not lie in the file and have no row. */
  outside: number;
  /** Records whose details do not lie in the file; their rows have no path. */
  cut: number;
  /** Paths that are longer than their detail block says. */
  cutPaths: number;
}

/** The time that the ticks of a capture's events are counted from, as halves of a FILETIME: that of the first event. */
export interface TimeBase {
  isKnown: boolean;
  high: number;
  low: number;
}

/** What one part of a log gives to its events. */
export interface DecoderPart {
  readonly is64Bit: boolean;
  readonly fileSize: number;
  /** The part's number in units of the store's payload bases. */
  readonly payloadBase: number;
  readonly processes: Processes;
  readonly networkPaths: NetworkPaths;
  readonly accounts: Accounts;
  /** Shared by all parts; the first event sets it. */
  readonly timeBase: TimeBase;
}

/**
 * Turns event records of one part into rows of the event store. The loop is guarded by the opening benchmark; nothing is
 * allocated in it but what is new: texts, processes, operations.
 */
export class EventDecoder {
  readonly damage: EventDamage = { outside: 0, cut: 0, cutPaths: 0 };
  /** What {@link decode} needs in the window to go on. */
  needPosition = 0;
  needBytes = 0;
  readonly #store: EventStore;
  readonly #part: DecoderPart;
  readonly #pointerBytes: number;
  readonly #locations: PathLocations;
  readonly #patternPath = new PatternPath();
  #epoch: Epoch | undefined;
  readonly #processIds = new IdCache();
  readonly #resultIds = new IdCache();
  /** Operation ids plus one; 0 where none is known yet. */
  #operationIds = new Int32Array(0);
  /** Records of an undamaged log do not overlap; what claims far more bytes than the file has repeats itself. */
  #budget: number;

  constructor(store: EventStore, part: DecoderPart) {
    this.#store = store;
    this.#part = part;
    this.#pointerBytes = part.is64Bit ? 8 : 4;
    this.#locations = pathLocations(part.is64Bit);
    this.#budget = part.fileSize * 4 + 16 * 1024 * 1024;
  }

  /** Whether the events claimed so many bytes that they must overlap: the rest is not worth reading. */
  get isExhausted(): boolean {
    return this.#budget < 0;
  }

  /**
   * Appends the events at `positions` [from, to) in this order. Returns the index of the first that was not appended: it is
   * `to`, unless the window must be moved first ({@link needPosition}) or the log {@link isExhausted}.
   */
  decode(window: RecordWindow, positions: Uint32Array, from: number, to: number): number {
    const { view, bytes, origin, start, end } = window;
    const { fileSize, payloadBase, timeBase } = this.#part;
    const pointerBytes = this.#pointerBytes;
    const store = this.#store;
    for (let i = from; i < to; i++) {
      const position = positions[i]!;
      if (position < HEADER_BYTES || position + EVENT_HEAD_BYTES > fileSize) {
        this.damage.outside++;
        continue;
      }
      if (position < start || position + EVENT_HEAD_BYTES > end)
        return this.#need(position, EVENT_HEAD_BYTES, i);
      const at = position - origin;
      const detail = at + EVENT_HEAD_BYTES + view.getUint16(at + EVENT.frames, true) * pointerBytes;
      let detailEnd = detail + view.getUint32(at + EVENT.detailBytes, true);
      if (origin + detailEnd > fileSize) {
        this.damage.cut++;
        detailEnd = detail;
      } else if (origin + detailEnd > end) {
        const needed = Math.min(detailEnd, detail + MAX_PATH_REACH) - at;
        if (position + needed > end) return this.#need(position, needed, i);
      }
      this.#budget -= detailEnd - at;
      if (this.#budget < 0) return i;

      const epoch = store.reserve(0);
      if (epoch !== this.#epoch) this.#enter(epoch);
      const process = this.#processId(view.getUint32(at + EVENT.processIndex, true), epoch);
      // The upper half of the class is zero in every log; read as one number, so that damage shows as an unknown class.
      const eventClass = view.getUint32(at + EVENT.eventClass, true);
      const operation = view.getUint16(at + EVENT.operation, true);
      let sub = 0;
      if (detail < detailEnd) {
        if (eventClass === EventClass.FileSystem || eventClass === EventClass.Ipc) sub = bytes[detail]!;
        else if (eventClass === EventClass.Network) sub = (bytes[detail]! & NETWORK_IS_TCP) === 0 ? 0 : 1;
      }
      const operationId = this.#operationId(eventClass, operation, sub, epoch);
      const status = view.getUint32(at + EVENT.status, true);
      const result = this.#resultId(status, epoch);

      const low = view.getUint32(at + EVENT.time, true);
      const high = view.getUint32(at + EVENT.time + 4, true);
      if (!timeBase.isKnown) {
        timeBase.isKnown = true;
        timeBase.high = high;
        timeBase.low = low;
      }
      const time = (high - timeBase.high) * 0x1_0000_0000 + (low - timeBase.low);
      const duration =
        status === STATUS_PENDING
          ? -1
          : view.getUint32(at + EVENT.duration, true) +
            view.getUint32(at + EVENT.duration + 4, true) * 0x1_0000_0000;

      const path = this.#path(epoch, eventClass, operation, sub, bytes, view, detail, detailEnd);
      store.appendExternal(
        process,
        view.getUint32(at + EVENT.tid, true),
        operationId,
        result,
        time as RelTicks,
        duration,
        path,
        payloadBase,
        position,
      );
    }
    return to;
  }

  #need(position: number, length: number, index: number): number {
    this.needPosition = position;
    this.needBytes = length;
    return index;
  }

  /** Ids are those of one epoch: in a new one all of them are asked for anew. */
  #enter(epoch: Epoch): void {
    // The first epoch of a part has all its processes.
    if (this.#epoch !== undefined) this.#part.processes.resolveSystem(epoch);
    this.#epoch = epoch;
    this.#processIds.clear();
    this.#resultIds.clear();
    this.#operationIds = new Int32Array(OPERATION_SLOTS);
  }

  #processId(index: number, epoch: Epoch): ProcessId {
    const known = this.#processIds.get(index);
    if (known >= 0) return known as ProcessId;
    const id = this.#part.processes.resolve(index, epoch);
    this.#processIds.set(index, id);
    return id;
  }

  #operationId(eventClass: number, operation: number, sub: number, epoch: Epoch): OperationId {
    const slot = pathSlot(eventClass, operation);
    if (slot < 0) return epoch.operations.intern(pmlOperationKey(eventClass, operation, sub)) as OperationId;
    const known = this.#operationIds[slot * 256 + sub]!;
    if (known > 0) return (known - 1) as OperationId;
    const id = epoch.operations.intern(pmlOperationKey(eventClass, operation, sub));
    this.#operationIds[slot * 256 + sub] = id + 1;
    return id as OperationId;
  }

  #resultId(status: number, epoch: Epoch): ResultId {
    const known = this.#resultIds.get(status);
    if (known >= 0) return known as ResultId;
    const id = epoch.results.intern(status);
    this.#resultIds.set(status, id);
    return id as ResultId;
  }

  #path(
    epoch: Epoch,
    eventClass: number,
    operation: number,
    sub: number,
    bytes: Buffer,
    view: DataView,
    detail: number,
    detailEnd: number,
  ): StringId {
    const slot = pathSlot(eventClass, operation);
    const infoAt = slot < 0 ? -1 : this.#locations.info[slot]!;
    if (infoAt < 0) {
      if (eventClass !== EventClass.Network || detailEnd - detail < NETWORK_BYTES) return EMPTY;
      return this.#part.networkPaths.intern(bytes, detail, epoch.strings);
    }
    let text = detail + this.#locations.text[slot]!;
    if (text > detailEnd) return EMPTY;
    if (eventClass === EventClass.Process && operation <= PROCESS_CREATE) {
      this.#learnAccount(epoch, bytes, detail, detailEnd);
      text += bytes[detail + USER_SID_LENGTH_AT]! + bytes[detail + INTEGRITY_SID_LENGTH_AT]!;
    }
    const info = view.getUint16(detail + infoAt, true);
    const isNarrow = (info & 0x8000) !== 0;
    let end = text + (isNarrow ? info & 0x7fff : info * 2);
    if (end > detailEnd) {
      this.damage.cutPaths++;
      end = Math.max(text, detailEnd);
    }
    if (eventClass === EventClass.FileSystem && operation === DIRECTORY_CONTROL && sub === QUERY_DIRECTORY) {
      const id = this.#patternPath.intern(epoch.strings, bytes, text, end, detailEnd, isNarrow);
      if (id !== undefined) return id;
    }
    return isNarrow
      ? epoch.strings.internLatin1(bytes, text, end)
      : epoch.strings.internUtf16(bytes, text, end);
  }

  /** Process Create and Process Defined tell the SID of a process, the table of processes its user's name. */
  #learnAccount(epoch: Epoch, bytes: Buffer, detail: number, detailEnd: number): void {
    const { accounts, processes } = this.#part;
    const start = detail + PROCESS_CREATE_BYTES;
    const end = start + bytes[detail + USER_SID_LENGTH_AT]!;
    if (end > detailEnd || !accounts.hasRoom) return;
    const user = processes.userOf(bytes.readUInt32LE(detail), epoch);
    const sid = user === undefined || user === EMPTY ? undefined : sidText(bytes, start, end);
    if (user !== undefined && sid !== undefined) accounts.add(sid, epoch.strings.get(user));
  }
}
