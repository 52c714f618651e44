import type { DialectName } from './capture-info.ts';

/**
 * Classes of events. The numbers up to 7 are those of Process Monitor's logs; those from 8 on are of systems that Process
 * Monitor does not record. They are stored in capture files and sent by capture helpers: never renumber. `Lost` marks rows
 * that say that events are missing at that place.
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
  Memory: 8,
  Security: 9,
  System: 10,
  Device: 11,
} as const;
export type EventClass = (typeof EventClass)[keyof typeof EventClass];

/** How many classes there are: their numbers are those below. */
export const CLASS_COUNT = 12;

/** The classes that have a toggle in captures of Windows, in the order of the toolbar. */
export const TOGGLE_CLASSES = [
  EventClass.Registry,
  EventClass.FileSystem,
  EventClass.Network,
  EventClass.Process,
  EventClass.Profiling,
] as const;

/**
 * The classes that have a toggle in traces of Windows, in the order of the toolbar. System is what no other class has: events
 * of providers that Process Monitor does not record.
 */
export const ETW_TOGGLE_CLASSES = [...TOGGLE_CLASSES, EventClass.Device, EventClass.System] as const;

/** The classes that have a toggle in captures of Linux, in the order of the toolbar. */
export const LINUX_TOGGLE_CLASSES = [
  EventClass.FileSystem,
  EventClass.Network,
  EventClass.Process,
  EventClass.Ipc,
  EventClass.Memory,
  EventClass.Device,
  EventClass.Security,
  EventClass.System,
] as const;

/** A class that has a toggle in captures of some system. */
export type ToggleClass = (typeof TOGGLE_CLASSES)[number] | (typeof LINUX_TOGGLE_CLASSES)[number];

/** The classes that have a toggle in captures of one dialect, in the order of the toolbar. */
export function toggleClasses(dialect: DialectName): readonly ToggleClass[] {
  switch (dialect) {
    case 'pml':
      return TOGGLE_CLASSES;
    case 'linux':
      return LINUX_TOGGLE_CLASSES;
    case 'etw':
      return ETW_TOGGLE_CLASSES;
  }
}

const NAMES: Readonly<Record<EventClass, string>> = {
  0: 'Lost',
  1: 'Process',
  2: 'Registry',
  3: 'File System',
  4: 'Profiling',
  5: 'Network',
  6: 'IPC',
  7: '<Unknown>',
  8: 'Memory',
  9: 'Security',
  10: 'System',
  11: 'Device',
};

/** The class's name as the Event Class column shows it; `<Unknown>` for numbers that are no class. */
export function eventClassName(value: number): string {
  return isEventClass(value) ? NAMES[value] : '<Unknown>';
}

/** Whether `value` is the number of a class. */
export function isEventClass(value: number): value is EventClass {
  return Number.isInteger(value) && value >= 0 && value < CLASS_COUNT;
}

/** A set of classes: bit n stands for class n. */
export type ClassMask = number;

/** Every class: nothing is hidden. */
export const ALL_CLASSES: ClassMask = 0xfff;

/** The bit of one class. */
export function classBit(value: EventClass): ClassMask {
  return 1 << value;
}
