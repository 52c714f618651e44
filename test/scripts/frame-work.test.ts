import { expect, test } from 'vitest';
import { framesOf } from '../bench/ui/frame-work.ts';

const PAGE = { pid: 7, tid: 8 };

/** A piece of work of the page, in milliseconds. */
function work(name: string, start: number, length: number, of = PAGE): object {
  return { name, ph: 'X', ...of, ts: start * 1000, dur: length * 1000 };
}

function frame(start: number): object {
  return { name: 'AnimationFrame::Render', ph: 'b', ...PAGE, ts: start * 1000 };
}

function traceOf(...events: readonly object[]): object {
  const main = { name: 'thread_name', ph: 'M', ...PAGE, args: { name: 'CrRendererMain' } };
  return { traceEvents: [...events, main] };
}

test('work belongs to the frame in which it is done, and counts once', () => {
  const trace = traceOf(
    frame(0),
    work('EventDispatch', 1, 4),
    work('FunctionCall', 2, 1), // within the event
    work('Layout', 5, 2),
    work('Paint', 8, 5), // not the page's own
    frame(20),
    work('FunctionCall', 30, 2),
    frame(36),
  );
  expect(framesOf(trace, PAGE.pid)).toEqual({ intervals: [20, 16], work: [6, 2], clock: [6, 2] });
});

test('work that goes on into the next frame is parted', () => {
  const trace = traceOf(work('FunctionCall', -5, 8), frame(0), work('TimerFire', 8, 4), frame(10), frame(20));
  expect(framesOf(trace, PAGE.pid).work).toEqual([5, 2]);
});

test("time in which the processor was somebody else's counts by the clock only", () => {
  const slow = { ...work('Layout', 2, 8), tdur: 3000 };
  expect(framesOf(traceOf(frame(0), slow, frame(20)), PAGE.pid)).toMatchObject({ work: [3], clock: [8] });
});

test('other threads and processes do not count', () => {
  const trace = traceOf(
    frame(0),
    work('FunctionCall', 1, 1, { pid: 7, tid: 9 }),
    work('FunctionCall', 1, 1, { pid: 9, tid: 8 }),
    frame(10),
  );
  expect(framesOf(trace, PAGE.pid).work).toEqual([0]);
});

test('a trace without frames is no measurement', () => {
  expect(() => framesOf(traceOf(frame(0)), PAGE.pid)).toThrow('1 frames');
});
