import { cancelled } from '../../../shared/errors.ts';
import type { OpeningCapture } from '../../capture/capture.ts';
import { EtlReading } from './etl-reading.ts';
import type { EtlOptions } from './etl-reading.ts';

/**
 * Opens an event trace of Windows, with the other files of the same trace beside it. It is read twice: names often stand behind
 * the events that need them. Resolves when the first rows can be shown; the rest is read in the background, a buffer for each
 * processor at a time. Errors: 'file/...' when the file cannot be read, 'etl/not-an-etl', 'etl/truncated' when not even a header
 * is there, 'job/cancelled'. Everything else that is wrong with a trace is a warning of the report.
 */
export async function openEtl(path: string, options: EtlOptions = {}): Promise<OpeningCapture> {
  if (options.signal?.aborted === true) throw cancelled();
  const reading = new EtlReading(options);
  try {
    await reading.learn(path);
    const finished = reading.readRows();
    // Also when nobody waits for it yet, a failure must not count as unhandled.
    finished.catch(() => undefined);
    await Promise.race([reading.firstRows, finished]);
    return { capture: reading.capture(), finished };
  } catch (error) {
    await reading.close();
    throw error;
  }
}
