import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Capture, OpenOptions } from '../../src/engine/capture/capture.ts';
import { Payload } from '../../src/engine/dialect/payload.ts';
import { openPml } from '../../src/engine/formats/pml/open-pml.ts';
import type { ProcessRecord } from '../../src/engine/store/process-table.ts';
import type { ProcessId, StringId } from '../../src/shared/units.ts';

/** A temporary folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'procscope-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes `bytes` as a log into a temporary folder and returns its path. */
export function writeLog(bytes: Buffer, name = 'log.pml', folder: string = temporaryFolder()): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** The sentences of an opened log's report, with the capture that is closed when the test ends. */
export interface OpenedLog {
  readonly capture: Capture;
  readonly warnings: readonly string[];
  readonly rows: readonly LogRow[];
}

/** One event in plain values, payload and stack included. */
export interface LogRow {
  readonly process: ProcessRecord;
  readonly processName: string;
  readonly tid: number;
  readonly operation: string;
  readonly operationKey: number;
  readonly status: number;
  readonly time: number;
  readonly duration: number;
  readonly path: string;
  readonly detail: Buffer;
  /** Undefined where the event has none. */
  readonly extra: Buffer | undefined;
  /** Bytes behind the blocks that may be read. */
  readonly behind: number;
  readonly stack: readonly bigint[];
}

/** Opens a log and waits until all of it is read. */
export async function openLog(path: string, options?: OpenOptions): Promise<OpenedLog> {
  const { capture, finished } = await openPml(path, options);
  onTestFinished(() => capture.close());
  const { warnings } = await finished;
  return { capture, warnings: warnings.map((warning) => warning.message), rows: [...logRows(capture)] };
}

/** All events of a capture, in order. */
export function* logRows(capture: Capture): Generator<LogRow> {
  const payload = new Payload();
  for (const segment of capture.store.segments) {
    const { epoch } = segment;
    const operations = capture.store.column(segment, 'operation');
    const results = capture.store.column(segment, 'result');
    const processes = capture.store.column(segment, 'process');
    const paths = capture.store.column(segment, 'path');
    const times = capture.store.column(segment, 'time');
    const durations = capture.store.column(segment, 'duration');
    const tids = capture.store.column(segment, 'tid');
    for (let i = 0; i < segment.length; i++) {
      const process = epoch.processes.get((processes[i] ?? 0) as ProcessId);
      const operation = epoch.operations.get(operations[i] ?? 0);
      capture.payloads.load(segment, i, payload);
      yield {
        process,
        processName: epoch.strings.get(process.name),
        tid: tids[i] ?? NaN,
        operation: operation.name,
        operationKey: operation.key,
        status: epoch.results.key(results[i] ?? 0),
        time: times[i] ?? NaN,
        duration: durations[i] ?? NaN,
        path: epoch.strings.get((paths[i] ?? 0) as StringId),
        detail: Buffer.from(payload.bytes.subarray(payload.detailStart, payload.detailEnd)),
        extra: payload.hasExtra
          ? Buffer.from(payload.bytes.subarray(payload.extraStart, payload.extraEnd))
          : undefined,
        behind: payload.limit - (payload.hasExtra ? payload.extraEnd : payload.detailEnd),
        stack: capture.payloads.stack(segment, i),
      };
    }
  }
}
