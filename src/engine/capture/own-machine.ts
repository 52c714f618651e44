import type { VolumeName } from '../etw/state/volumes.ts';

/** The machine that this runs on: a trace that was made on it can be read better there than elsewhere. */
export interface OwnMachine {
  readonly name: string;
  /** What its volumes are called today. Errors: any, when it cannot be asked. */
  readonly volumes: (signal: AbortSignal) => Promise<readonly VolumeName[]>;
}
