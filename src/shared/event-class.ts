/**
 * Classes of events. The numbers are those of Process Monitor's logs, and are stored in capture files:
 * never renumber. `Lost` marks rows that say that events are missing at that place.
 * Source: procmon-parser, docs/PML Format.md.
 */
export const EventClass = {
  Lost: 0,
  Process: 1,
  Registry: 2,
  FileSystem: 3,
  Profiling: 4,
  Network: 5,
  Ipc: 6,
  /** A class that this version does not know: shown as `<Unknown>`, never hidden by a toggle. */
  Unknown: 7,
} as const;
export type EventClass = (typeof EventClass)[keyof typeof EventClass];

/** The classes that have a toggle, in the order of the toolbar. */
export const TOGGLE_CLASSES = [
  EventClass.Registry,
  EventClass.FileSystem,
  EventClass.Network,
  EventClass.Process,
  EventClass.Profiling,
] as const;

const NAMES: Readonly<Record<EventClass, string>> = {
  0: 'Lost',
  1: 'Process',
  2: 'Registry',
  3: 'File System',
  4: 'Profiling',
  5: 'Network',
  6: 'IPC',
  7: '<Unknown>',
};

/** The class's name as the Event Class column shows it; `<Unknown>` for numbers that are no class. */
export function eventClassName(value: number): string {
  return isEventClass(value) ? NAMES[value] : '<Unknown>';
}

/** Whether `value` is the number of a class. */
export function isEventClass(value: number): value is EventClass {
  return Number.isInteger(value) && value >= 0 && value <= 7;
}

/** A set of classes: bit n stands for class n. */
export type ClassMask = number;

/** Every class: nothing is hidden. */
export const ALL_CLASSES: ClassMask = 0xff;

/** The bit of one class. */
export function classBit(value: EventClass): ClassMask {
  return 1 << value;
}
