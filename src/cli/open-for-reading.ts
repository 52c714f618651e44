import type { Capture } from '../engine/capture/capture.ts';
import { ownMachine } from '../engine/live/own-machine.ts';
import { openCapture } from '../engine/open-capture.ts';
import { builtHelpers } from '../host/capture-helper.ts';
import type { ProcscopeError } from '../shared/errors.ts';
import type { CommandHost } from './command.ts';

/** A capture that was read to its end. */
export interface OpenedFile {
  readonly capture: Capture;
  /** What is damaged or missing in the file. */
  readonly warnings: readonly ProcscopeError[];
}

/**
 * Opens a file, reads it whole, and hands it to `use`; closes it afterwards whatever happens.
 * What is damaged is said on standard error; what could be read is used.
 */
export async function withCapture<T>(
  path: string,
  host: CommandHost,
  use: (opened: OpenedFile) => Promise<T>,
): Promise<T> {
  const opening = await openCapture(path, {
    signal: host.signal,
    onProgress: host.progress.step('Opening'),
    ownMachine: ownMachine(builtHelpers()),
  });
  try {
    const { warnings } = await opening.finished;
    for (const warning of warnings) host.warn(warning.message);
    return await use({ capture: opening.capture, warnings });
  } finally {
    await opening.capture.close();
  }
}
