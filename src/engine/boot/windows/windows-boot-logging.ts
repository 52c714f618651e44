import { toErrorInfo } from '../../../shared/api/envelope.ts';
import { bootPlan } from '../../../shared/boot.ts';
import type { BootCollected, BootPlan } from '../../../shared/boot.ts';
import { z } from '../../../shared/api/zod.ts';
import { ProcscopeError } from '../../../shared/errors.ts';
import type { BootHelper, BootLogging, CollectOptions } from '../boot-logging.ts';
import { HelperBootLogging } from '../helper-boot-logging.ts';
import { notDiscarded } from '../not-discarded.ts';
import { runHelper, streamHelper } from '../run-helper.ts';
import { expectDone, failureOf } from './boot-answers.ts';
import { convertTrace } from './convert-trace.ts';
import { SentLog } from './sent-log.ts';

/** What the helper makes on most machines, for when it cannot be asked. Source: native/windows/boot. */
const USUAL_PLAN: BootPlan = {
  changes: [
    {
      kind: 'registry-key',
      subject: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\WMI\\Autologger\\Procscope-Boot',
    },
    { kind: 'program', subject: 'C:\\ProgramData\\Procscope\\boot\\procscope-helper.exe' },
    { kind: 'service', subject: 'ProcscopeBoot' },
    { kind: 'log', subject: 'C:\\ProgramData\\Procscope\\boot' },
  ],
  limit: 2 ** 31,
  beyond: 'newest',
};

/** The helper's plan stands beside its state. */
const planned = z.object({ plan: bootPlan });

/** Reading the state is quick. In ms. */
const PLAN_MS = 10_000;

/**
 * Boot logging by a session that Windows starts by itself. The helper asks for administrator rights by itself, for its commands
 * that need them.
 */
export function windowsBootLogging(helper: BootHelper): BootLogging {
  return new WindowsBootLogging(helper);
}

class WindowsBootLogging extends HelperBootLogging {
  async plan(): Promise<BootPlan> {
    try {
      const command = { command: this.helper.path(), args: [] };
      const said = await runHelper(command, ['boot', 'status'], AbortSignal.timeout(PLAN_MS));
      return planned.parse(JSON.parse(said)).plan;
    } catch {
      // Enabling will say what is wrong with the helper.
      return USUAL_PLAN;
    }
  }

  override enable(signal: AbortSignal): Promise<void> {
    return this.#change(['enable'], signal);
  }

  override disable(signal: AbortSignal): Promise<void> {
    return this.#change(['disable'], signal);
  }

  override discard(id: string, signal: AbortSignal): Promise<void> {
    return this.#change(['discard', id], signal);
  }

  async collect(
    id: string,
    target: string,
    { signal, onProgress, discard }: CollectOptions,
  ): Promise<BootCollected> {
    const end = new AbortController();
    const either = AbortSignal.any([signal, end.signal]);
    const running = streamHelper({ command: this.helper.path(), args: [] }, ['boot', 'send', id], either);
    try {
      const log = new SentLog(running, signal);
      const head = await log.head();
      const trace = {
        chunks: log.bytes(head),
        bytes: Number(head.bytes),
        volumes: head.drives,
        eventsLost: Number(head.eventsLost),
      };
      const { events, lost, notices } = await convertTrace(trace, target, { signal, onProgress });
      const kept = discard ? await notDiscarded(() => log.discard()) : await log.keep();
      return {
        events,
        lost,
        isDiscarded: discard && kept === undefined,
        notices: [...notices, ...(kept === undefined ? [] : [kept])].map(toErrorInfo),
      };
    } catch (error) {
      end.abort();
      await running.ended.catch(() => undefined);
      throw error;
    }
  }

  /** Runs a command that answers with one line. The answer says more than the status that it ends with. */
  async #change(words: readonly string[], signal: AbortSignal): Promise<void> {
    const command = { command: this.helper.path(), args: [] };
    const { output, input, ended } = streamHelper(command, ['boot', ...words], signal);
    input.end();
    let said = '';
    output.on('data', (bytes: Buffer) => (said += bytes.toString('utf8')));
    output.on('error', () => undefined);
    try {
      await ended;
    } catch (error) {
      const isTold = error instanceof ProcscopeError && error.code === 'boot/failed';
      throw isTold ? (failureOf(said) ?? error) : error;
    }
    expectDone(said);
  }
}
