/** What the command's exit status says. Part of the command line's interface: never renumber. */
export const ExitStatus = {
  Done: 0,
  /** The job could not be done; a sentence on standard error says why. */
  Failed: 1,
  /** The command line itself was wrong. */
  Usage: 2,
  /** A program that was to be captured is there but cannot be run, as shells have it. */
  NotRun: 126,
  /** A program that was to be captured is not there. */
  NotFound: 127,
  /** Stopped by the interrupt signal, 128 + 2, as shells expect. */
  Interrupted: 130,
  /** Stopped by the terminate signal, 128 + 15. */
  Terminated: 143,
} as const;
export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];
