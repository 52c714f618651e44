import type { FileTime } from '../../../shared/units.ts';
import { fileTime } from '../../../shared/units.ts';
import { TraceClock } from '../../etw/trace-clock.ts';
import { BUFFER_HEAD_BYTES, KIND_OF_TYPE, POINTER_OF_TYPE, RecordFlag } from './layout.ts';
import { RecordKind } from '../../etw/raw-record.ts';

/** Bytes of a file's beginning that hold the whole header: names are at most a path each. */
export const LOGFILE_HEAD_BYTES = 4096;
/** Bytes of the record's own header. */
const RECORD_HEAD_BYTES = 32;
/** Bytes of TIME_ZONE_INFORMATION. */
const ZONE_BYTES = 172;

/** What a session's time values count. Source: Microsoft, WNODE_HEADER.ClientContext. */
export const ClockType = { PerformanceCounter: 1, SystemTime: 2, Cycles: 3 } as const;

/** LogFileMode: buffers are not kept apart by processor. */
export const MODE_NO_PER_PROCESSOR = 0x1000_0000;

/** The header of a trace: TRACE_LOGFILE_HEADER and the times around it. Source: etw-capture reference, 1.4. */
export interface LogfileHeader {
  /** Bytes of an unpacked buffer, as the session had them; unchecked. */
  readonly bufferSize: number;
  /** Version of Windows and of the format: major, minor, format major, format minor. */
  readonly version: readonly [number, number, number, number];
  readonly build: number;
  readonly processors: number;
  /** Bytes. */
  readonly pointerSize: 4 | 8;
  readonly cpuMHz: number;
  /** 100 ns. */
  readonly timerResolution: number;
  readonly maxFileSize: number;
  readonly logFileMode: number;
  readonly buffersWritten: number;
  readonly eventsLost: number;
  readonly buffersLost: number;
  readonly clockType: number;
  /** Hz of the performance counter. */
  readonly perfFreq: bigint;
  readonly startTime: FileTime;
  /** 0 when the session was not closed. */
  readonly endTime: FileTime;
  readonly bootTime: FileTime;
  /** The session's clock at {@link startTime}. */
  readonly rawTimeAtStart: bigint;
  readonly loggerName: string;
  readonly logFileName: string;
  /** UTC is local time plus these minutes. */
  readonly utcBiasMinutes: number;
}

/**
 * Reads the header of a trace from the beginning of its file; undefined when that is none. Texts that are cut end where
 * the bytes end.
 */
export function readLogfileHeader(bytes: Buffer): LogfileHeader | undefined {
  const record = BUFFER_HEAD_BYTES;
  const at = record + RECORD_HEAD_BYTES;
  if (bytes.length < at + 56) return undefined;
  const type = bytes.readUInt8(record + 2);
  const flags = bytes.readUInt8(record + 3);
  const isHeader =
    flags === (RecordFlag.Trace | RecordFlag.HasType) &&
    KIND_OF_TYPE[type] === RecordKind.System &&
    bytes.readUInt8(record + 6) === 0 &&
    bytes.readUInt8(record + 7) === 0;
  if (!isHeader) return undefined;
  const pointer = POINTER_OF_TYPE[type] === 4 ? 4 : 8;
  const zone = at + 56 + 2 * pointer;
  // BootTime is the first field of 8 bytes behind the zone.
  const times = at + ((zone - at + ZONE_BYTES + 7) & ~7);
  if (bytes.length < times + 32) return undefined;
  const size = bytes.readUInt16LE(record + 4);
  const textEnd = Math.min(bytes.length, record + size);
  const [loggerName, next] = wideText(bytes, times + 32, textEnd);
  const [logFileName] = wideText(bytes, next, textEnd);
  return {
    bufferSize: bytes.readUInt32LE(at),
    version: [bytes[at + 4]!, bytes[at + 5]!, bytes[at + 6]!, bytes[at + 7]!],
    build: bytes.readUInt32LE(at + 8),
    processors: bytes.readUInt32LE(at + 12),
    endTime: fileTime(bytes.readBigUInt64LE(at + 16)),
    timerResolution: bytes.readUInt32LE(at + 24),
    maxFileSize: bytes.readUInt32LE(at + 28),
    logFileMode: bytes.readUInt32LE(at + 32),
    buffersWritten: bytes.readUInt32LE(at + 36),
    pointerSize: bytes.readUInt32LE(at + 44) === 4 ? 4 : 8,
    eventsLost: bytes.readUInt32LE(at + 48),
    cpuMHz: bytes.readUInt32LE(at + 52),
    utcBiasMinutes: bytes.readInt32LE(zone),
    bootTime: fileTime(bytes.readBigUInt64LE(times)),
    perfFreq: bytes.readBigUInt64LE(times + 8),
    startTime: fileTime(bytes.readBigUInt64LE(times + 16)),
    clockType: bytes.readUInt32LE(times + 24),
    buffersLost: bytes.readUInt32LE(times + 28),
    rawTimeAtStart: bytes.readBigUInt64LE(record + 16),
    loggerName,
    logFileName,
  };
}

/** The clock that the times of a trace are values of. */
export function clockOf(header: LogfileHeader): TraceClock {
  const { clockType, startTime, rawTimeAtStart } = header;
  switch (clockType) {
    case ClockType.SystemTime:
      return new TraceClock({ start: startTime, raw: startTime, frequency: 10_000_000 });
    case ClockType.Cycles:
      // Beyond what a clock takes in Hz; in units of MHz the same ratio. Not seen in any trace.
      return new TraceClock({ start: startTime, raw: rawTimeAtStart, frequency: header.cpuMHz * 1e6 });
    default:
      return new TraceClock({ start: startTime, raw: rawTimeAtStart, frequency: Number(header.perfFreq) });
  }
}

/** Whether the session was ended properly: a copy of a running one, or one that crashed, says no end. */
export function isClosed(header: LogfileHeader): boolean {
  return header.endTime !== 0n;
}

/** The text up to a NUL or `end`, and where what follows it begins. */
function wideText(bytes: Buffer, at: number, end: number): readonly [string, number] {
  let stop = at;
  while (stop + 2 <= end && bytes.readUInt16LE(stop) !== 0) stop += 2;
  return [bytes.toString('utf16le', Math.min(at, end), Math.min(stop, end)), stop + 2];
}
