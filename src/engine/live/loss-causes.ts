import { LossCause, WireSystem } from '../wire/wire-format.ts';

type Causes = ReadonlyMap<number, string>;

/** What a loss of a helper says in the list, where systems do not differ. */
const EVERYWHERE: Causes = new Map([
  [LossCause.TooBig, 'Events were too big to be told'],
  [LossCause.Rate, 'More events came than the rate limit lets through'],
  [LossCause.HelperFull, "The capture helper's queue was full: more happened than could be sent"],
  [LossCause.LogFull, 'The boot log had reached its size: its oldest part was dropped'],
]);

const LINUX: Causes = new Map([
  [LossCause.RingFull, "The kernel's buffer was full: more happened than could be read"],
  [LossCause.NoState, 'The kernel had no room left to remember calls that were under way'],
  [LossCause.Recursion, 'Calls were made while the kernel was recording on the same processor'],
  [LossCause.Malformed, 'Records of the kernel could not be read'],
]);

const WINDOWS: Causes = new Map([
  [LossCause.RingFull, 'Windows lost events: its buffers were full'],
  [LossCause.Buffers, 'Windows lost whole buffers of events: more happened than could be read'],
  [LossCause.Malformed, 'Records of Windows could not be read'],
]);

/** Why a helper of a `WireSystem` lost events. */
export function lossCause(system: number, cause: number): string {
  const own = system === WireSystem.Windows ? WINDOWS : LINUX;
  return own.get(cause) ?? EVERYWHERE.get(cause) ?? `Reason ${cause} of the capture helper`;
}

/** Of what a damaged stream held. */
export const DAMAGED_STREAM = "A part of the capture helper's data was damaged";

/** From the end of a helper that ended by itself until the capture goes on. */
export const HELPER_ENDED = 'The capture helper ended: what happened until the capture went on is missing';
