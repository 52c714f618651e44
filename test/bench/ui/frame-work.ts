import { z } from 'zod';

/** The categories that {@link framesOf} needs of Chromium's tracing. */
export const TRACE_CATEGORIES = ['devtools.timeline'];

const traceSchema = z.object({
  traceEvents: z.array(
    z.object({
      name: z.string(),
      ph: z.string(),
      pid: z.number(),
      tid: z.number(),
      /** Microseconds. */
      ts: z.number().optional(),
      dur: z.number().optional(),
      /** Of `dur`, what the thread had a processor for. */
      tdur: z.number().optional(),
      args: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});
type TraceEvent = z.infer<typeof traceSchema>['traceEvents'][number];

/** What a page's main thread did for each of its frames, in milliseconds. */
export interface Frames {
  /** From the beginning of each frame to that of the next one. */
  readonly intervals: readonly number[];
  /** The page's own work in each of these, script with its garbage collection, style and layout: time of a processor. */
  readonly work: readonly number[];
  /** The same by the clock, with the time in which the processor was somebody else's. */
  readonly clock: readonly number[];
}

/** Script, style and layout, as the names of Chromium's timeline events; each covers what it calls. */
const OWN_WORK = new Set([
  'EventDispatch',
  'FunctionCall',
  'FireAnimationFrame',
  'FireIdleCallback',
  'TimerFire',
  'RunMicrotasks',
  'EvaluateScript',
  'v8.compile',
  'HandlePostMessage',
  'MinorGC',
  'MajorGC',
  'UpdateLayoutTree',
  'Layout',
  'ParseHTML',
]);
/** Begins when the main thread starts to draw a frame: its animation callbacks, style, layout and paint. */
const FRAME = { name: 'AnimationFrame::Render', ph: 'b' } as const;

/**
 * Reads a trace of Chromium's: the frames of the process `pid`. Work within other work, such as a layout that a script
 * asks for, counts once. Errors: an Error when the trace has no frames of that process.
 */
export function framesOf(trace: unknown, pid: number): Frames {
  const { traceEvents } = traceSchema.parse(trace);
  const main = traceEvents.find(
    ({ name, pid: of, args }) => of === pid && name === 'thread_name' && args?.['name'] === 'CrRendererMain',
  );
  const ofPage = traceEvents
    .filter((event) => event.pid === pid && event.tid === main?.tid)
    .sort((a, b) => (a.ts ?? 0) - (b.ts ?? 0));
  const begins = ofPage
    .filter(({ name, ph }) => name === FRAME.name && ph === FRAME.ph)
    .map(({ ts = 0 }) => ts);
  if (begins.length < 2) throw new Error(`The trace has ${begins.length} frames of the process ${pid}.`);
  const work = begins.slice(1).map(() => 0);
  const clock = begins.slice(1).map(() => 0);
  let frame = 0;
  for (const { ts: start = 0, dur = 0, tdur = dur } of ownWork(ofPage)) {
    // What is done before the first frame and after the last one is not counted.
    while (frame < work.length && (begins[frame + 1] ?? 0) <= start) frame++;
    for (let at = frame; at < work.length && (begins[at] ?? 0) < start + dur; at++) {
      const from = Math.max(start, begins[at] ?? 0);
      const share = Math.max(0, Math.min(start + dur, begins[at + 1] ?? 0) - from);
      clock[at] = (clock[at] ?? 0) + share / 1000;
      work[at] = (work[at] ?? 0) + (tdur * (share / dur)) / 1000;
    }
  }
  return {
    intervals: begins.slice(1).map((begin, index) => (begin - (begins[index] ?? 0)) / 1000),
    work,
    clock,
  };
}

/** Own work in order, without what lies within other own work. */
function ownWork(events: readonly TraceEvent[]): readonly TraceEvent[] {
  let end = -Infinity;
  return events.filter(({ name, ph, ts = 0, dur = 0 }) => {
    if (ph !== 'X' || dur <= 0 || !OWN_WORK.has(name) || ts < end) return false;
    end = ts + dur;
    return true;
  });
}
