import { TestCapture } from '../../linux/support/test-capture.ts';
import type { CapturedEvent } from '../../linux/support/test-capture.ts';
import { ProgramState } from '../../../../src/engine/wire/wire-format.ts';

/** The processor times of a process differ from tier to tier by how they are measured. */
const MEASURED = new Set(['USER_TIME', 'KERNEL_TIME']);

/** Events of both tiers, by thread, in the order of their beginnings. */
export interface BothTiers {
  readonly traced: Map<number, CapturedEvent[]>;
  readonly captured: Map<number, CapturedEvent[]>;
  readonly lost: number;
}

/** Records a program by tracing and in the kernel at the same time. */
export async function recordByBoth(
  args: readonly string[],
  options: readonly string[] = [],
): Promise<BothTiers> {
  const tracing = new TestCapture(['trace', ...options, '--', ...args]);
  const kernel = await TestCapture.start({
    skipOthers: true,
    scopes: [{ pid: tracing.helper.pid ?? 0, record: true, tree: true }],
  });
  await tracing.startAgain();
  await tracing.until((message) => message.type === 'program' && message.state === ProgramState.TreeEnded);
  await tracing.finish();
  await kernel.finish();
  const lost = kernel.losses.reduce((sum, { count }) => sum + count, 0);
  return { traced: byThread(tracing.events), captured: byThread(kernel.events), lost };
}

/** What happens to connections without a call is seen in the kernel alone. */
function isSeenByBoth({ operation }: CapturedEvent): boolean {
  return !operation.startsWith('TCP ');
}

/** Those of a thread begin with its first program, or with its own beginning. */
function byThread(events: readonly CapturedEvent[]): Map<number, CapturedEvent[]> {
  const threads = new Map<number, CapturedEvent[]>();
  for (const event of events.filter(isSeenByBoth)) {
    const list = threads.get(event.tid) ?? [];
    list.push(event);
    threads.set(event.tid, list);
  }
  for (const list of threads.values()) list.sort((a, b) => a.start - b.start);
  return threads;
}

/** All that an event says but when it was and how long it took. */
export function wordsOf({
  operation,
  path = '',
  result,
  flags,
  eventClass,
  category,
  details,
}: CapturedEvent): string {
  const shown = Object.entries(details)
    .filter(([key]) => !MEASURED.has(key))
    .map(([key, value]) => `${key}=${String(value)}`)
    .sort();
  return `${operation} ${path} = ${result} [${flags} ${eventClass} ${category}] ${shown.join(' ')}`;
}

/** What one tier says and the other does not, in the order of a thread's events. */
export interface Difference {
  readonly tid: number;
  readonly traced: string;
  readonly captured: string;
}

/** Compares event by event; looks ahead a little where one has more. */
export function compareTiers({ traced, captured }: BothTiers): {
  compared: number;
  equal: number;
  differences: Difference[];
} {
  let [compared, equal] = [0, 0];
  const differences: Difference[] = [];
  for (const [tid, events] of traced) {
    const theirs = captured.get(tid) ?? [];
    // What a process does before its first program is the tracer's doing, and the kernel's tier sees it too.
    let at = Math.max(
      0,
      theirs.findIndex(({ operation }) => operation === events[0]?.operation),
    );
    for (const event of events) {
      compared++;
      const mine = wordsOf(event);
      const next = theirs.slice(at, at + 6).findIndex((candidate) => wordsOf(candidate) === mine);
      if (next === 0) {
        equal++;
        at++;
        continue;
      }
      const ahead =
        next > 0 ? next : theirs.slice(at, at + 6).findIndex((one) => one.operation === event.operation);
      for (const skipped of theirs.slice(at, at + Math.max(0, ahead)))
        differences.push({ tid, traced: 'nothing', captured: wordsOf(skipped) });
      at += Math.max(0, ahead);
      const other = theirs[at];
      if (next > 0) equal++;
      else
        differences.push({
          tid,
          traced: mine,
          captured: ahead < 0 || other === undefined ? 'nothing' : wordsOf(other),
        });
      if (ahead >= 0) at++;
    }
    for (const event of theirs.slice(at))
      differences.push({ tid, traced: 'nothing', captured: wordsOf(event) });
  }
  return { compared, equal, differences };
}
