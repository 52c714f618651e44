import { eventNo } from '../../shared/units.ts';
import type { EventNo } from '../../shared/units.ts';
import type { Capture } from '../capture/capture.ts';
import type { Segment } from '../store/segment.ts';
import type { View } from '../view/view.ts';

/** One event of a capture by its place. The object is reused from row to row: never keep it. */
export interface EventRef {
  readonly segment: Segment;
  readonly index: number;
}

/** The rows of an export, in order. */
export interface EventRows extends Iterable<EventRef> {
  readonly length: number;
}

/** The rows that a view shows, while nothing changes it. */
export function viewRows(view: View): EventRows {
  const { length } = view;
  return { length, [Symbol.iterator]: () => view.rows(0, length)[Symbol.iterator]() };
}

/** All events that the capture holds when this is called. */
export function allRows(capture: Capture): EventRows {
  const { segments } = capture.store;
  const parts = segments.map((segment) => ({ segment, length: segment.length }));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return {
    length,
    *[Symbol.iterator]() {
      for (const part of parts) {
        const ref = { segment: part.segment, index: 0 };
        for (; ref.index < part.length; ref.index++) yield ref;
      }
    },
  };
}

/** The numbers of the events of rows, in the same order. */
export function* eventsOf(rows: EventRows): Generator<EventNo> {
  for (const { segment, index } of rows) yield eventNo(segment.first + index);
}
