import { toErrorInfo } from '../../../shared/api/envelope.ts';
import type { BootCollected, BootPlan } from '../../../shared/boot.ts';
import { ProcscopeError } from '../../../shared/errors.ts';
import type { BootHelper, BootLogging, CollectOptions } from '../boot-logging.ts';
import { HelperBootLogging } from '../helper-boot-logging.ts';
import { notDiscarded } from '../not-discarded.ts';
import { streamHelper } from '../run-helper.ts';
import type { RunningHelper } from '../run-helper.ts';
import { convertLog } from './convert-log.ts';

/** What the helper writes. Source: native/linux/boot/paths.h and units.h. */
const CHANGES: BootPlan['changes'] = [
  { kind: 'program', subject: '/usr/libexec/procscope-boot/procscope-helper' },
  { kind: 'service', subject: '/etc/systemd/system/procscope-boot.service' },
  { kind: 'service', subject: '/etc/systemd/system/procscope-boot-flush.service' },
  { kind: 'start', subject: '/etc/systemd/system/sysinit.target.wants/procscope-boot.service' },
  { kind: 'log', subject: '/var/lib/procscope' },
];
/** Bytes of a log: the default of native/linux/boot/boot.c. */
const LIMIT = 2 ** 30;

/** The status that the helper ends with when there is no such log. */
const NO_LOG_STATUS = 3;

/** Boot logging by a service of systemd: `procscope-helper boot` does all of it. */
export function linuxBootLogging(helper: BootHelper): BootLogging {
  return new LinuxBootLogging(helper);
}

class LinuxBootLogging extends HelperBootLogging {
  plan(): Promise<BootPlan> {
    return Promise.resolve({ changes: CHANGES, limit: LIMIT, beyond: 'oldest' });
  }

  collect(id: string, target: string, options: CollectOptions): Promise<BootCollected> {
    return collect(this.helper, id, target, options);
  }

  override async discard(id: string, signal: AbortSignal): Promise<void> {
    await super.discard(id, signal).catch(asNoLog);
  }
}

async function collect(
  helper: BootHelper,
  id: string,
  target: string,
  { signal, onProgress, discard }: CollectOptions,
): Promise<BootCollected> {
  const end = new AbortController();
  const either = AbortSignal.any([signal, end.signal]);
  const running = streamHelper(await helper.elevated(), ['boot', 'send', id], either);
  try {
    const { events, lost, notices } = await convertLog(chunksOf(running), target, { signal, onProgress });
    const isKept = discard ? await notDiscarded(() => discardSent(running)) : undefined;
    if (!discard) running.input.end();
    return {
      events,
      lost,
      isDiscarded: discard && isKept === undefined,
      notices: [...notices, ...(isKept === undefined ? [] : [isKept])].map(toErrorInfo),
    };
  } catch (error) {
    end.abort();
    await running.ended.catch(() => undefined);
    throw error;
  }
}

/** What the helper writes. Errors: why it ended, when nothing could be read because of it. */
async function* chunksOf({ output, ended }: RunningHelper): AsyncGenerator<Buffer, void> {
  // Left before its end the output stays as it is: the helper still waits for an answer.
  for await (const chunk of output.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) yield chunk;
  await ended.catch(asNoLog);
}

/** Has the log deleted that was read. */
function discardSent({ input, output, ended }: RunningHelper): Promise<unknown> {
  input.end('discard\n');
  output.resume();
  return ended;
}

/** A log that is not there has a code of its own. */
function asNoLog(error: unknown): never {
  const isNoLog = error instanceof ProcscopeError && error.facts['status'] === NO_LOG_STATUS;
  throw isNoLog ? new ProcscopeError('boot/no-log', error.message, error.facts) : error;
}
