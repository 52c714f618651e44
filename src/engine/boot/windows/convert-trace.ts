import { open, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { ProcscopeError } from '../../../shared/errors.ts';
import type { Progress } from '../../capture/capture.ts';
import { saveCapture } from '../../capture-file/save-capture.ts';
import type { VolumeName } from '../../etw/state/volumes.ts';
import { fileError } from '../../file-error.ts';
import { openEtl } from '../../formats/etl/open-etl.ts';

/** A log is received once and read twice, and what was read is written. */
const PARTS = 4;
const SENT = 1;
const READ = 2;

export interface TraceToConvert {
  /** Its bytes, one after the other. */
  readonly chunks: AsyncIterable<Buffer>;
  readonly bytes: number;
  readonly volumes: readonly VolumeName[];
  /** What was counted when the recording ended. */
  readonly eventsLost: number;
}

export interface ConvertedTrace {
  readonly events: number;
  readonly lost: number;
  readonly notices: readonly ProcscopeError[];
}

/**
 * Makes a capture file of an event trace that is sent. It is kept beside the target meanwhile, because it is read twice, for
 * nobody else to read. The target appears when it is complete; nothing else stays.
 *
 * Errors: 'boot/damaged' when there is no whole record in it, 'job/cancelled', file errors of the target.
 */
export async function convertTrace(
  { chunks, bytes, volumes, eventsLost }: TraceToConvert,
  target: string,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void },
): Promise<ConvertedTrace> {
  const trace = `${target}.etl.partial`;
  const tell = (parts: number): void =>
    onProgress({ done: Math.round((bytes * parts) / PARTS), total: bytes });
  try {
    await receive(chunks, trace, (done) => tell((SENT * done) / Math.max(bytes, 1)));
    const { capture, finished } = await openEtl(trace, {
      signal,
      volumes,
      onProgress: ({ done, total }) => tell(SENT + (READ * done) / Math.max(total, 1)),
    });
    try {
      const { warnings } = await finished;
      if (capture.store.length === 0) throw noRecord();
      const { events } = await saveCapture(capture, target, {
        signal,
        onProgress: ({ done, total }) => tell(SENT + READ + done / Math.max(total, 1)),
      });
      tell(PARTS);
      return {
        events,
        lost: Math.max(eventsLost, capture.trace?.header.eventsLost ?? 0),
        notices: noticesOf(warnings, basename(trace)),
      };
    } finally {
      await capture.close();
    }
  } catch (error) {
    throw error instanceof ProcscopeError && error.code.startsWith('etl/') ? noRecord(error) : error;
  } finally {
    await rm(trace, { force: true });
  }
}

async function receive(
  chunks: AsyncIterable<Buffer>,
  path: string,
  onBytes: (done: number) => void,
): Promise<void> {
  // One that a crash left is nobody's; it may be for others to read.
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw fileError(error, path);
  });
  try {
    let done = 0;
    for await (const chunk of chunks) {
      await file.writeFile(chunk).catch((error: unknown) => {
        throw fileError(error, path);
      });
      done += chunk.length;
      onBytes(done);
    }
  } finally {
    await file.close();
  }
}

/** What reading a trace warns of, said of the log: its file has a name that nobody knows. */
function noticesOf(warnings: readonly ProcscopeError[], name: string): readonly ProcscopeError[] {
  const notices: ProcscopeError[] = [];
  if (warnings.some(({ code }) => code === 'etl/truncated')) {
    notices.push(
      new ProcscopeError(
        'boot/cut-off',
        'The boot log has no end, because the system stopped suddenly while it was recorded. What had been written is there.',
      ),
    );
  }
  for (const { code, message, facts } of warnings) {
    if (code === 'etl/truncated') continue;
    const sentence = message.replaceAll(`"${name}"`, 'the boot log');
    notices.push(
      new ProcscopeError('boot/damaged', sentence.charAt(0).toUpperCase() + sentence.slice(1), facts),
    );
  }
  return notices;
}

function noRecord(cause?: unknown): ProcscopeError {
  return new ProcscopeError(
    'boot/damaged',
    'There is no whole record in the boot log, so there is nothing to open. The system probably stopped before Windows could write it.',
    {},
    cause,
  );
}
