import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { BootLogging } from '../../engine/boot/boot-logging.ts';
import { notOrdinary } from '../../engine/export/file-export.ts';
import { outputPlace } from '../../engine/export/output-file.ts';
import type { BootLog, BootStatus } from '../../shared/boot.ts';
import { ProcscopeError, assertNever } from '../../shared/errors.ts';
import type { CommandHost } from '../command.ts';
import { UsageError } from '../usage-error.ts';
import type { BootJob } from './boot-options.ts';
import { bootFileName, eventsText, planText, statusText, timeText } from './boot-text.ts';

type CollectJob = Extract<BootJob, { action: 'collect' }>;

/** Does what `procscope boot` was asked for. Errors: those of boot logging, {@link UsageError}, 'file/...'. */
export async function runBoot(job: BootJob, boot: BootLogging, host: CommandHost): Promise<void> {
  const { output, signal } = host;
  switch (job.action) {
    case 'status': {
      const status = await boot.status();
      return output.write(job.asJson ? `${JSON.stringify(status, undefined, 2)}\n` : statusText(status));
    }
    case 'enable':
      return enable(boot, host);
    case 'disable':
      await boot.disable(signal);
      return output.write(statusText(await boot.status()));
    case 'collect':
      return collect(job, boot, host);
    case 'discard': {
      const status = await boot.status();
      const log = chosenLog(status, job.log, 'the-only');
      await boot.discard(log.id, signal);
      return output.write(`The log of the start on ${timeText(log.began)} was deleted.\n`);
    }
    default:
      return assertNever(job);
  }
}

/** What will be changed is said before anybody is asked for a password. */
async function enable(boot: BootLogging, { output, signal }: CommandHost): Promise<void> {
  const { isArmed, unsupported } = await boot.status();
  if (!isArmed) {
    if (unsupported !== undefined) {
      throw new ProcscopeError(unsupported.code, unsupported.sentence, unsupported.facts);
    }
    await output.write(planText(await boot.plan()));
    await boot.enable(signal);
  }
  await output.write(statusText(await boot.status()));
}

async function collect(job: CollectJob, boot: BootLogging, host: CommandHost): Promise<void> {
  const { output, progress, signal } = host;
  const status = await boot.status();
  const log = chosenLog(status, job.log, 'the-oldest');
  const target = job.output ?? resolve(bootFileName(log.began));
  if (job.output === undefined && existsSync(target)) {
    const sentence = `"${basename(target)}" is there already: name a file with --output.`;
    throw new ProcscopeError('file/exists', sentence, { path: target });
  }
  // What is wrong with the target is said before a password is asked for and before a recording is ended.
  const { final } = await outputPlace(target);
  if (final === undefined) throw notOrdinary(target, 'a capture');
  const onProgress = progress.step('Collecting');
  const { events, isDiscarded, notices } = await boot.collect(log.id, final, {
    ...{ signal, onProgress },
    discard: !job.keep,
  });
  progress.clear();
  for (const { sentence } of notices) host.warn(sentence);
  const deleted = isDiscarded ? ' The log was deleted.' : '';
  const start = `the start on ${timeText(log.began)}`;
  await output.write(`${eventsText(events)} of ${start} written to "${target}".${deleted}\n`);
  const others = status.logs.filter(({ id }) => id !== log.id).length;
  if (others > 0) {
    host.warn(
      `${others === 1 ? 'Another log waits' : `${others} more logs wait`}: see procscope boot status.`,
    );
  }
}

/** The log that is meant: by its id, else the oldest one, or the only one. Errors: 'boot/no-log', {@link UsageError}. */
function chosenLog(
  { logs, recording }: BootStatus,
  id: string | undefined,
  otherwise: 'the-oldest' | 'the-only',
): BootLog {
  const all = recording === undefined ? logs : [...logs, recording];
  if (id !== undefined) {
    const found = all.find((log) => log.id === id);
    if (found !== undefined) return found;
    throw new ProcscopeError('boot/no-log', `There is no boot log "${id}": see procscope boot status.`);
  }
  const [first] = all;
  if (first === undefined) {
    throw new ProcscopeError(
      'boot/no-log',
      'There is no boot log: switch boot logging on with procscope boot enable, then restart the system.',
    );
  }
  if (otherwise === 'the-only' && all.length > 1) {
    throw new UsageError(
      'There are several boot logs: name one with --log, as procscope boot status has it.',
    );
  }
  return first;
}
