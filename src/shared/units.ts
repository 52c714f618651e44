declare const brand: unique symbol;

/** A number or bigint that must not be mixed with others of the same primitive type. Costs nothing at run time. */
export type Brand<T, B extends string> = T & { readonly [brand]: B };

/** Number of an event in its capture: from 0, in arrival order, never reused or shifted. Exact up to 2^53. */
export type EventNo = Brand<number, 'EventNo'>;

/** Position in one view (a filtered order over events), from 0. */
export type ViewRow = Brand<number, 'ViewRow'>;

/** Index into an epoch's string pool. 0 is always the empty string. */
export type StringId = Brand<number, 'StringId'>;

/** Index into an epoch's process table. */
export type ProcessId = Brand<number, 'ProcessId'>;

/** Index into an epoch's operation dictionary. */
export type OperationId = Brand<number, 'OperationId'>;

/** Index into an epoch's result dictionary. */
export type ResultId = Brand<number, 'ResultId'>;

/** Index into an epoch's stack pool. 0 is always the empty stack. */
export type StackId = Brand<number, 'StackId'>;

/** 100 ns ticks since the capture's start time; an exact integer for 28 years. Negative before the start. */
export type RelTicks = Brand<number, 'RelTicks'>;

/** 100 ns ticks since 1601-01-01 00:00 UTC, as Windows' FILETIME. Exact. */
export type FileTime = Brand<bigint, 'FileTime'>;

/** 100 ns ticks in a second. */
export const TICKS_PER_SECOND = 10_000_000;

/** Ticks between 1601-01-01 and 1970-01-01, both 00:00 UTC. */
export const UNIX_EPOCH_TICKS = 116_444_736_000_000_000n;

function checked(value: number, what: string): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`${what} must be a whole number from 0, not ${value}`);
  return value;
}

/** Makes an {@link EventNo} of a checked whole number. */
export function eventNo(value: number): EventNo {
  return checked(value, 'An event number') as EventNo;
}

/** Makes a {@link ViewRow} of a checked whole number. */
export function viewRow(value: number): ViewRow {
  return checked(value, 'A view row') as ViewRow;
}

/** Makes a {@link FileTime} of ticks since 1601. */
export function fileTime(ticks: bigint): FileTime {
  return ticks as FileTime;
}

/** Ticks from `start` to `time`. Exact while they are less than 28 years apart. */
export function relTicks(time: FileTime, start: FileTime): RelTicks {
  return Number(time - start) as RelTicks;
}

/** The absolute time of `ticks` after `start`. */
export function absoluteTime(ticks: RelTicks, start: FileTime): FileTime {
  return (start + BigInt(ticks)) as FileTime;
}
