import { EventClass } from '../../../shared/event-class.ts';

/**
 * Where the Path of an event stands in its detail block, for each class and operation. A path is a detail string: a 16-bit
 * info word (bit 15: one byte a character; the rest: characters) and, elsewhere, the characters without end mark.
 * Source: procmon-parser, docs/PML Format.md, and Process Monitor's own exports.
 */
export interface PathLocations {
  /** By {@link pathSlot}: where the info word is; -1 for operations without a path. */
  readonly info: Int16Array;
  /** Where the characters begin. */
  readonly text: Int16Array;
}

/** The longest distance from the beginning of a detail block to the end of what a path needs, with a pattern behind it. */
export const MAX_PATH_REACH = 1024 + 2 * (2 * 0x7fff + 2);

/** Index into {@link PathLocations}; -1 for classes and operations beyond those of any log. */
export function pathSlot(eventClass: number, operation: number): number {
  return eventClass < 8 && operation < 256 ? eventClass * 256 + operation : -1;
}

export const PROCESS_DEFINED = 0;
export const PROCESS_CREATE = 1;
const LOAD_IMAGE = 5;
export const DIRECTORY_CONTROL = 32;
export const QUERY_DIRECTORY = 1;

/** A process's two SIDs, whose lengths are here, stand between the fixed part and the path. */
export const USER_SID_LENGTH_AT = 0x2c;
export const INTEGRITY_SID_LENGTH_AT = 0x2d;
/** Fixed part of Process Create and Process Defined. */
export const PROCESS_CREATE_BYTES = 0x34;

/** Where the key's characters begin in the detail block of registry operations; the info word is the first. */
const REGISTRY_TEXT: readonly (readonly [operation: number, text: number])[] = [
  [0, 8],
  [1, 8],
  [2, 2],
  [3, 12],
  [4, 16],
  [5, 12],
  [6, 16],
  [7, 16],
  [8, 16],
  [9, 2],
  [10, 2],
  [11, 2],
  [12, 4],
  [13, 2],
  [14, 4],
  [15, 2],
  [16, 2],
  [17, 2],
  [19, 8],
];

/** The table for logs of one bitness. */
export function pathLocations(is64Bit: boolean): PathLocations {
  const info = new Int16Array(8 * 256).fill(-1);
  const text = new Int16Array(8 * 256);
  const set = (eventClass: number, operation: number, infoAt: number, textAt: number): void => {
    info[pathSlot(eventClass, operation)] = infoAt;
    text[pathSlot(eventClass, operation)] = textAt;
  };
  set(EventClass.Process, PROCESS_DEFINED, 0x2e, PROCESS_CREATE_BYTES);
  set(EventClass.Process, PROCESS_CREATE, 0x2e, PROCESS_CREATE_BYTES);
  const pointerBytes = is64Bit ? 8 : 4;
  set(EventClass.Process, LOAD_IMAGE, pointerBytes + 4, pointerBytes + 8);
  for (const [operation, textAt] of REGISTRY_TEXT) set(EventClass.Registry, operation, 0, textAt);
  const fileInfo = is64Bit ? 0x40 : 0x2c;
  for (let operation = 0; operation < 256; operation++) {
    set(EventClass.FileSystem, operation, fileInfo, fileInfo + 4);
    set(EventClass.Ipc, operation, fileInfo, fileInfo + 4);
  }
  return { info, text };
}
