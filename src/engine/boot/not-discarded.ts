import { ProcscopeError } from '../../shared/errors.ts';

/** Has a log deleted that was read. Returns why it could not be; undefined when it was. */
export async function notDiscarded(discard: () => Promise<unknown>): Promise<ProcscopeError | undefined> {
  try {
    await discard();
    return undefined;
  } catch (error) {
    if (!(error instanceof ProcscopeError)) throw error;
    return new ProcscopeError(
      'boot/not-discarded',
      `The capture file is complete, but the log that it was made from could not be deleted. ${error.message}`,
      error.facts,
      error,
    );
  }
}
