import { expect, it } from 'vitest';
import {
  ALL_CLASSES,
  CLASS_COUNT,
  ETW_TOGGLE_CLASSES,
  EventClass,
  LINUX_TOGGLE_CLASSES,
  TOGGLE_CLASSES,
  classBit,
  eventClassName,
  isEventClass,
  toggleClasses,
} from '../../src/shared/event-class.ts';
import { WireClass } from '../../src/engine/wire/wire-format.ts';

it('knows a class by every number below the count, each by a name of its own', () => {
  const numbers = Array.from({ length: CLASS_COUNT }, (_, value) => value);
  expect(Object.values(EventClass).sort((a, b) => a - b)).toEqual(numbers);
  expect(new Set(numbers.map(eventClassName)).size).toBe(CLASS_COUNT);
  expect(numbers.every((value) => (ALL_CLASSES & (1 << value)) !== 0)).toBe(true);
  expect([CLASS_COUNT, -1, 1.5].map(isEventClass)).toEqual([false, false, false]);
});

it('has the numbers that capture helpers send', () => {
  const named = EventClass as Readonly<Record<string, number>>;
  for (const [name, value] of Object.entries(WireClass)) expect([name, named[name]]).toEqual([name, value]);
});

it('has toggles for the classes that captures of a system have', () => {
  expect(toggleClasses('pml')).toBe(TOGGLE_CLASSES);
  expect(toggleClasses('linux')).toBe(LINUX_TOGGLE_CLASSES);
  const mask = (values: readonly EventClass[]): number =>
    values.reduce<number>((sum, value) => sum | classBit(value), 0);
  // Each class that a helper can send, but none of Windows alone.
  expect(mask(LINUX_TOGGLE_CLASSES)).toBe(mask(Object.values(WireClass)) & ~classBit(EventClass.Registry));
  expect(mask(TOGGLE_CLASSES) & ~mask(ETW_TOGGLE_CLASSES)).toBe(0);
  expect(toggleClasses('etw')).toBe(ETW_TOGGLE_CLASSES);
});
