import { isCompared } from '../../../../scripts/native/strace-log.ts';
import type { Call } from '../../../../scripts/native/strace-log.ts';
import { TestCapture } from './test-capture.ts';
import type { CapturedEvent } from './test-capture.ts';

/** Calls whose texts are compared as the caller gave them. */
const BY_TEXT =
  /^(l?stat|newfstatat|statx|f?access(at2?)?|readlink(at)?|unlink(at)?|rmdir|mkdir(at)?|rename(at2?)?|link(at)?|symlink(at)?|ch(mod|own|dir)|fch(mod|own)at|utimensat|statfs|truncate|execve)$/;

/** Records the calls of a process and its descendants, by thread, for the comparison with strace. */
export function makeCallRecorder(): {
  start: (helper: string, rootPid: number) => Promise<void>;
  finish: () => Promise<{ calls: Map<number, Call[]>; lost: number }>;
} {
  let capture: TestCapture | undefined;
  return {
    start: async (_helper, rootPid) => {
      capture = await TestCapture.start({
        skipOthers: true,
        scopes: [
          { pid: rootPid, record: true, tree: true },
          { pid: process.pid, record: false, tree: false },
        ],
      });
    },
    finish: async () => {
      if (capture === undefined) throw new Error('It was not started.');
      await capture.finish();
      const calls = new Map<number, Call[]>();
      for (const event of capture.events) {
        if (!isCompared(event.operation)) continue;
        const list = calls.get(event.tid) ?? [];
        list.push({ operation: event.operation, result: event.result, paths: pathsOf(event) });
        calls.set(event.tid, list);
      }
      return { calls, lost: capture.losses.reduce((sum, { count }) => sum + count, 0) };
    },
  };
}

function pathsOf(event: CapturedEvent): string[] {
  const { details, path = '' } = event;
  const isFailedOpen = /^(open|openat|creat)$/.test(event.operation) && event.result < 0;
  if (!BY_TEXT.test(event.operation) && !isFailedOpen) return [path];
  const texts = [];
  if (typeof details['TARGET'] === 'string') texts.push(details['TARGET']);
  texts.push(typeof details['PATH'] === 'string' ? details['PATH'] : path);
  for (const key of ['LINK_TARGET', 'NEW_NAME', 'NEW_LINK']) {
    const text = details[key];
    if (typeof text === 'string') texts.push(text);
  }
  return texts;
}
