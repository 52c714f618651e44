import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { notOrdinary } from '../../engine/export/file-export.ts';
import { outputPlace } from '../../engine/export/output-file.ts';
import { LiveSession } from '../../engine/live/live-session.ts';
import { LogFile } from '../../engine/live/log-file.ts';
import { CaptureHelper, builtHelpers } from '../../host/capture-helper.ts';
import { ProcscopeError, cancelled } from '../../shared/errors.ts';
import type { CommandHost } from '../command.ts';
import { ExitStatus } from '../exit-status.ts';
import { UsageError } from '../usage-error.ts';
import { version } from '../version.ts';
import { CaptureEnd } from './capture-end.ts';
import type { CaptureJob } from './capture-options.ts';
import { CaptureReport } from './capture-report.ts';
import { liveRequest } from './live-request.ts';
import { WatchedProcess } from './process-watch.ts';
import { TableOutput } from './table-output.ts';

/** Milliseconds between two looks at what is new. */
const LOOK_MS = 20;

/**
 * Does what `procscope capture` was asked for, until it has ended. Errors: those of `live/start`, file errors, `ReaderGone`,
 * 'job/cancelled' when it was stopped before anything was recorded.
 */
export async function runCapture(job: CaptureJob, host: CommandHost): Promise<void> {
  const watched = job.pid === undefined ? undefined : new WatchedProcess(job.pid);
  if (watched?.isRunning === false) throw new UsageError(`No process has the PID ${job.pid}.`);
  // What is wrong with the file is said before a password is asked for.
  if (job.to === 'native') await checkCaptureFile(job.output);
  const output = job.to === 'native' ? undefined : await TableOutput.open(job, host.output);
  try {
    await inFolder(job, async (folder) => {
      const session = await start(job, folder, host);
      try {
        await record(job, session, output, watched, host);
      } finally {
        output?.release();
        await session.close();
      }
    });
  } finally {
    await output?.close();
  }
}

/** Errors: 'file/...' for what cannot be written as a capture file. */
async function checkCaptureFile(path: string): Promise<void> {
  const { final } = await outputPlace(path);
  if (final === undefined) throw notOrdinary(path, 'a capture file');
}

/** Events that are to be written elsewhere wait in a folder of their own. */
async function inFolder(job: CaptureJob, use: (folder: string) => Promise<void>): Promise<void> {
  if (job.to === 'native') return use(dirname(resolve(job.output)));
  const folder = await mkdtemp(join(tmpdir(), 'procscope-capture-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function start(job: CaptureJob, folder: string, { signal }: CommandHost): Promise<LiveSession> {
  const helper = new CaptureHelper({ places: builtHelpers(), elevation: 'terminal' });
  const options = { cells: {}, onChanged: () => undefined, mostEvents: job.maxEvents };
  try {
    const request = await liveRequest(job, helper, folder);
    const log = job.log === undefined ? undefined : await LogFile.begin(job.log, version());
    return await LiveSession.start(request, { ...options, log }, signal);
  } catch (error) {
    // What was asked for a password says in its own way that it was stopped.
    throw signal.aborted ? cancelled() : withRemedy(error, helper);
  }
}

/** Says of missing rights how to get them, or to do without. */
function withRemedy(error: unknown, helper: CaptureHelper): unknown {
  if (!(error instanceof ProcscopeError)) return error;
  if (error.code !== 'live/no-privileges' && error.code !== 'live/cancelled') return error;
  // Who has no way to ask is told of the command already.
  const command = helper.grant();
  if (command === undefined) return error;
  const grant = error.message.includes('setcap') ? '' : ` Allow the capture helper once with: ${command}.`;
  const sentence = `${error.message}${grant} Without any rights, --without-privileges records a program that it starts.`;
  return new ProcscopeError(error.code, sentence, error.facts, error);
}

async function record(
  job: CaptureJob,
  session: LiveSession,
  output: TableOutput | undefined,
  watched: WatchedProcess | undefined,
  host: CommandHost,
): Promise<void> {
  const end = new CaptureEnd(job, session, watched);
  const report = new CaptureReport(job, host);
  await output?.begin(session.capture);
  while (!host.signal.aborted && !end.isDue(performance.now())) {
    await output?.writeNew();
    report.show(session.state());
    failOnFile(job, session);
    await sleep(LOOK_MS, undefined, { signal: host.signal }).catch(() => undefined);
  }
  await session.stop();
  await output?.finish();
  failOnFile(job, session);
  const state = session.state();
  report.end(state, output?.missed ?? 0);
  if (state.error !== undefined)
    throw new ProcscopeError(state.error.code, state.error.sentence, state.error.facts);
  const status = statusOf(job, state.launched, host.signal.aborted);
  if (status !== ExitStatus.Done) host.endWith(status);
}

/** A capture file that cannot be written any more ends the capture: nobody would look at what goes on in memory. */
function failOnFile({ to }: CaptureJob, { capture }: LiveSession): void {
  const { failure } = capture.file;
  if (to === 'native' && failure !== undefined) throw failure;
}

function statusOf(
  { program }: CaptureJob,
  launched: { readonly exit?: number | undefined } | undefined,
  wasStopped: boolean,
): number {
  if (program === undefined) return ExitStatus.Done;
  return launched?.exit ?? (wasStopped ? ExitStatus.Interrupted : ExitStatus.Done);
}
