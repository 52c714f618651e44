import { LossCause } from '../wire/wire-format.ts';

/** What a loss of the helper's says in the list. */
const CAUSES: ReadonlyMap<number, string> = new Map([
  [LossCause.RingFull, "The kernel's buffer was full: more happened than could be read"],
  [LossCause.NoState, 'The kernel had no room left to remember calls that were under way'],
  [LossCause.TooBig, 'Events were too big to be told'],
  [LossCause.Recursion, 'Calls were made while the kernel was recording on the same processor'],
  [LossCause.Rate, 'More events came than the rate limit lets through'],
  [LossCause.Buffers, "Another system's buffers were full"],
  [LossCause.Malformed, 'Records of the kernel could not be read'],
]);

export function lossCause(cause: number): string {
  return CAUSES.get(cause) ?? `Reason ${cause} of the capture helper`;
}

/** Of what a damaged stream held. */
export const DAMAGED_STREAM = "A part of the capture helper's data was damaged";

/** From the end of a helper that ended by itself until the capture goes on. */
export const HELPER_ENDED = 'The capture helper ended: what happened until the capture went on is missing';
