import type { TraceHeaderFacts } from '../../capture/trace-facts.ts';
import { KERNEL_CLASSES } from '../../dialect/etw/kernel-classes.ts';
import type { LogfileHeader } from './logfile-header.ts';
import { isoMicroseconds } from './iso-microseconds.ts';

/** The facts of a header. */
export function headerFacts(header: LogfileHeader): TraceHeaderFacts {
  return {
    bufferSize: header.bufferSize,
    version: header.version,
    build: header.build,
    processors: header.processors,
    pointerSize: header.pointerSize,
    cpuMHz: header.cpuMHz,
    timerResolution: header.timerResolution,
    maxFileSizeMB: header.maxFileSize,
    logFileMode: `0x${header.logFileMode.toString(16)}`,
    buffersWritten: header.buffersWritten,
    eventsLost: header.eventsLost,
    buffersLost: header.buffersLost,
    clockType: header.clockType,
    perfFreq: String(header.perfFreq),
    startTime: String(header.startTime),
    startTimeUtc: isoMicroseconds(header.startTime),
    endTime: String(header.endTime),
    bootTime: String(header.bootTime),
    rawTimeAtStart: String(header.rawTimeAtStart),
    loggerName: header.loggerName,
    logFileName: header.logFileName,
    utcBiasMinutes: header.utcBiasMinutes,
  };
}

/** What counts call by other names than rows: group 0 has the trace's own records. */
const COUNTED_AS: ReadonlyMap<number, string> = new Map([
  [0, 'Header'],
  [11, 'Config'],
]);

/** How the keys of counts call a group of kernel records. */
export function groupName(group: number): string {
  return COUNTED_AS.get(group) ?? KERNEL_CLASSES.get(group) ?? `Group${group}`;
}
