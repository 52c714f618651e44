import type { DetailField } from './dialect.ts';

/** What the rows that stand for lost events say in the Operation column. */
export const LOSS_OPERATION = 'Events Lost';

/** What stands where the source does not say. */
const UNKNOWN = 'unknown';

/** Detail of a row that stands for lost events. */
export function lossFields(loss: {
  readonly count: number | undefined;
  readonly cause: string | undefined;
}): readonly DetailField[] {
  return [
    { name: 'Lost', value: loss.count === undefined ? UNKNOWN : String(loss.count) },
    { name: 'Cause', value: loss.cause ?? UNKNOWN },
  ];
}
