import { COLUMN_NAMES } from '../../shared/columns.ts';
import { ProcscopeError } from '../../shared/errors.ts';
import { MAX_PAYLOAD_BYTES } from '../../shared/api/viewer-contract.ts';
import type { EventProperties } from '../../shared/api/viewer-contract.ts';
import type { EventNo, ProcessId } from '../../shared/units.ts';
import type { Capture } from '../capture/capture.ts';
import { ModuleMap } from '../capture/module-map.ts';
import type { CellFormatter } from '../cells/cell-formatter.ts';
import { linuxProcessInfo } from '../dialect/linux/process-info.ts';
import { Payload } from '../dialect/payload.ts';
import type { Epoch } from '../store/epoch.ts';
import type { ModuleRecord, ProcessRecord } from '../store/process-table.ts';
import type { Segment } from '../store/segment.ts';
import { toneOf } from '../view/row-window.ts';
import type { OpenedCapture } from './capture-slot.ts';

/** Segment and row of an event. Errors: 'api/bad-request' when it is not kept. */
function placeOf({ capture }: OpenedCapture, event: EventNo): readonly [segment: Segment, index: number] {
  const segment = capture.store.segmentOf(event);
  if (segment === undefined) {
    throw new ProcscopeError('api/bad-request', `The capture has no event ${event}.`, { event });
  }
  return [segment, event - segment.first];
}

/** The Path column of one event. Errors: as {@link eventProperties}. */
export function eventPath(opened: OpenedCapture, event: EventNo): string {
  opened.cells.at(...placeOf(opened, event));
  return opened.cells.text('path');
}

/** All that is known of one event. Errors: 'api/bad-request' when it is not kept; those of reading files. */
export function eventProperties(opened: OpenedCapture, event: EventNo): EventProperties {
  const { capture, cells } = opened;
  const { store } = capture;
  const [segment, index] = placeOf(opened, event);
  const { epoch } = segment;
  const processId = store.column(segment, 'process')[index] ?? 0;
  const process = epoch.processes.get(processId as ProcessId);

  cells.at(segment, index);
  const payload = new Payload();
  capture.payloads.load(segment, index, payload);
  const detail = cells.detailFields().map(({ name, value }) => ({ name, value }));
  return {
    event,
    tone: toneOf(capture, segment, index),
    columns: COLUMN_NAMES.map((column) => ({ column, text: cells.text(column) })),
    kernelPath: capture.dialect.kernelPath?.(payload, cells.text('path')),
    detail,
    process: {
      uid: process.uid,
      parentUid: process.parentUid,
      start: process.start,
      end: process.end,
      smallIcon: process.smallIcon,
      largeIcon: process.largeIcon,
      modules: process.modules.map((module) => moduleInfo(epoch, module)),
      linux:
        process.linux === undefined
          ? undefined
          : linuxProcessInfo(epoch, process.pid, process.linux, (id) => capture.accountOf(id)),
    },
    stack: stackFrames(capture, epoch, process, capture.payloads.stack(segment, index)),
    raw: rawReason(cells, detail.length > 0, payload),
    payload: copyOf(payload.bytes, payload.detailStart, payload.detailEnd),
    newer: newerRecords(capture, payload),
    extra: payload.hasExtra ? copyOf(payload.bytes, payload.extraStart, payload.extraEnd) : undefined,
  };
}

/** See `raw` of the contract. Nothing written for what the operation returned means that it is not decoded. */
function rawReason(
  cells: CellFormatter,
  hasDetails: boolean,
  { extraStart, extraEnd }: Payload,
): EventProperties['raw'] {
  const evidence = cells.evidence();
  if (evidence !== 'proven') return evidence;
  return !hasDetails && extraEnd > extraStart ? 'unknown' : undefined;
}

/** See `newer` of the contract. */
function newerRecords({ dialect }: Capture, payload: Payload): EventProperties['newer'] {
  const parts = dialect.newerParts?.(payload) ?? [];
  if (parts.length === 0) return undefined;
  return parts.map(({ isReturned, version, known, length, start, end }) => ({
    isReturned,
    version,
    known,
    size: length,
    bytes: copyOf(payload.bytes, start, end),
  }));
}

/** Bytes on memory of their own: a message carries the whole buffer under a view. */
function copyOf(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return new Uint8Array(bytes.subarray(start, Math.min(end, start + MAX_PAYLOAD_BYTES)));
}

function moduleInfo(epoch: Epoch, module: ModuleRecord): EventProperties['process']['modules'][number] {
  return {
    base: hex(module.base),
    size: module.size,
    path: epoch.strings.get(module.path),
    version: epoch.strings.get(module.version),
    company: epoch.strings.get(module.company),
    description: epoch.strings.get(module.description),
    timestamp: module.timestamp,
  };
}

function stackFrames(
  capture: Capture,
  epoch: Epoch,
  process: ProcessRecord,
  addresses: readonly bigint[],
): EventProperties['stack'] {
  const modules = new ModuleMap(capture);
  return addresses.map((address) => {
    const module = modules.find(epoch, process, address);
    return {
      address: hex(address),
      isKernel: modules.isKernel(address),
      module: module === undefined ? undefined : epoch.strings.get(module.path),
      offset: module === undefined ? undefined : Number(address - module.base),
    };
  });
}

function hex(value: bigint): string {
  return `0x${value.toString(16)}`;
}
