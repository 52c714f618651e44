import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ClassCounts } from '../../../src/engine/api/class-counts.ts';
import { EventCounter } from '../../../src/engine/values/event-counter.ts';
import { hiddenClasses } from '../../../src/engine/view/class-planes.ts';
import { View } from '../../../src/engine/view/view.ts';
import {
  ALL_CLASSES,
  CLASS_COUNT,
  EventClass,
  classBit,
  toggleClasses,
} from '../../../src/shared/event-class.ts';
import { viewRow } from '../../../src/shared/units.ts';
import { LinuxTestCapture } from '../../support/linux-capture.ts';

/** Classes that the helper sends, and two numbers that are none. */
const WIRE_CLASSES = [1, 3, 5, 6, 8, 9, 10, 11, 0, 14];

/** The class that an event of a wire class has. */
function classOf(wire: number): EventClass {
  return wire === 0 || wire >= CLASS_COUNT ? EventClass.Unknown : (wire as EventClass);
}

it('shows and counts the events of any set of classes, in captures of Linux', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...WIRE_CLASSES), { minLength: 1, maxLength: 200 }),
      fc.nat(ALL_CLASSES),
      async (classes, shown) => {
        const test = new LinuxTestCapture();
        for (const eventClass of classes) test.append({ eventClass });
        const view = new View(test.capture, {});
        view.setClasses(shown);
        const hidden = hiddenClasses(shown, 'linux');
        const expected = classes.flatMap((wire, event) =>
          (hidden & classBit(classOf(wire))) === 0 ? [event] : [],
        );
        const rows = [...view.rows(viewRow(0), classes.length)];
        expect(rows.map(({ segment, index }) => segment.first + index)).toEqual(expected);
        const counter = new EventCounter(test.capture, {});
        expect(await counter.count([], shown, new AbortController().signal)).toBe(expected.length);
        const counts = new ClassCounts(test.store).now();
        expect(counts.map((_, value) => classes.filter((wire) => classOf(wire) === value).length)).toEqual(
          counts,
        );
      },
    ),
    { numRuns: 200 },
  );
});

it('hides only classes that have a toggle', () => {
  for (const dialect of ['pml', 'linux'] as const) {
    const hidden = hiddenClasses(0, dialect);
    const toggles = new Set<number>(toggleClasses(dialect));
    for (let value = 0; value < CLASS_COUNT; value++) {
      expect(((hidden >>> value) & 1) === 1).toBe(toggles.has(value));
    }
    expect(hiddenClasses(ALL_CLASSES, dialect)).toBe(0);
  }
});
