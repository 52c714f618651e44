import type { Contract } from './contract.ts';
import { MAX_PATH, count, progress } from './schemas.ts';
import { VIEWER_CONTRACT, captureState } from './viewer-contract.ts';
import { z } from './zod.ts';

const path = z.string().min(1).max(MAX_PATH);
const nothing = z.object({});

/** What the process that started the engine may ask of it. Never offered to a window. */
export const HOST_CONTRACT = {
  name: 'host',
  calls: {
    'capture/info': VIEWER_CONTRACT.calls['capture/info'],
    /**
     * Opens a file in place of what is open. Answers as soon as the file proves to be a capture: rows can then be shown,
     * and events tell the rest. Errors: a file error or one of its format, which leave the open capture as it is;
     * 'job/cancelled' when another file was opened meanwhile or the opening was cancelled.
     */
    'capture/open': { input: z.object({ path }), output: z.object({ capture: count }) },
    'capture/close': { input: nothing, output: nothing },
    /** Stops reading the file; what was read so far stays. */
    'capture/cancel-opening': VIEWER_CONTRACT.calls['capture/cancel-opening'],
    /** Writes the open capture as a capture file. Errors: a file error, 'capture/none', 'capture/busy' while opening. */
    'capture/save': {
      input: z.object({ path, format: z.enum(['native']) }),
      output: z.object({ events: count }),
    },
    /** Closes the capture. The host then ends the engine's process. */
    'engine/shutdown': { input: nothing, output: nothing },
  },
  events: {
    'capture/changed': captureState,
    /** Events written and to be written by `capture/save`. */
    'capture/saving': progress,
  },
} as const satisfies Contract;
