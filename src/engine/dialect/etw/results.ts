import { PENDING, resultText, resultTone } from '../pml/results.ts';
import type { ResultTone } from '../dialect.ts';

/** Result code of an operation whose end the trace does not hold: the column is empty. It is never a real result. */
export const NO_RESULT = PENDING;

/**
 * Texts that Process Monitor's own table does not have. Source: etw-capture reference, 3.4, and the expected rows of the sample
 * traces. In ntstatus.h 0xC00000E3 is STATUS_INVALID_OPLOCK_PROTOCOL; what is not granted is 0xC00000E2, with the same text.
 */
const MORE: ReadonlyMap<number, string> = new Map([
  [0xc000_0016, 'MORE PROCESSING'],
  [0xc000_00e3, 'OPLOCK NOT GRANTED'],
]);

/** Text of the Result column: the same as in Process Monitor's logs. */
export function etwResultText(code: number): string {
  return MORE.get(code) ?? resultText(code);
}

export function etwResultTone(code: number): ResultTone {
  return resultTone(code);
}
