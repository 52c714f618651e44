/** A second wish to close within this time means it, in ms; before it is a double click. */
const INSISTS_MS = { from: 500, to: 5000 } as const;

export interface ClosingSituation {
  /** The capture would not be saved, and the page has not given it up. */
  readonly isUnsaved: boolean;
  /** The page is there and reacts, so that it can ask its user. */
  readonly canAnswer: boolean;
  /** When the page was last told that its user wants to close the window, in ms; undefined when it never was. */
  readonly asked: number | undefined;
  /** Milliseconds on the same clock. */
  readonly now: number;
}

/**
 * Whether a window closes now, or its page asks first. It must always be possible to close it: also when the page does not
 * ask though it was told to. A capture that was neither saved nor given up is offered at the next start.
 */
export function mayCloseWindow({ isUnsaved, canAnswer, asked, now }: ClosingSituation): boolean {
  if (!isUnsaved || !canAnswer) return true;
  if (asked === undefined) return false;
  return now - asked >= INSISTS_MS.from && now - asked <= INSISTS_MS.to;
}
